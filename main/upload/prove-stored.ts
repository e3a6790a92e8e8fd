import { AppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import { problem } from '../base/said.ts';
import type { Checksum } from '../model/checksum.ts';
import type { Proof } from '../model/proof.ts';
import type { ObjectStore, StoredObject } from '../remote/object-store.ts';
import { comparableValue, compareWithStore, type StoreWord } from './verify.ts';

/** An object that is about to be whole, wherever its bytes came from. */
export interface Ending {
  /** Retries by itself. */
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly key: string;
  /** Of the whole object. */
  readonly size: number;
  /** How often a lost answer is asked for. */
  readonly attempts: number;
  readonly signal: AbortSignal;
}

/** The record of a comparison that has been made: the store's word is equal to ours. */
export function proofOf(size: number, ours: Checksum, stored: StoredObject, nowMs: number): Proof {
  return {
    size,
    ours,
    theirs: comparableValue(ours, stored) ?? '',
    etag: stored.etag,
    requestId: stored.requestId,
    versionId: stored.versionId,
    provenAtMs: nowMs,
    callback: stored.callback ?? null,
  };
}

/** Asks the store whether the key holds the object that we meant to store; null when it does not. */
export async function findObject(
  { store, key, size, signal }: Omit<Ending, 'clock' | 'attempts'>,
  ours: Checksum,
): Promise<StoredObject | null> {
  const info = await store.head(key, signal);
  if (info?.size !== size) return null;
  if (compareWithStore(ours, info) !== 'equal') return null;
  const { etag, checksum, versionId, requestId } = info;
  return { etag, checksum, versionId, requestId };
}

/**
 * Compares the store's checksum of the whole object with ours. Throws `upload.unproven` when it is another one or there
 * is none; an object that is surely wrong is removed first, unless it has replaced one: `existedBefore`.
 */
export async function proveStored(
  ending: Ending,
  ours: Checksum,
  stored: StoredObject,
  existedBefore: boolean,
): Promise<Proof> {
  const { store, key, size, clock, signal } = ending;
  let said: StoreWord = stored;
  let verdict = compareWithStore(ours, said);
  if (verdict === 'unknown') {
    said = (await store.head(key, signal)) ?? said;
    verdict = compareWithStore(ours, said);
  }
  if (verdict === 'equal') return proofOf(size, ours, { ...stored, ...said }, clock.now());
  // An ETag alone is not evidence enough to destroy an object: some servers make it of something else than MD5.
  const isSure = verdict === 'different' && ours.algorithm !== 'md5';
  const isRemoved = isSure && !existedBefore && (await removeIfStill(ending, stored.etag));
  const found = problem(verdict === 'different' ? 'unproven.different' : 'unproven.nothingToCompare');
  const facts = {
    ...found,
    key,
    algorithm: ours.algorithm,
    ours: ours.value,
    theirs: said.checksum?.value ?? said.etag,
    removed: isRemoved,
    requestId: stored.requestId,
  };
  const what =
    verdict === 'different'
      ? "the store's checksum of the whole object is not ours"
      : 'the store keeps no checksum that could be compared';
  throw new AppError('upload.unproven', what, facts);
}

/** Removes the object that was just completed, and no other that took its place in the meantime. */
async function removeIfStill({ store, key, signal }: Ending, etag: string): Promise<boolean> {
  if ((await store.head(key, signal))?.etag !== etag) return false;
  await store.delete(key, signal);
  return true;
}
