import { fromErrorRecord, toAppError } from '../base/app-error.ts';
import { breathe, forEachParallel } from '../base/async.ts';
import type { Action } from '../model/action.ts';
import { judgeDeletes } from '../plan/delete-limits.ts';
import { markerName } from '../watch/root.ts';
import { isBlocking } from './after-failure.ts';
import { checkRoot } from './check-root.ts';
import type { FolderRun } from './folder-run.ts';
import { heldPath } from './held-path.ts';
import { isThere } from './is-there.ts';
import { objectOf } from './known-object.ts';
import { moveToTrash } from './move-to-trash.ts';
import { takeOwn } from './own-object.ts';

const batchSize = 500;
/** Names that are told when deletions are held. */
const sampleSize = 20;

/**
 * Does what follows from files that are gone, once everything else is done. In upload-only mode they are forgotten and their objects stay.
 * In mirror mode the objects follow, through the delete firewall: the root must be the right one, few enough must be
 * gone or agreed to, and each must have been gone for long enough and still be. Returns when the next deletion is due; null when none waits.
 */
export async function carryOutDeletes(run: FolderRun, signal: AbortSignal): Promise<number | null> {
  const { folder, store } = run;
  if (store.actions.count(folder.id, 'delete') === 0) {
    forgetAgreement(run);
    run.solve(heldPath);
    return null;
  }
  await checkRoot(run);
  if (folder.settings.mode === 'mirror' && (await isHeld(run))) return null;
  let nextAtMs: number | null = null;
  for await (const batch of eachBatch(run)) {
    const now = run.clock.now();
    const due = batch.filter(action => action.dueAtMs <= now);
    for (const { dueAtMs } of batch) {
      if (dueAtMs > now) nextAtMs = Math.min(nextAtMs ?? dueAtMs, dueAtMs);
    }
    await forEachParallel(
      due,
      run.parallel,
      (action, partSignal) => carryOut(run, action, partSignal),
      signal,
    );
  }
  if (nextAtMs === null) forgetAgreement(run);
  return nextAtMs;
}

/** An agreement is about the deletions that were held when it was given. */
function forgetAgreement({ folder, store }: FolderRun): void {
  const agreed = store.folders.find(folder.id)?.agreedDeletes ?? 0;
  if (agreed > 0) store.folders.setAgreedDeletes(folder.id, 0);
}

/** Asks the delete firewall, and tells what it holds. */
async function isHeld(run: FolderRun): Promise<boolean> {
  const { folder, store } = run;
  const gone = store.actions.count(folder.id, 'delete');
  const known = store.known.totals(folder.id).files;
  const agreed = store.folders.find(folder.id)?.agreedDeletes ?? 0;
  // The root and its marker have just been looked at.
  const sight = {
    gone,
    known,
    agreed,
    areSomeOnOtherDrive: agreed < gone && (await areSomeOnOtherDrive(run)),
    root: folder.root,
    marker: markerName,
    hasMarker: true,
  };
  const verdict = judgeDeletes(sight, folder.settings.deletes);
  if (verdict.may === 'go') {
    run.held.told = 0;
    run.solve(heldPath);
    return false;
  }
  run.report(heldPath, fromErrorRecord(verdict.error), 'failed');
  if (run.held.told === gone) return true;
  run.held.told = gone;
  const sample = store.actions.list(folder.id, 'delete', null, sampleSize).map(({ path }) => path);
  run.emit({ type: 'deletesHeld', count: gone, known, sample });
  return true;
}

async function areSomeOnOtherDrive(run: FolderRun): Promise<boolean> {
  for await (const batch of eachBatch(run)) {
    if (batch.some(({ reason }) => reason.facts['isOnOtherDrive'] === true)) return true;
  }
  return false;
}

/** The planned deletions in byte order of their paths; those that are carried out meanwhile may go. */
async function* eachBatch({ folder, store }: FolderRun): AsyncGenerator<readonly Action[], void, void> {
  for (let after: string | null = null; ; ) {
    const batch = store.actions.list(folder.id, 'delete', after, batchSize);
    if (batch.length === 0) return;
    yield batch;
    after = batch.at(-1)?.path ?? null;
    await breathe();
  }
}

async function carryOut(run: FolderRun, action: Action, signal: AbortSignal): Promise<void> {
  const { folder, store } = run;
  const { path } = action;
  const known = store.known.find(folder.id, path);
  if (known === null || (await isThere(run, path))) {
    store.actions.remove(folder.id, action);
    return;
  }
  if (folder.settings.mode === 'upload-only') {
    forget(run, action, 'forget', 'kept-in-bucket', { key: known.key });
    return;
  }
  run.emit({ type: 'began', path, what: 'delete', size: known.identity.size });
  try {
    const trashKey = await takeOwn(run, objectOf(known), object => moveToTrash(run, object, signal), signal);
    run.tally.deleted += 1;
    const code = trashKey === null ? 'deleted' : 'moved-to-trash';
    forget(run, action, 'delete', code, { key: known.key, trashKey });
    run.emit({ type: 'ended', path, what: 'delete', reason: { code, facts: {} }, bytes: 0 });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const error = toAppError(thrown);
    if (isBlocking(error)) throw error;
    if (error.code === 'object.changed' || error.code === 'object.missing') {
      // Somebody else's by now, or away already: not ours to delete.
      forget(run, action, 'forget', error.code === 'object.missing' ? 'object-missing' : 'object-changed', {
        key: known.key,
      });
      return;
    }
    run.report(path, error, 'failed', run.clock.now() + folder.settings.rescanMs);
    store.actions.remove(folder.id, action);
  }
}

function forget(
  run: FolderRun,
  action: Action,
  what: 'forget' | 'delete',
  code: 'kept-in-bucket' | 'moved-to-trash' | 'deleted' | 'object-changed' | 'object-missing',
  facts: Readonly<Record<string, string | null>>,
): void {
  const { folder, store } = run;
  store.batch(() => {
    store.known.forget(folder.id, action.path);
    store.actions.remove(folder.id, action);
    run.solve(action.path);
    run.journal(action.path, what, { code, facts });
  });
}
