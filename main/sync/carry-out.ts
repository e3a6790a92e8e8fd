import { type AppError, toAppError } from '../base/app-error.ts';
import type { Action } from '../model/action.ts';
import type { Act, ActEnd } from './act/act.ts';
import { actAppend } from './act/append.ts';
import { actCompare } from './act/compare.ts';
import { actCopy } from './act/copy.ts';
import { actMark } from './act/mark.ts';
import { actUpload } from './act/upload.ts';
import { afterFailure } from './after-failure.ts';
import { clearUnrecorded } from './clear-unrecorded.ts';
import type { FolderRun } from './folder-run.ts';

/** Deletions are carried out by `carryOutDeletes`, once nothing else waits. */
const acts: Readonly<Record<Exclude<Action['do'], 'delete'>, Act>> = {
  upload: actUpload,
  compare: actCompare,
  copy: actCopy,
  append: actAppend,
  mark: actMark,
};

/**
 * Carries out one action and writes down what became of it. What was planned anew for its path meanwhile stays planned. Resolves with
 * what blocks the whole folder, null for nothing; never rejects, for what is thrown here would be nobody's.
 */
export async function carryOut(
  run: FolderRun,
  action: Action,
  signal: AbortSignal,
): Promise<AppError | null> {
  try {
    if (action.do === 'delete') return null;
    const wasListed = run.store.problems.find(run.folder.id, action.path) !== null;
    run.emit({ type: 'began', path: action.path, what: action.do, size: action.size });
    const end = await acts[action.do](run, action, signal);
    if (end.type === 'void' && signal.aborted) return null;
    writeEnd(run, action, end, wasListed);
    return null;
  } catch (thrown) {
    if (signal.aborted) return null;
    try {
      return writeFailure(run, action, await causeOf(run, action, toAppError(thrown), signal));
    } catch (again) {
      return signal.aborted ? null : toAppError(again);
    }
  }
}

function writeEnd(run: FolderRun, action: Action, end: ActEnd, wasListed: boolean): void {
  const { folder, store } = run;
  const { path } = action;
  if (end.type === 'done' && end.isWritten) {
    // The transfer has taken its action and its problem away; an action that is there is a newer one, or the same asked for once more.
    if (store.actions.find(folder.id, path) !== null) store.actions.remove(folder.id, action);
    if (wasListed) run.solveDone(path, wasListed);
  } else {
    store.batch(() => {
      const isStillPlanned = store.actions.remove(folder.id, action);
      if (end.type === 'instead' && isStillPlanned) store.actions.put(folder.id, end.action);
      if (end.type !== 'done') return;
      if (end.what !== 'conflict') run.solveDone(path, wasListed);
      run.journal(path, end.what, end.reason);
    });
  }
  if (end.type !== 'done') return;
  run.emit({ type: 'ended', path, what: action.do, reason: end.reason, bytes: end.bytes });
}

/** Why it failed; for a file that is gone, why what it has left in the bucket could not be taken away. */
async function causeOf(
  run: FolderRun,
  { path }: Action,
  error: AppError,
  signal: AbortSignal,
): Promise<AppError> {
  if (!isGone(error)) return error;
  try {
    await clearUnrecorded(run, path, signal);
    return error;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return toAppError(thrown);
  }
}

/** Another kind of thing may stand there by now. */
function isGone({ code }: AppError): boolean {
  return code === 'file.missing' || code === 'file.not-regular';
}

/** What blocks the whole folder; null when only this file is concerned. */
function writeFailure(run: FolderRun, action: Action, error: AppError): AppError | null {
  const { folder, store, clock } = run;
  const { path } = action;
  const attempts = action.attempts + 1;
  const now = clock.now();
  const since = store.problems.find(folder.id, path)?.sinceMs ?? now;
  const next = afterFailure(error, attempts, now - since);
  if (next.is === 'blocked') return error;
  store.batch(() => {
    if (!store.actions.remove(folder.id, action)) return;
    if (next.is === 'void') run.sight.isOld = true;
    else if (next.is === 'again') {
      store.actions.put(folder.id, { ...action, attempts, dueAtMs: now + next.inMs });
    } else {
      run.report(path, error, 'failed', next.inMs === null ? null : now + next.inMs);
      run.journal(path, 'fail', { code: 'failed', facts: { code: error.code } });
    }
  });
  return null;
}
