import type { CallbackOutcome } from './callback.ts';
import type { Checksum } from './checksum.ts';

/** The record that a transfer was verified: our checksum of the bytes read, and the store's of the bytes stored. */
export interface Proof {
  readonly size: number;
  readonly ours: Checksum;
  /** The store's own value; for `md5` its ETag, which for a multipart object ends in `-` and the number of parts. */
  readonly theirs: string;
  readonly etag: string;
  readonly requestId: string;
  readonly versionId: string | null;
  readonly provenAtMs: number;
  /** What became of the callback that was asked for; null when none was. */
  readonly callback: CallbackOutcome | null;
}
