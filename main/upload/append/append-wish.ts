import type { BucketAccess } from '../../model/access.ts';
import type { ObjectOptions } from '../../model/target.ts';

/** One file whose bytes are to go to one object, and to further ones where that is full or the file is another. */
export interface AppendWish {
  /** Absolute. */
  readonly path: string;
  readonly access: BucketAccess;
  readonly key: string;
  /** As asked for; they count when the object is made. */
  readonly options: ObjectOptions;
  /** The content type where the options name none. */
  readonly usualType?: string;
  /** An object of which nothing is recorded is taken for the head of the file, if it is that byte for byte. */
  readonly isFromRemote?: true;
  /** Goes on as the file grows, looking this often; without it, ends at what is there. */
  readonly followMs?: number;
  /** A rotated file is appended from until it was quiet for so long; a minute, or ten of `followMs`, when absent. */
  readonly leftQuietMs?: number;
  /** Names of further objects, in the folder of `key`, with `{n}`; null when there must be none. */
  readonly roll: string | null;
  /** Bytes at which the next object begins; the store's limit when absent. */
  readonly rollAt?: number;
  /** Bytes of one request at most. */
  readonly chunkBytes?: number;
}
