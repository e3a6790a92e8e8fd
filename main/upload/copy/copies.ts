import type { BucketAccess } from '../../model/access.ts';
import type { Proof } from '../../model/proof.ts';
import { type CopyTools, type CopyWish, copyObject } from './copy-object.ts';
import { moveObject } from './move-object.ts';

/** An object that is to be removed if it still is the one that is meant. */
export interface DeleteWish {
  readonly access: BucketAccess;
  readonly key: string;
  readonly etag: string;
}

/** What is done with objects on the server, without their bytes passing through here. */
export interface Copies {
  /** See `copyObject`. `isCopyRefused` tells whether sending the bytes is what remains. */
  copyObject(wish: CopyWish, signal: AbortSignal): Promise<Proof>;
  /** See `moveObject`. */
  moveObject(wish: CopyWish, signal: AbortSignal): Promise<Proof>;
  /** One that is missing is fine; throws `object.changed` for another one. */
  deleteObject(wish: DeleteWish, signal: AbortSignal): Promise<void>;
}

export function createCopies(tools: CopyTools): Copies {
  return {
    copyObject: (wish, signal) => copyObject(wish, tools, signal),
    moveObject: (wish, signal) => moveObject(wish, tools, signal),
    deleteObject: ({ access, key, etag }, signal) => tools.open(access).deleteIfMatch(key, etag, signal),
  };
}
