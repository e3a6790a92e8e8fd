import type { ErrorRecord } from '../base/app-error.ts';
import type { SourceIdentity } from './source.ts';

/** A regular file as a look at its directory shows it. */
export interface SeenFile extends SourceIdentity {
  /** Within its directory. */
  readonly name: string;
  /** Permission bits and type, as `lstat` has them. */
  readonly mode: number;
}

/** Why an entry of a directory is no file to upload. */
export type LeftOutCause =
  | 'ignored'
  | 'symlink'
  | 'broken-link'
  | 'link-loop'
  | 'special'
  | 'not-utf8'
  | 'unreadable';

export interface LeftOut {
  /** Within its directory; of a name that is no UTF-8, what can be shown of it: bytes as `\xNN`. */
  readonly name: string;
  readonly why: LeftOutCause;
  readonly isDirectory: boolean;
  /** Of `unreadable`: the system's word, such as `EACCES`. */
  readonly errno?: string;
}

/** One look at one directory of a folder. */
export interface SeenDirectory {
  /** From the folder's root, with `/`; empty for the root itself. */
  readonly path: string;
  readonly files: readonly SeenFile[];
  /** Names of the directories in it that are walked into. */
  readonly directories: readonly string[];
  readonly leftOut: readonly LeftOut[];
  /** Null for the whole directory; else the names that were looked at, those that are gone included. */
  readonly only: readonly string[] | null;
  /** Set where the directory could not be read: what lies in it is unknown, and not gone. */
  readonly failure: ErrorRecord | null;
  /** What it lies on, as in `SourceIdentity`; another one than before means that something was mounted or is missing. Absent where it is gone or can't be read. */
  readonly device?: string;
  /** Absent where `device` is. */
  readonly inode?: string;
}
