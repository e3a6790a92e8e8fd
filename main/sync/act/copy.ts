import { promises as fs } from 'node:fs';
import { toAppError } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { Action } from '../../model/action.ts';
import { keyOf } from '../../plan/key-of.ts';
import type { FolderRun } from '../folder-run.ts';
import { objectOf } from '../known-object.ts';
import { type ActEnd, done, instead } from './act.ts';

/**
 * A file that is known under another path: its object is copied on the server, and proven. In mirror mode that of a moved
 * file then leaves its old place, which is no deletion, for the bytes are there. Whatever stands in the way, the file is sent instead.
 */
export async function actCopy(run: FolderRun, action: Action, signal: AbortSignal): Promise<ActEnd> {
  const { folder, access, store, clock } = run;
  const { path, from, reason } = action;
  const known = from === null ? null : store.known.find(folder.id, from);
  const source = await run.lookAt(run.absolute(path));
  const isSame =
    known?.identity.size === source.size &&
    known.identity.mtimeNs === source.mtimeNs &&
    known.identity.inode === source.inode;
  if (from === null || known === null || !isSame) return send(action, problem('copy.changedAgain'));
  const to = keyOf(folder, path);
  let proof: Awaited<ReturnType<FolderRun['copy']>>;
  try {
    proof = await run.copy({ access, from: objectOf(known), to }, signal);
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const error = toAppError(thrown);
    if (error.reaction === 'retry' || error.code.startsWith('credentials.')) throw thrown;
    return send(action, problem('copy.failed', { code: error.code }));
  }
  const isMoved = reason.code === 'moved' && !(await isThere(run.absolute(from)));
  store.batch(() => {
    store.known.put(folder.id, {
      path,
      identity: {
        size: source.size,
        mtimeNs: source.mtimeNs,
        ctimeNs: source.ctimeNs,
        inode: source.inode,
        device: source.device,
      },
      key: to,
      etag: proof.etag,
      checksum: proof.ours,
      versionId: proof.versionId,
      provenAtMs: clock.now(),
      verifiedAtMs: null,
    });
    if (isMoved && folder.settings.mode === 'upload-only') leaveOld(run, from, path);
  });
  run.tally.copied += 1;
  if (isMoved && folder.settings.mode === 'mirror') {
    await run.remove(access, objectOf(known), signal);
    store.batch(() => leaveOld(run, from, path));
  }
  return done('done', reason);
}

function send(action: Action, about: ProblemFacts): ActEnd {
  return instead(action, {
    do: 'upload',
    from: null,
    reason: { code: 'copy-refused', facts: { ...about, from: action.from } },
  });
}

/** The old path is no longer ours to look after. */
function leaveOld({ folder, store, journal }: FolderRun, from: string, to: string): void {
  store.known.forget(folder.id, from);
  store.actions.clear(folder.id, from);
  journal(from, 'forget', { code: 'moved', facts: { to } });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await fs.lstat(path);
    return true;
  } catch (thrown) {
    return !(
      thrown instanceof Error &&
      'code' in thrown &&
      (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')
    );
  }
}
