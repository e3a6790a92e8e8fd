import type { ErrorCode } from '../../../main/base/app-error.ts';
import type { Operation } from '../../../main/bucket/operation.ts';
import type { FolderSettings } from '../../../main/model/folder.ts';
import type { Problem } from '../../../main/model/problem.ts';
import type { StoreKind } from '../../../main/model/target.ts';

/** A tree that has broken other programs, and what becomes of it. A row of `test/HOSTILE-TREES.md`. */
export interface HostileTree {
  /** What is hostile about it. */
  readonly tree: string;
  /** What becomes of it, in words. */
  readonly outcome: string;
  /** Whose local bucket it goes to; OSS when left out. */
  readonly on?: readonly StoreKind[];
  readonly settings?: Partial<FolderSettings>;
  /** Below the bucket; a short one of the test's own when left out. */
  readonly prefix?: string;
  /** The run is somebody's for whom rights mean something. */
  readonly isOrdinaryUser?: true;
  /** The bucket is met anew once all is done, as after the record was lost: then everything must be found in it. */
  readonly meetsAgain?: true;
  readonly runs: readonly [HostileRun, ...HostileRun[]];
}

/** One run over the tree. */
export interface HostileRun {
  /** Makes the tree, or changes it since the last run. */
  prepare(place: Place): void | Promise<void>;
  /** What happens meanwhile. */
  readonly during?: Interference;
  /** Everything below the prefix afterwards, the trash without its dates included; text stands for its UTF-8. */
  readonly objects: Readonly<Record<string, string | Uint8Array>>;
  /** Everything that is listed afterwards, in any order; by the root where its length matters. The folder is up to date when none of it has failed. */
  readonly listed?: readonly Listed[] | ((root: string) => readonly Listed[]);
  /** The run ends with this instead. */
  readonly rejects?: ErrorCode;
}

export type Listed = readonly [path: string, code: ErrorCode, weight: Problem['weight']];

/** A change that somebody makes at the worst moment. */
export interface Interference {
  /** `began`: the file's turn has come, and nothing of it was read. Else: a request for its object has reached the server. */
  readonly at: 'began' | Extract<Operation, 'put' | 'begin' | 'sendPart' | 'complete' | 'copy'>;
  readonly path: string;
  /** So many times in a row; once when left out. */
  readonly times?: number;
  change(place: Place, time: number): void;
}

/** Where a tree is made. */
export interface Place {
  readonly root: string;
  /** Beside the root, for what must lie outside of it. */
  readonly outside: string;
  /** Of the engine's own record. */
  readonly dataDir: string;
  at(path: string): string;
  /** Writes a file, its directories included. */
  write(path: string, content?: string | Uint8Array): void;
  /** Writes files that hold their own paths. */
  writeEach(paths: readonly string[]): void;
  /** Writes a file whose name is bytes, and no text. */
  writeBytes(name: readonly number[]): void;
  makeDirectory(path: string): void;
  link(path: string, target: string): void;
  move(from: string, to: string): void;
  /** Renames the root itself, and back. */
  takeRoot(): void;
  giveRoot(): void;
  remove(path: string): void;
  /** Sets the time of modification, in seconds since 1970. */
  setTime(path: string, seconds: number): void;
  /** In the root. */
  shell(script: string): void;
  /** Runs when the test is over, before the tree is removed. */
  atEnd(task: () => void): void;
}

export function listedOf({ listed = [] }: HostileRun, root: string): readonly Listed[] {
  return typeof listed === 'function' ? listed(root) : listed;
}

/** Every file is in the bucket, or was left out on purpose; a run that was rejected could not tell. */
export function isUpToDate(run: HostileRun, root: string): boolean {
  return run.rejects === undefined && listedOf(run, root).every(([, , weight]) => weight !== 'failed');
}

/** Objects of files that hold their own paths. */
export function each(paths: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(paths.map(path => [path, path]));
}

/** The same listed for several paths. */
export function all(paths: readonly string[], code: ErrorCode, weight: Problem['weight']): readonly Listed[] {
  return paths.map(path => [path, code, weight] as const);
}
