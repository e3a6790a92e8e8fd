import type { AppError } from '../base/app-error.ts';
import type { Look, WalkSetup } from './walk.ts';

/** How much of a folder is watched. */
export interface Coverage {
  readonly directoriesFound: number;
  readonly directoriesWatched: number;
  /** How often events were lost, or came faster than they could be told. */
  readonly overflows: number;
  /** `live`: every directory is watched. `scheduled`: scans alone, for the reason given. */
  readonly mode: 'live' | 'scheduled';
  /**
   * Why it is not live, null while it begins. Of `watch.limit` the facts are `limit`, `command`, the exact line that raises it
   * until the system starts again, and `permanent`, the one that raises it for good.
   */
  readonly reason: AppError | null;
  /** Live, but close to the limit: a `watch.limit` as it would come. */
  readonly warning?: AppError;
}

export interface WatcherHooks {
  /** What has settled: each was left alone for the quiet time, or its patience is over. */
  readonly onSettled: (looks: readonly Look[]) => void;
  /** Watching was lost or is back; a full scan is due in both cases. */
  readonly onCoverage: (coverage: Coverage) => void;
}

export interface WatcherSetup extends WalkSetup {
  readonly quietMs: number;
  readonly patienceMs: number;
}

/** Watches one folder. Its events are hints only. It never throws: what it can't watch is told by `onCoverage`, and it tries again by itself. */
export interface FolderWatcher {
  readonly coverage: Coverage;
  /** Looks that have not settled yet. */
  readonly settling: number;
  /** Something that was found changing by other means: told by `onSettled` once it rests. */
  expect(look: Look): void;
  close(): Promise<void>;
}
