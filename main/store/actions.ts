import type { Action } from '../model/action.ts';
import type { LaneName } from '../model/lane.ts';

export interface ActionTotals {
  readonly actions: number;
  readonly bytes: number;
}

/**
 * What is still to be done for folders. One action a path: a newer one replaces the older. A row that makes no sense is dropped
 * when it is met, and logged: file and known file still differ, so a scan plans it again.
 */
export interface Actions {
  /** Throws `folder.unknown`. */
  put(folderId: string, action: Action): void;
  find(folderId: string, path: string): Action | null;
  /** Due actions of a lane but deletions, by due time and then by path, without those named; `limit` at most. O(log n + limit + those named). */
  next(
    folderId: string,
    lane: LaneName,
    nowMs: number,
    limit: number,
    without: ReadonlySet<string>,
  ): readonly Action[];
  /** Takes the action away if it is still this one: same `do`, reason and due time. False for a newer one, which stays, and for none. */
  remove(folderId: string, action: Action): boolean;
  /** Takes away whatever is planned for the path. */
  clear(folderId: string, path: string): void;
  /** All of a kind in byte order of their paths, after one, which need not be there any more; `limit` at most. */
  list(folderId: string, kind: Action['do'], after: string | null, limit: number): readonly Action[];
  /** A window of all but deletions (`work`) or of deletions, in byte order of their paths. */
  window(folderId: string, which: 'work' | 'deletes', offset: number, limit: number): readonly Action[];
  count(folderId: string, kind: Action['do']): number;
  /** The earliest due time of all actions but deletions, past or future; null when there is none. O(log n). */
  earliestDue(folderId: string): number | null;
  totals(folderId: string): ActionTotals;
  /** The same of one kind. */
  totalsOf(folderId: string, kind: Action['do']): ActionTotals;
}
