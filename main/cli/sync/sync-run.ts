import { type ErrorRecord, isAbort } from '../../base/app-error.ts';
import type { Problem } from '../../model/problem.ts';
import type { FolderSync, FolderSyncs } from '../../sync/folder-sync.ts';
import type { FolderTask, UnopenedFolder } from './folder-task.ts';
import { type FolderOutcome, outcomeOf, type SyncSummary, summariseFolders } from './sync-summary.ts';
import type { FolderSubject, SyncView } from './sync-view.ts';
import { recordOfFailure } from './with-folder.ts';

/** What a run does besides scanning and sending. */
export interface SyncWay {
  readonly isWatching: boolean;
  /** Agrees to so many held deletions, once; null for none. */
  readonly agreedDeletes: number | null;
  readonly renewsMarker: boolean;
}

export interface SyncList {
  readonly tasks: readonly FolderTask[];
  readonly unopened: readonly UnopenedFolder[];
}

const pageSize = 500;

/**
 * Takes every folder to its end, side by side, and shows how. A folder that can't be opened or synced does not keep the
 * others.
 */
export async function syncFolders(
  folders: FolderSyncs,
  { tasks, unopened }: SyncList,
  way: SyncWay,
  view: SyncView,
  signal: AbortSignal,
): Promise<SyncSummary> {
  const opened: { readonly task: FolderTask; readonly folder: FolderSync }[] = [];
  const outcomes: FolderOutcome[] = unopened.map(({ subject, error }) => fail(subject, error, view));
  try {
    for (const task of tasks) {
      try {
        const folder = await folders.openFolder(task.wish, event => view.happened(task.subject, event));
        opened.push({ task, folder });
      } catch (thrown) {
        outcomes.push(fail(task.subject, await recordOfFailure(thrown, task), view));
      }
    }
    view.started(opened.map(({ task }) => task.subject));
    const ended = await Promise.all(
      opened.map(({ task, folder }) => syncFolder(folders, folder, task, way, view, signal)),
    );
    const summary = summariseFolders([...outcomes, ...ended]);
    view.finished(summary);
    return summary;
  } finally {
    await Promise.all(opened.map(({ folder }) => folder.close()));
  }
}

/** Never rejects. */
async function syncFolder(
  folders: FolderSyncs,
  folder: FolderSync,
  task: FolderTask,
  { isWatching, agreedDeletes, renewsMarker }: SyncWay,
  view: SyncView,
  signal: AbortSignal,
): Promise<FolderOutcome> {
  try {
    if (renewsMarker) await folder.renewMarker();
    if (agreedDeletes !== null) folder.agreeToDeletes(agreedDeletes);
    const result = await (isWatching ? folder.watch(signal) : folder.run(signal));
    await view.ended(task.subject, result, () => eachProblem(folders, folder.id));
    return outcomeOf(result);
  } catch (thrown) {
    if (isAbort(thrown) && signal.aborted) return { became: 'notBegun' };
    return fail(task.subject, await recordOfFailure(thrown, task), view);
  }
}

function fail(subject: FolderSubject, error: ErrorRecord, view: SyncView): FolderOutcome {
  view.failed(subject, error);
  return { became: 'failed', error };
}

/** Every problem of a folder in the order of the paths, a page at a time. */
export function* eachProblem(
  folders: Pick<FolderSyncs, 'problems'>,
  folderId: string,
): Generator<Problem, void> {
  let after: string | null = null;
  while (true) {
    const page: readonly Problem[] = folders.problems(folderId, after, pageSize);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.path;
  }
}
