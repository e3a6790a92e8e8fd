/** What was seen of a folder, and what became of it. All but `unread` and `waiting` are files of the last full scan. */
export interface FolderCounts {
  /** Null before the first full scan. */
  readonly seen: number | null;
  /** Their objects are proven to hold their bytes as they were seen, or were adopted. */
  readonly proven: number;
  /** Not in the bucket as they were seen, and listed with the cause; never among the proven. */
  readonly failed: number;
  /** Directories and entries that could not be read, so that nobody knows what belongs in the bucket. */
  readonly unread: number;
  /** Actions that are still to be done. */
  readonly waiting: number;
}

/** What decides whether a folder is stale. All are ms. */
export interface Comparison {
  /** When it was found up to date last, wall time since 1970; null for never. */
  readonly upToDateAtMs: number | null;
  readonly createdAtMs: number;
  /** How long that counts. */
  readonly staleMs: number;
}

/** Since when a folder was not found up to date, where that is too long ago to rely on; else null. Pure. */
export function staleSince({ upToDateAtMs, createdAtMs, staleMs }: Comparison, nowMs: number): number | null {
  const sinceMs = upToDateAtMs ?? createdAtMs;
  return nowMs - sinceMs >= staleMs ? sinceMs : null;
}

/**
 * - `unknown`: never seen as a whole.
 * - `behind`: something is still to be done, or files are neither proven nor listed as failed.
 * - `failures`: nothing is left to do, and what is not in the bucket is listed with its cause.
 * - `up-to-date`: every file that was seen is proven.
 */
export type Standing = 'unknown' | 'behind' | 'failures' | 'up-to-date';

/**
 * The rule behind "up to date": seen = proven + failed, and nothing waits. An empty queue alone says nothing; counts that
 * contradict each other are of different moments, and then the folder counts as behind until the next scan. Pure.
 */
export function standingOf({ seen, proven, failed, unread, waiting }: FolderCounts): Standing {
  if (seen === null) return 'unknown';
  if (waiting > 0 || proven + failed !== seen) return 'behind';
  return failed > 0 || unread > 0 ? 'failures' : 'up-to-date';
}
