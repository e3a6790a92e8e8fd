import type { Decision } from '../model/action.ts';

/** What was decided and done, and why. Bounded: the latest lines of each path stay, and no more than a total. */
export interface Journal {
  add(folderId: string, decision: Decision): void;
  /** Lines of one path, newest first; `limit` at most. */
  of(folderId: string, path: string, limit: number): readonly Decision[];
  /** Lines of the whole folder, newest first; `limit` at most. */
  latest(folderId: string, limit: number): readonly Decision[];
}
