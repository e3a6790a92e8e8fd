import type { Checksum } from './checksum.ts';
import type { SourceIdentity } from './source.ts';

/** What the store believes about a path of a folder: these bytes of the file are that object. */
export interface KnownFile {
  /** From the folder's root, with `/`. */
  readonly path: string;
  /** The file when its bytes were read. */
  readonly identity: SourceIdentity;
  /** Of the object; another one than the path's usual key after a conflict. */
  readonly key: string;
  readonly etag: string;
  /** Of the bytes that were read, by which the object was proven; null when it was adopted by time and size alone. */
  readonly checksum: Checksum | null;
  readonly versionId: string | null;
  /** When the object was proven, or adopted. Wall time, ms since 1970. */
  readonly provenAtMs: number;
  /** When file and object were last compared by `verify`; null for never. */
  readonly verifiedAtMs: number | null;
}
