import { AppError } from '../../base/app-error.ts';
import { forEachParallel } from '../../base/async.ts';
import type { Clock } from '../../base/clock.ts';
import { problem } from '../../base/said.ts';
import type { Checksum } from '../../model/checksum.ts';
import type { Receipt } from '../../model/part.ts';
import type { ObjectOptions, ObjectTarget } from '../../model/target.ts';
import { copyPartSize, countParts, partsOf } from '../../plan/partition.ts';
import type { BegunUpload, SentPart, StoredObject, UploadRef } from '../../remote/object-store.ts';
import type { LooseUploads } from '../../store/loose-uploads.ts';
import { beginOnce } from '../begin-once.ts';
import { completeUpload } from '../complete-upload.ts';
import type { Ending } from '../prove-stored.ts';
import { removeUpload } from '../remove-upload.ts';
import { combineReceipts } from '../verify.ts';

export interface PartsCopyTools {
  readonly loose: LooseUploads;
  /** Ids of uploads that any record of ours knows at this key. */
  readonly uploadIds: (target: ObjectTarget) => readonly string[];
  readonly clock: Clock;
  /** Parts copied at once, on the server. */
  readonly parallel: number;
  /** How often a lost answer is asked for. */
  readonly attempts: number;
}

/** The object that is copied, which may be the target itself. */
export interface PartsCopy {
  readonly from: { readonly key: string; readonly etag: string; readonly size: number };
  /** Of its bytes. */
  readonly ours: Checksum;
  readonly optionsAtBegin: ObjectOptions;
  readonly optionsAtEnd: ObjectOptions;
  /** Called when all parts are there and nothing is joined yet; may throw. */
  readonly beforeEnd: () => Promise<void>;
}

/** What remains to be tidied up after a stop gets so long. */
const lateMs = 10_000;

/**
 * Begins an upload at the key of the ending, copies an object into its parts and completes it. After a failure or a stop nothing is left of it,
 * or the janitor has it on its list. Throws `file.changed` when the source is another one meanwhile, and `upload.unproven`
 * before anything is joined when the store could not show that the copy is right.
 */
export async function copyByParts(
  copy: PartsCopy,
  ending: Ending,
  tools: PartsCopyTools,
): Promise<StoredObject> {
  const { store, key, size, clock, signal } = ending;
  const target: ObjectTarget = { address: store.address, key };
  const late = new AbortController();
  const patience = { stop() {} };
  const onStop = () => {
    patience.stop = clock.after(lateMs, () => late.abort()).stop;
  };
  signal.throwIfAborted();
  signal.addEventListener('abort', onStop, { once: true });
  let upload: UploadRef | null = null;
  try {
    // An upload whose id nobody has heard could not be removed, so a stop waits for the answer.
    const begun = await begin(copy, target, ending, late.signal, tools);
    upload = { key, uploadId: begun.uploadId };
    // Ours as long as this process lives, and the janitor's if it should die.
    tools.loose.add({ target, uploadId: begun.uploadId, reason: 'stream' });
    requireComparable(copy.ours, begun, key);
    const parts = await copyParts(copy.from, upload, ending, tools);
    requireEqual(copy.ours, parts, target);
    await copy.beforeEnd();
    const named = parts.map(({ number, etag, checksum }) => ({
      number,
      etag,
      checksum: checksum ?? unknown,
    }));
    const completion = {
      ...upload,
      parts: named,
      size,
      checksum: copy.ours,
      options: copy.optionsAtEnd,
    };
    const stored = await completeUpload(ending, completion, () => {});
    tools.loose.remove(target, begun.uploadId);
    return stored;
  } catch (thrown) {
    if (upload) await tidy(target, upload, ending, tools);
    throw thrown;
  } finally {
    signal.removeEventListener('abort', onStop);
    patience.stop();
  }
}

/** Stands for what a server has not told; it names no checksum to the server. */
const unknown: Checksum = { algorithm: 'md5', value: '' };

function begin(
  { optionsAtBegin }: PartsCopy,
  target: ObjectTarget,
  { store, clock, signal: stop, attempts }: Ending,
  signal: AbortSignal,
  { uploadIds }: PartsCopyTools,
): Promise<BegunUpload> {
  const search = { store, clock, signal, transfer: { target }, log: { uploadIds }, note: () => {} };
  return beginOnce(search, optionsAtBegin, attempts, stop);
}

/** The server joins checksums of one kind alone, and MD5s of parts say nothing of the MD5 of the whole. */
function requireComparable(ours: Checksum, { algorithm }: BegunUpload, key: string): void {
  if (ours.algorithm === algorithm && algorithm !== 'md5') return;
  throw new AppError(
    'upload.unproven',
    'the store keeps no checksum of a copy by parts that could be compared',
    {
      ...problem('unproven.copyUntold'),
      key,
      algorithm: ours.algorithm,
      removed: true,
    },
  );
}

/** Where the server tells the checksum of each copied part, they are joined here first: what is wrong never shows. */
function requireEqual(ours: Checksum, parts: readonly SentPart[], { address, key }: ObjectTarget): void {
  const receipts = parts.filter(
    (part): part is SentPart & Receipt => part.checksum?.algorithm === ours.algorithm,
  );
  if (receipts.length < parts.length) return;
  const theirs = combineReceipts(address.kind, receipts).value;
  if (theirs === ours.value) return;
  throw new AppError('upload.unproven', 'the copied parts are not the bytes that the object had', {
    ...problem('unproven.copyDifferent'),
    key,
    algorithm: ours.algorithm,
    ours: ours.value,
    theirs,
    removed: true,
  });
}

async function copyParts(
  { key, etag, size }: PartsCopy['from'],
  upload: UploadRef,
  { store, signal }: Ending,
  { parallel }: PartsCopyTools,
): Promise<readonly SentPart[]> {
  const partSize = copyPartSize(size, store.limits);
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
  await forEachParallel(partsOf(size, partSize), parallel, copy, signal);
  return parts;
}

/** Also after a stop; what can't be removed in time is written down for the janitor. */
async function tidy(
  target: ObjectTarget,
  upload: UploadRef,
  { store, clock }: Ending,
  { loose }: PartsCopyTools,
): Promise<void> {
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
