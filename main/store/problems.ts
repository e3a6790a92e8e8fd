import type { ErrorCode } from '../base/app-error.ts';
import type { Problem } from '../model/problem.ts';

export interface ProblemTotals {
  readonly failed: number;
  readonly warnings: number;
  readonly skipped: number;
}

/** What a problem is, without its facts. */
export interface ListedProblem {
  readonly path: string;
  readonly code: ErrorCode;
}

/** Every path that is not in the bucket as it is here, with its cause. */
export interface Problems {
  /** Adds or replaces; `sinceMs` of one that is there with the same code stays. Throws `folder.unknown`. */
  put(folderId: string, problem: Problem): void;
  find(folderId: string, path: string): Problem | null;
  clear(folderId: string, path: string): void;
  /** Takes away what ends when the path is in the bucket as it is here; a warning about its name stays. */
  clearDone(folderId: string, path: string): void;
  /** Paths and codes of a directory's own entries (empty for the root): files, and directories as a whole. */
  entriesOf(folderId: string, directory: string): readonly ListedProblem[];
  /** Names of the directories directly in one (empty for the root) in or below which something is listed. */
  subdirectories(folderId: string, directory: string): Iterable<string>;
  /** Paths of what lies in a directory and below; `limit` at most. */
  below(folderId: string, directory: string, limit: number): readonly string[];
  /** In byte order of their paths, after one; `limit` at most. */
  list(folderId: string, after: string | null, limit: number): readonly Problem[];
  /** Failed ones whose time to be tried again has come. */
  due(folderId: string, nowMs: number, limit: number): readonly Problem[];
  totals(folderId: string): ProblemTotals;
}
