import type { Facts } from '../base/app-error.ts';
import type { LaneName } from './lane.ts';

/**
 * Why something is, or is not, done with a file. The sentence is made where it is read; a journal holds code and facts.
 */
export const reasonCodes = [
  /** Nothing is known of this path. */
  'new',
  'size-changed',
  'time-changed',
  /** Size and time are the same, the bytes are not. */
  'content-changed',
  /** Size and time are the same, something else differs: the bytes are compared. */
  'in-doubt',
  /** It was touched, and the bytes are the same. */
  'touched',
  'unchanged',
  /** The bucket holds an object of this size at its key: the bytes are compared. */
  'found-in-bucket',
  'adopted-by-checksum',
  'adopted-by-time',
  'differs-from-bucket',
  'moved',
  'hard-linked',
  /** The store refused to copy. */
  'copy-refused',
  /** A full comparison found the object missing or another. */
  'object-missing',
  'object-differs',
  /** Another machine changed the object since we stored it. */
  'object-changed',
  /** Still being written. */
  'settling',
  'grows',
  'empty-directory',
  'gone',
  'ignored',
  /** Deletions do not follow in this mode. */
  'kept-in-bucket',
  'deletes-held',
  'moved-to-trash',
  /** Ours takes the place of another object, of which a copy lies in the trash. */
  'kept-in-trash',
  'deleted',
  'restored',
  'asked-for',
  'failed',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export interface Reason {
  readonly code: ReasonCode;
  readonly facts: Facts;
}

/**
 * - `upload`: send the file.
 * - `compare`: read the file and hold it against the object, or against what was proven; send it if they differ.
 * - `copy`: the object of another path has these bytes; copy it on the server.
 * - `append`: send the new bytes of a growing file.
 * - `delete`: take the object away, as the delete limits say.
 * - `mark`: store the empty object that stands for an empty directory.
 */
export type ActionKind = 'upload' | 'compare' | 'copy' | 'append' | 'delete' | 'mark';

/** Something that is to be done for one path of a folder; a path has one at most. */
export interface Action {
  /** From the folder's root, with `/`; that of a directory ends in `/`. */
  readonly path: string;
  readonly do: ActionKind;
  /** Of `copy`: the path whose object is copied. Of `compare`: the path as which the file was known before, and whose object is copied if the bytes are its. */
  readonly from: string | null;
  readonly lane: LaneName;
  /** Bytes. */
  readonly size: number;
  readonly reason: Reason;
  /** Not before this wall time, ms since 1970. */
  readonly dueAtMs: number;
  /** How often it was tried in vain. */
  readonly attempts: number;
}

/** One line of a folder's journal: what was decided or happened for a path, and why. */
export interface Decision {
  readonly atMs: number;
  readonly path: string;
  readonly what: ActionKind | 'skip' | 'adopt' | 'hold' | 'forget' | 'conflict' | 'fail' | 'done';
  readonly reason: Reason;
}
