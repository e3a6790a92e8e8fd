import type { SeenDirectory } from '../model/seen.ts';
import type { IgnoreSetup } from './ignore.ts';

export interface WalkSetup {
  /** Absolute path of the folder's root, links resolved. */
  readonly root: string;
  readonly ignore: IgnoreSetup;
  readonly symlinks: 'skip' | 'follow';
  /** Absolute paths that are never looked at: the state directory. */
  readonly without: readonly string[];
  /** Files are passed over and not told; with their looks spared, it takes a fraction of the time. */
  readonly directoriesAlone?: boolean;
}

/** What to look at: a directory, or single entries of it. */
export interface Look {
  /** From the root, with `/`; empty for the root. */
  readonly directory: string;
  /** Names in it; null for all. */
  readonly names: readonly string[] | null;
  /** Also everything below what is named. */
  readonly isDeep: boolean;
}

/** Looks at folders in a thread of its own, so that no directory, however large, holds up the engine. */
export interface Walker {
  /**
   * Directories as they are read, parents first; the walk waits while none is taken, so memory is bounded. Throws
   * `folder.missing` when the root is not there, `folder.unreadable` when it can't be read, `worker.died`, and the signal's
   * reason. What can't be read further down is told by `failure`. A directory that vanished since its parent was read is told
   * as an empty one. A look at a directory that is not there, is left out or is none tells, instead, of the last directory on the
   * way to it the one name that the way ends at.
   */
  walk(setup: WalkSetup, looks: readonly Look[], signal: AbortSignal): AsyncIterable<SeenDirectory>;
  close(): Promise<void>;
}
