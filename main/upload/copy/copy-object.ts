import { AppError, fromErrorRecord, toAppError } from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { Checksum } from '../../model/checksum.ts';
import { checkKey } from '../../model/object-key.ts';
import type { Proof } from '../../model/proof.ts';
import type { ObjectOptions } from '../../model/target.ts';
import { checkOptions } from '../../remote/check-options.ts';
import { isSameEtag, objectChanged } from '../../remote/conditions.ts';
import type { CopyOptions, ObjectInfo, ObjectStore, StoredObject } from '../../remote/object-store.ts';
import { isMetaName } from '../../remote/option-headers.ts';
import { lookAtKey, requireWritable } from '../look-at-key.ts';
import { type Ending, findObject, proofOf, proveStored } from '../prove-stored.ts';
import { putOnce } from '../put-once.ts';
import { compareWithStore, looksLikeMd5 } from '../verify.ts';
import { copyByParts, type PartsCopyTools } from './copy-by-parts.ts';
import { optionsAgain } from './object-again.ts';

/** The object that is copied, as a record or a listing knows it. */
export interface CopyFrom {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  /** Of its bytes; null where it is not known, and the store has to tell it. */
  readonly checksum: Checksum | null;
}

/** A copy within one bucket. */
export interface CopyWish {
  readonly access: BucketAccess;
  readonly from: CopyFrom;
  /** Key of the copy; must not hold anything but these bytes. */
  readonly to: string;
  /** What the copy gets; absent for all that its source has but the ACL, which nobody can read back. */
  readonly options?: Omit<ObjectOptions, 'forbidOverwrite' | 'ifMatch' | 'keepsMtime' | 'callback'>;
}

export interface CopyTools extends PartsCopyTools {
  readonly open: (access: BucketAccess) => ObjectStore;
}

/** A source that was looked at as far as the copy needs it. */
interface KnownSource {
  readonly from: CopyFrom;
  readonly ours: Checksum;
  /** Null where nothing had to be asked. */
  readonly info: ObjectInfo | null;
}

/**
 * Copies an object on the server and proves that the copy has its bytes. An object that is there with these bytes counts as the
 * copy, so a run that was cut off may be repeated, also after a move. Throws `object.exists` for another object at the target,
 * `object.missing` and `object.changed` for a source that is not the one that was meant, `proof.impossible` before anything is
 * copied and `upload.unproven` after it where the store tells nothing comparable; then the copy is removed again.
 */
export async function copyObject(wish: CopyWish, tools: CopyTools, signal: AbortSignal): Promise<Proof> {
  const { access, from, to: key, options } = wish;
  const { kind } = access.address;
  checkKey(kind, key);
  if (options) checkOptions(kind, options);
  const store = tools.open(access);
  const ending: Ending = { ...tools, store, key, size: from.size, signal };
  try {
    const source = await lookAtSource(wish, store, signal);
    const { ours } = source;
    const stored =
      from.size <= store.limits.maxCopy
        ? await copyWhole(source, wish, ending)
        : await copyLarge(source, wish, ending, tools);
    return await proveCopy(ours, from, stored, ending);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'file.changed') throw objectChanged(from.key, from.etag, thrown);
    const isGone = error.code === 'object.missing';
    const ours = isGone && !signal.aborted ? checksumWithout(from) : null;
    const found = ours && (await findObject(ending, ours));
    if (!ours || !found) throw thrown;
    return proofOf(from.size, ours, found, tools.clock.now());
  }
}

/** What the record alone tells of the bytes. An ETag that was made of parts' MD5s is not that of a copy. */
function checksumWithout({ checksum, etag }: CopyFrom): Checksum | null {
  if (checksum !== null && checksum.algorithm !== 'md5') return checksum;
  const value = checksum?.value ?? etag.toLowerCase();
  return looksLikeMd5(value) ? { algorithm: 'md5', value } : null;
}

/** The store is asked where the record does not say enough: how the source is kept, or a checksum that copies have as well. */
async function lookAtSource(
  { from, options }: CopyWish,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<KnownSource> {
  const { checksum, key, etag, size } = from;
  const isKnown = checksum !== null && checksum.algorithm !== 'md5';
  if (isKnown && options && size <= store.limits.maxCopy) return { from, ours: checksum, info: null };
  const info = await store.head(key, signal);
  if (info === null) throw new AppError('object.missing', 'there is no object to copy', { key });
  if (!isSameEtag(info.etag, etag) || info.size !== size) throw objectChanged(key, etag);
  const ours = (isKnown ? checksum : info.checksum) ?? (info.isEtagOpaque ? null : checksumWithout(from));
  if (ours !== null) return { from, ours, info };
  const message = 'the store tells no checksum of the object, so nobody could say that a copy is right';
  throw new AppError('proof.impossible', message, { ...problem('proof.copyUntold'), key });
}

function copyWhole({ from, ours, info }: KnownSource, wish: CopyWish, ending: Ending): Promise<StoredObject> {
  const { store, key, signal } = ending;
  const source = { bucket: store.address.bucket, key: from.key, ifMatch: from.etag };
  const options: CopyOptions = {
    ...(wish.options ?? (info && keptBeside(info))),
    ...(wish.options === undefined && { keepsDescription: true }),
    forbidOverwrite: true,
    algorithm: ours.algorithm,
  };
  return putOnce(
    ending,
    true,
    () => store.copy(source, key, options, signal),
    async () => ours,
  );
}

/** What a copy does not get by itself, although it keeps the description of its source. */
function keptBeside(info: ObjectInfo): CopyOptions {
  const { storageClass, encryption } = optionsAgain(info, { tags: {}, isForced: true });
  return { ...(storageClass !== undefined && { storageClass }), ...(encryption && { encryption }) };
}

async function copyLarge(
  { from, ours, info }: KnownSource,
  wish: CopyWish,
  ending: Ending,
  tools: CopyTools,
): Promise<StoredObject> {
  const { store, key, signal } = ending;
  if (info === null) throw new AppError('bug', 'a large source is looked at first');
  const found = await findObject(ending, ours);
  if (found) return found;
  const options = { ...(wish.options ?? optionsByParts(info)), forbidOverwrite: true };
  requireWritable(key, await lookAtKey(store, key, signal), options);
  const copy = { from, ours, optionsAtBegin: options, optionsAtEnd: options, beforeEnd: async () => {} };
  return copyByParts(copy, ending, tools);
}

/** A copy by parts begins with nothing, so what can't be read back, or not be sent, would be lost. */
function optionsByParts(info: ObjectInfo): ObjectOptions {
  const { key, tagCount, meta } = info;
  const foreign = Object.keys(meta).find(name => !isMetaName(name));
  if (tagCount > 0 || foreign !== undefined) {
    const message = 'a copy by parts would lose tags or metadata of the object';
    const facts = { ...problem('store.copyLoses'), key, tags: tagCount, meta: foreign ?? null };
    throw new AppError('remote.unsupported', message, facts);
  }
  return optionsAgain(info, { isForced: true });
}

/**
 * Compares the copy with its source. Where the store tells no checksum, equal ETags that can be MD5s are proof as well. A copy
 * that can't be proven is removed, so that the key is free again.
 */
async function proveCopy(
  ours: Checksum,
  { etag }: CopyFrom,
  stored: StoredObject,
  ending: Ending,
): Promise<Proof> {
  const { store, key, signal } = ending;
  let expected = ours;
  if (looksLikeMd5(etag) && compareWithStore(ours, stored) === 'unknown') {
    const info = await store.head(key, signal);
    const md5: Checksum = { algorithm: 'md5', value: etag.toLowerCase() };
    if (info && compareWithStore(ours, info) === 'unknown' && compareWithStore(md5, info) === 'equal') {
      expected = md5;
    }
  }
  try {
    return await proveStored(ending, expected, stored, true);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'upload.unproven') throw thrown;
    const removed = await takeBack(ending, stored);
    const { code, message, facts } = error;
    throw fromErrorRecord({ code, message, facts: { ...facts, removed } }, thrown);
  }
}

/** Removes a copy that nobody has replaced. In a bucket with versions it stays: it may have covered an older one. */
async function takeBack({ store, key, signal }: Ending, { etag, versionId }: StoredObject): Promise<boolean> {
  if (versionId !== null) return false;
  try {
    await store.deleteIfMatch(key, etag, signal);
    return true;
  } catch {
    return false;
  }
}
