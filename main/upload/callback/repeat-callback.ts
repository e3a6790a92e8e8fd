import { AppError, toAppError } from '../../base/app-error.ts';
import { forEachParallel } from '../../base/async.ts';
import type { Clock } from '../../base/clock.ts';
import { problem } from '../../base/said.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { Callback } from '../../model/callback.ts';
import type { Proof } from '../../model/proof.ts';
import type { ObjectOptions, ObjectTarget } from '../../model/target.ts';
import { countParts, partsOf } from '../../plan/partition.ts';
import { checkOptions } from '../../remote/check-options.ts';
import { createMemoryBody } from '../../remote/memory-body.ts';
import type {
  ObjectInfo,
  ObjectStore,
  SentPart,
  StoredObject,
  UploadRef,
} from '../../remote/object-store.ts';
import type { LooseUploads } from '../../store/loose-uploads.ts';
import { completeUpload } from '../complete-upload.ts';
import { type Ending, proveStored } from '../prove-stored.ts';
import { removeUpload } from '../remove-upload.ts';
import { type Keeping, optionsAgain } from './object-again.ts';

export interface CallbackWish extends Keeping {
  readonly access: BucketAccess;
  readonly key: string;
  readonly callback: Callback;
}

export interface CallbackTools {
  readonly open: (access: BucketAccess) => ObjectStore;
  readonly loose: LooseUploads;
  readonly clock: Clock;
  /** Parts copied at once, on the server. */
  readonly parallel: number;
  /** How often a lost answer is asked for. */
  readonly attempts: number;
}

/** Callbacks without an upload. */
export interface Callbacks {
  /** See `repeatCallback`. */
  repeatCallback(wish: CallbackWish, signal: AbortSignal): Promise<Proof>;
}

/** What remains to be tidied up after a stop gets so long. */
const lateMs = 10_000;

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
      : await storeAnew(info, options, callback, ending, tools);
  return await proveStored(ending, ours, stored, true);
}

/** Begins an upload, copies the object into its parts and completes it with the callback; after a failure nothing is left of it. */
async function storeAnew(
  info: ObjectInfo,
  options: ObjectOptions,
  callback: Callback,
  ending: Ending,
  tools: CallbackTools,
): Promise<StoredObject> {
  const { store, key, signal } = ending;
  const { uploadId } = await store.begin(key, options, signal);
  const upload: UploadRef = { key, uploadId };
  const target: ObjectTarget = { address: store.address, key };
  // Ours as long as this process lives, and the janitor's if it should die.
  tools.loose.add({ target, uploadId, reason: 'stream' });
  try {
    const parts = await copyParts(info, upload, ending, tools);
    await requireUnchanged(info, ending);
    const { size, checksum } = info;
    if (checksum === null) throw new AppError('bug', 'an object without checksum is not stored anew');
    const named = parts.map(({ number, etag }) => ({ number, etag, checksum }));
    const completion = { ...upload, parts: named, size, checksum, options: { ...options, callback } };
    const stored = await completeUpload(ending, completion, () => {});
    tools.loose.remove(target, uploadId);
    return stored;
  } catch (thrown) {
    await tidy(target, upload, ending, tools);
    throw thrown;
  }
}

/** Parts as large as one copy may be: nothing is sent, so small ones would only mean more requests. */
async function copyParts(
  { size, etag }: ObjectInfo,
  upload: UploadRef,
  { store, key, signal }: Ending,
  { parallel }: CallbackTools,
): Promise<readonly SentPart[]> {
  const { maxCopy, maxParts } = store.limits;
  const partSize = Math.max(maxCopy, Math.ceil(size / maxParts));
  const source = { bucket: store.address.bucket, key, ifMatch: etag };
  const parts: SentPart[] = Array(countParts(size, partSize));
  const copy = async (part: { number: number; offset: number; size: number }, partSignal: AbortSignal) => {
    const range = { first: part.offset, last: part.offset + part.size - 1 };
    parts[part.number - 1] = await store.copyPart(
      { ...upload, number: part.number },
      source,
      range,
      partSignal,
    );
  };
  try {
    await forEachParallel(partsOf(size, partSize), parallel, copy, signal);
  } catch (thrown) {
    throw toAppError(thrown).code === 'file.changed' ? changedMeanwhile(key, thrown) : thrown;
  }
  return parts;
}

/** OSS completes without conditions, so a look right before it keeps the time short in which somebody's newer object is lost. */
async function requireUnchanged(before: ObjectInfo, { store, key, signal }: Ending): Promise<void> {
  const now = await store.head(key, signal);
  if (now?.etag !== before.etag || now.lastModifiedMs !== before.lastModifiedMs) throw changedMeanwhile(key);
}

function changedMeanwhile(key: string, cause?: unknown): AppError {
  return new AppError('remote.conflict', 'the object was replaced or deleted meanwhile', { key }, cause);
}

/** Also after a stop; what can't be removed in time is written down for the janitor. */
async function tidy(
  target: ObjectTarget,
  upload: UploadRef,
  { store, clock }: Ending,
  { loose }: CallbackTools,
) {
  const late = new AbortController();
  const patience = clock.after(lateMs, () => late.abort());
  const { uploadId } = upload;
  try {
    await removeUpload(store, upload, clock, late.signal);
    loose.remove(target, uploadId);
  } catch {
    loose.add({ target, uploadId, reason: 'left' });
  } finally {
    patience.stop();
  }
}
