import type { Problem } from '../model/problem.ts';

export interface ProblemTotals {
  readonly failed: number;
  readonly warnings: number;
  readonly skipped: number;
}

/** Every path that is not in the bucket as it is here, with its cause. */
export interface Problems {
  /** Adds or replaces; `sinceMs` of one that is there with the same code stays. Throws `folder.unknown`. */
  put(folderId: string, problem: Problem): void;
  find(folderId: string, path: string): Problem | null;
  clear(folderId: string, path: string): void;
  /** Takes away those of a directory's own entries that are not named, directories without their `/`: what a look at it no longer found. */
  keepOnly(folderId: string, directory: string, names: ReadonlySet<string>): void;
  /** In byte order of their paths, after one; `limit` at most. */
  list(folderId: string, after: string | null, limit: number): readonly Problem[];
  /** Failed ones whose time to be tried again has come. */
  due(folderId: string, nowMs: number, limit: number): readonly Problem[];
  totals(folderId: string): ProblemTotals;
}
