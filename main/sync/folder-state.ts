import { AppError } from '../base/app-error.ts';
import { standingOf } from '../plan/up-to-date.ts';
import type { FolderRecord } from '../store/folder-log.ts';
import type { Coverage } from '../watch/folder-watcher.ts';
import type { FolderRun } from './folder-run.ts';
import type { FolderState } from './folder-sync.ts';
import { heldPath } from './held-path.ts';

/** How a folder stands, from the record alone but for `settling`: files that were seen to change, and whose new bytes nobody has planned yet. */
export function folderState(
  { folder, store }: Pick<FolderRun, 'folder' | 'store'>,
  coverage: Coverage | null,
  settling = 0,
): FolderState {
  const { id } = folder;
  const record = store.folders.find(id);
  if (record === null)
    throw new AppError('folder.unknown', 'the folder was forgotten', { path: folder.root });
  const proven = store.known.totals(id);
  const waiting = store.actions.totals(id);
  const deletes = store.actions.totalsOf(id, 'delete');
  const problems = store.problems.totals(id);
  return {
    record,
    provenFiles: proven.files,
    provenBytes: proven.bytes,
    problems,
    waiting: waiting.actions,
    waitingBytes: waiting.bytes,
    deletes,
    heldDeletes: store.problems.find(id, heldPath) === null ? 0 : deletes.actions,
    isUpToDate: settling === 0 && isUpToDate(record, proven.files, problems.failed, waiting.actions),
    coverage,
  };
}

/**
 * By comparison of everything that the last full scan saw. Later changes that were looked at singly keep what it found, as long as nothing of
 * them waits or failed.
 */
function isUpToDate(record: FolderRecord, proven: number, failed: number, waiting: number): boolean {
  const { lastScan, upToDateAtMs } = record;
  if (waiting > 0 || failed > 0 || lastScan === null) return false;
  const isFound = upToDateAtMs !== null && upToDateAtMs >= lastScan.endedAtMs;
  return isFound || standingOf({ seen: lastScan.files, proven, failed, unread: 0, waiting }) === 'up-to-date';
}
