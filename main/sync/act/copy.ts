import { toAppError } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { Action } from '../../model/action.ts';
import { isOfParts } from '../../model/checksum.ts';
import type { KnownFile } from '../../model/known-file.ts';
import { compareSources, type Source } from '../../model/source.ts';
import { contentTypeOf } from '../../plan/content-type.ts';
import { keyOf } from '../../plan/key-of.ts';
import { isBlocking } from '../after-failure.ts';
import { checkRoot } from '../check-root.ts';
import type { FolderRun } from '../folder-run.ts';
import { isThere } from '../is-there.ts';
import { knownAs, objectOf } from '../known-object.ts';
import { optionsFor } from '../object-wishes.ts';
import { takeOwn } from '../own-object.ts';
import type { CopyWish } from '../sync-tools.ts';
import { type ActEnd, done, instead } from './act.ts';

/**
 * A file that is known under another path: its object is copied on the server, and proven. In mirror mode that of a moved
 * file then leaves its old place, which is no deletion, for the bytes are there. Whatever stands in the way, the file is sent instead.
 */
export async function actCopy(run: FolderRun, action: Action, signal: AbortSignal): Promise<ActEnd> {
  const { folder, access, store } = run;
  const { path, from, reason } = action;
  const source = await run.lookAt(run.absolute(path));
  const before = store.known.find(folder.id, path);
  // Two looks may have planned what one copy has done.
  if (before && compareSources(before.identity, source) === 'same') return { type: 'void' };
  const known = from === null ? null : store.known.find(folder.id, from);
  if (known === null || !isSameFile(known, source)) return send(action, problem('copy.changedAgain'));
  const to = keyOf(folder, path);
  try {
    if (!(await holdsKnownBytes(run, known, source, signal)))
      return send(action, problem('copy.changedAgain'));
    const proof = await run.copy(
      { access, from: objectOf(known), to, ...(await described(run, known, path, source)) },
      signal,
    );
    const copied = knownAs(path, source, { key: to, ...proof }, proof.ours, run.clock.now());
    store.known.put(folder.id, { ...copied, verifiedAtMs: null });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const error = toAppError(thrown);
    if (error.reaction === 'retry' || isBlocking(error)) throw thrown;
    return send(action, problem('copy.failed', { code: error.code }));
  }
  run.tally.copied += 1;
  if (reason.code === 'moved' && (await isGone(run, known.path))) await leaveOld(run, known, path, signal);
  return done('done', reason);
}

/** Of a drive that was taken away nothing is gone: where objects follow the files, throws what `checkRoot` throws. */
async function isGone(run: FolderRun, path: string): Promise<boolean> {
  if (await isThere(run, path)) return false;
  if (run.folder.settings.mode === 'mirror') await checkRoot(run);
  return true;
}

function isSameFile({ identity }: KnownFile, { size, mtimeNs, inode }: Source): boolean {
  return identity.size === size && identity.mtimeNs === mtimeNs && identity.inode === inode;
}

/**
 * A new name changes a file's time as other bytes under the same size and time of modification would, so only the bytes tell. What was adopted
 * unread, and what only its parts tell of, is taken as it is.
 */
async function holdsKnownBytes(
  { digest }: FolderRun,
  { checksum }: KnownFile,
  source: Source,
  signal: AbortSignal,
): Promise<boolean> {
  if (checksum === null || isOfParts(checksum)) return true;
  return (await digest(source, checksum.algorithm, signal)) === checksum.value;
}

/** A copy is described as its source is, unless the new name stands for another type. */
async function described(
  run: FolderRun,
  known: KnownFile,
  path: string,
  { mtimeNs }: Source,
): Promise<Pick<CopyWish, 'described'>> {
  if (contentTypeOf(known.path) === contentTypeOf(path)) return {};
  return { described: { options: await optionsFor(run, path), mtimeNs } };
}

function send(action: Action, about: ProblemFacts): ActEnd {
  return instead(action, {
    do: 'upload',
    from: null,
    reason: { code: 'copy-refused', facts: { ...about, from: action.from } },
  });
}

/**
 * The old path is no longer ours to look after; in mirror mode its object goes, unless somebody has changed it. One that can't go for now stays
 * known, and is a deletion like any other: the file itself is safe, so nothing of that is told of it.
 */
async function leaveOld(run: FolderRun, old: KnownFile, to: string, signal: AbortSignal): Promise<void> {
  const { folder, access, store } = run;
  // A look that came meanwhile may have let go of it, because it is to be left alone.
  if (store.known.find(folder.id, old.path) === null) return;
  if (folder.settings.mode === 'mirror') {
    try {
      await takeOwn(run, objectOf(old), object => run.remove(access, object, signal), signal);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (signal.aborted || isBlocking(error)) throw thrown;
      if (error.code !== 'object.changed' && error.code !== 'object.missing') {
        run.sight.isOld = true;
        return;
      }
    }
  }
  store.batch(() => {
    store.known.forget(folder.id, old.path);
    store.actions.clear(folder.id, old.path);
    run.journal(old.path, 'forget', { code: 'moved', facts: { to } });
  });
}
