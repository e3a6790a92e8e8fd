import type { Decision } from '../model/action.ts';

/**
 * What was decided and done, and why. Bounded: the latest 20 lines of each path stay, and the latest million of all. A line that makes no
 * sense is left out, and logged.
 */
export interface Journal {
  /** Throws `folder.unknown`. */
  add(folderId: string, decision: Decision): void;
  /** Lines of one path, newest first; `limit` at most. */
  of(folderId: string, path: string, limit: number): readonly Decision[];
  /** Lines of the whole folder, newest first; `limit` at most. */
  latest(folderId: string, limit: number): readonly Decision[];
}
