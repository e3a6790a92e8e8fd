import { AppError, toAppError } from '../base/app-error.ts';
import type { Checksum } from '../model/checksum.ts';
import type { Part, Receipt } from '../model/part.ts';
import type { Upload } from '../model/transfer.ts';
import { partsOf } from '../plan/partition.ts';
import type { StoredObject } from '../remote/object-store.ts';
import { pauseBefore } from './pause-before.ts';
import { recordProof } from './record-proof.ts';
import type { Run } from './run.ts';
import { findStored, isAnswerLost } from './settle.ts';
import { combineReceipts, compareWithStore, type StoreWord } from './verify.ts';

/**
 * Joins the parts and proves the object. All receipts are stored by now. Throws `upload.part-missing` when the server
 * lacks a part, `upload.gone` when the upload ended without leaving our object, and `upload.unproven` when the store's
 * checksum is not ours.
 */
export async function finishUpload(run: Run, upload: Upload): Promise<void> {
  const { transfer, log } = run;
  run.change({ type: 'allPartsStored' });
  const receipts = log.receipts(transfer.id);
  requireAllParts(transfer.source.size, upload, receipts);
  const ours = combineReceipts(run.kind, receipts);
  const completion = {
    key: transfer.target.key,
    uploadId: upload.uploadId,
    parts: receipts,
    size: transfer.source.size,
    checksum: ours,
    options: transfer.options,
  };
  const complete = () => run.store.complete(completion, run.signal);
  let stored: StoredObject;
  try {
    stored = await complete();
  } catch (thrown) {
    if (toAppError(thrown).code === 'checksum.mismatch') throw refusedAsUnequal(thrown);
    if (run.signal.aborted || !isAnswerLost(thrown)) throw thrown;
    run.change({ type: 'answerLost' });
    run.note(
      'answerLost',
      `the answer to Complete did not arrive (${toAppError(thrown).code}); asking the store`,
    );
    stored = await settle(run, upload, ours, complete);
  }
  await proveStored(run, upload, ours, stored);
}

/** A store that compares by itself keeps nothing when its checksum of the joined parts is not ours. */
function refusedAsUnequal(thrown: unknown): AppError {
  const { message, facts } = toAppError(thrown);
  return new AppError('upload.unproven', message, facts, thrown);
}

/** What is completed and proven is the whole file: the receipts are its parts, each of them. */
function requireAllParts(size: number, upload: Upload, receipts: readonly Receipt[]): void {
  const parts = [...partsOf(size, upload.partSize)];
  const fits = ({ number, size }: Part, index: number) =>
    receipts[index]?.number === number && receipts[index]?.size === size;
  if (receipts.length === parts.length && parts.every(fits)) return;
  throw new AppError('upload.part-missing', 'the record of parts does not cover the file', {
    expected: parts.length,
    recorded: receipts.length,
  });
}

/**
 * After a lost answer the server is asked. While the upload is still open, Complete has not happened and is asked for
 * again; an equal object at the key may then be an older one. Once the upload is gone, the object itself decides.
 */
async function settle(
  run: Run,
  upload: Upload,
  ours: Checksum,
  complete: () => Promise<StoredObject>,
): Promise<StoredObject> {
  const { store, clock, settings, signal } = run;
  const ref = { key: run.transfer.target.key, uploadId: upload.uploadId };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await store.listParts(ref, 0, signal);
      return await complete();
    } catch (thrown) {
      if (signal.aborted || !isAnswerLost(thrown)) throw thrown;
      if (toAppError(thrown).code === 'upload.gone') {
        const found = await findStored(run, ours);
        if (found) return found;
        throw thrown;
      }
      if (attempt >= settings.attempts) throw thrown;
    }
    await pauseBefore(attempt, clock, signal);
  }
}

/** Compares the store's checksum of the whole object with ours and writes the proof. */
async function proveStored(run: Run, upload: Upload, ours: Checksum, stored: StoredObject): Promise<void> {
  const { store, transfer, signal } = run;
  const { key } = transfer.target;
  let said: StoreWord = stored;
  let verdict = compareWithStore(ours, said);
  if (verdict === 'unknown') {
    said = (await store.head(key, signal)) ?? said;
    verdict = compareWithStore(ours, said);
  }
  if (verdict === 'equal') {
    recordProof(run, ours, { ...stored, ...said });
    return;
  }
  // An ETag alone is not evidence enough to destroy an object: some servers make it of something else than MD5.
  const isSure = verdict === 'different' && ours.algorithm !== 'md5';
  const isRemoved = isSure && !upload.existedBefore && (await removeIfStill(run, stored.etag));
  const facts = {
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
async function removeIfStill(run: Run, etag: string): Promise<boolean> {
  const { store, transfer, signal } = run;
  const { key } = transfer.target;
  if ((await store.head(key, signal))?.etag !== etag) return false;
  await store.delete(key, signal);
  return true;
}
