import type { KnownFile } from '../model/known-file.ts';
import type { SourceIdentity } from '../model/source.ts';

export interface KnownTotals {
  readonly files: number;
  readonly bytes: number;
}

/**
 * What is known of the files of folders. Paths are from the folder's root, with `/`. Rows are kept per directory; the mark of an
 * empty one, whose path ends in `/`, lies in that directory itself. A row that makes no sense counts as not there, and is logged.
 */
export interface KnownFiles {
  /** Files directly in a directory (empty for the root), in byte order of their names, after one; `limit` at most. */
  inDirectory(folderId: string, directory: string, after: string | null, limit: number): readonly KnownFile[];
  /** Names of the directories directly in one (empty for the root) at or below which files are known. */
  subdirectories(folderId: string, directory: string): Iterable<string>;
  find(folderId: string, path: string): KnownFile | null;
  /** Files with this size, time of contents, inode and device: what a moved or hard-linked file was known as. At most ten. */
  withIdentity(folderId: string, identity: SourceIdentity): readonly KnownFile[];
  /** Adds or replaces. Throws `folder.unknown`. */
  put(folderId: string, file: KnownFile): void;
  /** The same bytes under another identity: the file was only touched. */
  touch(folderId: string, path: string, identity: SourceIdentity): void;
  setVerified(folderId: string, path: string, atMs: number): void;
  /** When the file was verified whose last pass is the longest ago; null while one never was, or there is none. */
  oldestVerified(folderId: string): number | null;
  forget(folderId: string, path: string): void;
  /** At once, however many there are. Marks of empty directories are not counted. */
  totals(folderId: string): KnownTotals;
  /** Directories that hold known files or a mark, in byte order, after one. At most `limit`. */
  directories(folderId: string, after: string | null, limit: number): readonly string[];
  /** All files in byte order of their paths within their directories' order, after one; `limit` at most. Null `after` begins. */
  page(folderId: string, after: string | null, limit: number): readonly KnownFile[];
  /** The file whose object has this key, if any. */
  withKey(folderId: string, key: string): KnownFile | null;
}
