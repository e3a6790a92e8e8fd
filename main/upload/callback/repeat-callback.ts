import { AppError, toAppError } from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { Callback } from '../../model/callback.ts';
import type { Checksum } from '../../model/checksum.ts';
import type { Proof } from '../../model/proof.ts';
import type { ObjectOptions } from '../../model/target.ts';
import { checkOptions } from '../../remote/check-options.ts';
import { createMemoryBody } from '../../remote/memory-body.ts';
import type { ObjectInfo, ObjectStore, StoredObject } from '../../remote/object-store.ts';
import { copyByParts, type PartsCopy, type PartsCopyTools } from '../copy/copy-by-parts.ts';
import { type Keeping, optionsAgain } from '../copy/object-again.ts';
import { type Ending, proveStored } from '../prove-stored.ts';

export interface CallbackWish extends Keeping {
  readonly access: BucketAccess;
  readonly key: string;
  readonly callback: Callback;
}

export interface CallbackTools extends PartsCopyTools {
  readonly open: (access: BucketAccess) => ObjectStore;
}

/** Callbacks without an upload. */
export interface Callbacks {
  /** See `repeatCallback`. */
  repeatCallback(wish: CallbackWish, signal: AbortSignal): Promise<Proof>;
}

/**
 * Lets OSS make the callback for an object that is stored already. OSS makes one only when it stores something, so the object
 * is stored anew from itself, on the server: same bytes, headers, metadata, class and encryption. Until the last
 * request the object is untouched; afterwards it is proven to have the checksum that it had. The proof's `callback` is null when
 * the last answer was lost, and with it whether the application was told.
 */
export async function repeatCallback(
  wish: CallbackWish,
  tools: CallbackTools,
  signal: AbortSignal,
): Promise<Proof> {
  const { access, key, callback, acl, tags } = wish;
  checkOptions(access.address.kind, { callback, ...(acl !== undefined && { acl }), ...(tags && { tags }) });
  const store = tools.open(access);
  const info = await store.head(key, signal);
  if (info === null) throw new AppError('object.missing', 'there is no object to tell of', { key });
  const ours = info.checksum;
  if (ours === null) {
    const message = 'the store tells no checksum, so nobody could say that the object is the same afterwards';
    throw new AppError('proof.impossible', message, { ...problem('proof.nothingToCompare'), key });
  }
  const options = optionsAgain(info, wish);
  const ending: Ending = { ...tools, store, key, size: info.size, signal };
  const stored =
    info.size === 0
      ? await store.put(key, createMemoryBody(new Uint8Array()), { ...options, callback }, signal)
      : await storeAnew(info, ours, options, callback, ending, tools);
  return await proveStored(ending, ours, stored, true);
}

/** Copies the object onto itself by parts, with the callback; after a failure nothing is left of it. */
async function storeAnew(
  info: ObjectInfo,
  ours: Checksum,
  options: ObjectOptions,
  callback: Callback,
  ending: Ending,
  tools: CallbackTools,
): Promise<StoredObject> {
  const copy: PartsCopy = {
    from: info,
    ours,
    optionsAtBegin: options,
    optionsAtEnd: { ...options, callback },
    beforeEnd: () => requireUnchanged(info, ending),
  };
  try {
    return await copyByParts(copy, ending, tools);
  } catch (thrown) {
    throw toAppError(thrown).code === 'file.changed' ? changedMeanwhile(info.key, thrown) : thrown;
  }
}

/** OSS completes without conditions, so a look right before it keeps the time short in which somebody's newer object is lost. */
async function requireUnchanged(before: ObjectInfo, { store, key, signal }: Ending): Promise<void> {
  const now = await store.head(key, signal);
  if (now?.etag !== before.etag || now.lastModifiedMs !== before.lastModifiedMs) throw changedMeanwhile(key);
}

function changedMeanwhile(key: string, cause?: unknown): AppError {
  return new AppError('remote.conflict', 'the object was replaced or deleted meanwhile', { key }, cause);
}
