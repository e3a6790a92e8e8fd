import type { Action } from '../model/action.ts';
import type { LaneName } from '../model/lane.ts';

export interface ActionTotals {
  readonly actions: number;
  readonly bytes: number;
}

/** What is still to be done for folders. One action a path: a newer one replaces the older. */
export interface Actions {
  put(folderId: string, action: Action): void;
  find(folderId: string, path: string): Action | null;
  /** Due actions of a lane but deletions, oldest first, without those named; `limit` at most. O(log n + limit). */
  next(
    folderId: string,
    lane: LaneName,
    nowMs: number,
    limit: number,
    without: ReadonlySet<string>,
  ): readonly Action[];
  /** Takes the action away if it is still this one: same `do`, reason and due time; a newer one stays. */
  remove(folderId: string, action: Action): void;
  /** Takes away whatever is planned for the path. */
  clear(folderId: string, path: string): void;
  /** All of a kind, oldest first, after a path, `limit` at most: for dry runs and for what is asked. */
  list(folderId: string, kind: Action['do'], after: string | null, limit: number): readonly Action[];
  count(folderId: string, kind: Action['do']): number;
  /** The earliest due time of all actions but deletions, past or future; null when there is none. O(log n). */
  earliestDue(folderId: string): number | null;
  totals(folderId: string): ActionTotals;
}
