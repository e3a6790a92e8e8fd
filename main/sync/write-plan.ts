import { fromErrorRecord } from '../base/app-error.ts';
import type { Problem } from '../model/problem.ts';
import { isToldByLooks } from '../plan/still-listed.ts';
import type { GoneFile } from './find-gone.ts';
import type { FolderRun } from './folder-run.ts';
import type { PlanContext } from './plan-context.ts';
import type { PlannedFile, PlanPiece } from './plan-directory.ts';

/** What was written, for figures. */
export interface Written {
  readonly planned: number;
  readonly plannedBytes: number;
}

/** Writes a piece of a plan down, in one commit: actions, problems, and what is to be forgotten. */
export function writePlan(run: FolderRun, piece: PlanPiece, context: PlanContext): Written {
  const { folder, store } = run;
  let planned = 0;
  let plannedBytes = 0;
  store.batch(() => {
    for (const problem of piece.problems) {
      const { path, error, weight, retryAtMs } = problem;
      if (!wouldHideFailure(run, problem)) run.report(path, fromErrorRecord(error), weight, retryAtMs);
    }
    for (const file of piece.files) {
      const size = writeFile(run, file, context);
      if (size === null) continue;
      planned += 1;
      plannedBytes += size;
    }
    if (piece.mark) store.actions.put(folder.id, piece.mark);
    for (const gone of piece.gone.files) planDelete(run, gone, context);
    for (const { path, key } of piece.gone.ignored) {
      store.known.forget(folder.id, path);
      store.actions.clear(folder.id, path);
      run.journal(path, 'forget', { code: 'ignored', facts: { key } });
    }
  });
  return { planned, plannedBytes };
}

/** A path has one problem: a warning does not take the place of what has failed and is still to be done. */
function wouldHideFailure({ folder, store }: FolderRun, { path, weight }: Problem): boolean {
  if (weight !== 'warning') return false;
  const listed = store.problems.find(folder.id, path);
  return listed?.weight === 'failed' && !isToldByLooks(listed.error.code);
}

/** Bytes that are planned for a file; null when nothing is. */
function writeFile(
  run: FolderRun,
  { path, seen, decision }: PlannedFile,
  { settling }: PlanContext,
): number | null {
  const { folder, store, clock } = run;
  switch (decision.next) {
    case 'nothing':
      settling.forget(path);
      clearDelete(run, path);
      // It could not be looked at, and now it can; what failed to be read would be planned again.
      if (store.problems.find(folder.id, path)?.error.code === 'file.unreadable') run.solve(path);
      return null;
    case 'wait':
      settling.wait(path, decision.untilMs, clock.now());
      clearDelete(run, path);
      return null;
    case 'fail':
      settling.forget(path);
      run.report(path, fromErrorRecord(decision.error), 'failed');
      return null;
    case 'act':
      settling.forget(path);
      store.actions.put(folder.id, decision.action);
      if (decision.action.do === 'upload') run.seen.note(path, seen);
      return seen.size;
  }
}

/** A file that is back is not deleted. */
function clearDelete({ folder, store }: FolderRun, path: string): void {
  const action = store.actions.find(folder.id, path);
  if (action?.do === 'delete') store.actions.remove(folder.id, action);
}

/** One that is planned already keeps its time; what was planned to be sent is void. */
function planDelete(
  { folder, store, clock }: FolderRun,
  { known: { path, identity, key }, isOnOtherDrive }: GoneFile,
  { settling }: PlanContext,
): void {
  settling.forget(path);
  if (store.actions.find(folder.id, path)?.do === 'delete') return;
  const { mode, deletes, quietMs } = folder.settings;
  store.actions.put(folder.id, {
    path,
    do: 'delete',
    from: null,
    lane: 'small',
    size: identity.size,
    reason: { code: 'gone', facts: isOnOtherDrive ? { key, isOnOtherDrive } : { key } },
    // Without deletions to follow, only the other half of a rename is waited for.
    dueAtMs: clock.now() + (mode === 'mirror' ? deletes.delayMs : quietMs),
    attempts: 0,
  });
}
