import { AppError } from '../base/app-error.ts';
import { noted } from '../base/said.ts';
import type { Part, Receipt } from '../model/part.ts';
import type { Upload } from '../model/transfer.ts';
import { partsOf } from '../plan/partition.ts';
import type { StoredObject } from '../remote/object-store.ts';
import { completeUpload } from './complete-upload.ts';
import { followAfterRefusal } from './own-object.ts';
import { proveStored } from './prove-stored.ts';
import { recordProof } from './record-proof.ts';
import type { Run } from './run.ts';
import { endingOf } from './settle.ts';
import { combineReceipts } from './verify.ts';

/**
 * Joins the parts and proves the object. All receipts are stored by now. Throws `upload.part-missing` when the server
 * lacks a part, `upload.gone` when the upload ended without leaving our object, and `upload.unproven` when the store's
 * checksum is not ours. `isRepeat` tells that an earlier run may have joined them.
 */
export async function finishUpload(run: Run, upload: Upload, isRepeat: boolean): Promise<void> {
  const { transfer, log } = run;
  await run.change({ type: 'allPartsStored' });
  const receipts = log.receipts(transfer.id);
  requireAllParts(transfer.source.length, upload, receipts);
  const ours = combineReceipts(run.kind, receipts);
  const completion = {
    key: transfer.target.key,
    uploadId: upload.uploadId,
    parts: receipts,
    size: transfer.source.length,
    checksum: ours,
  };
  const ending = endingOf(run);
  const complete = () =>
    completeUpload(
      ending,
      { ...completion, options: run.transfer.options },
      error => noteLost(run, error),
      isRepeat,
    );
  let stored: StoredObject;
  try {
    stored = await complete();
  } catch (thrown) {
    await followAfterRefusal(run, thrown);
    stored = await complete();
  }
  await recordProof(run, await proveStored(ending, ours, stored, upload.existedBefore));
}

async function noteLost(run: Run, { code }: AppError): Promise<void> {
  await run.change({ type: 'answerLost' });
  const reason = `the answer to Complete did not arrive (${code}); asking the store`;
  run.note('answerLost', reason, noted('answerLost', { request: 'Complete', code }));
}

/** What is completed and proven is all that goes up: the receipts are its parts, each of them. */
function requireAllParts(length: number, upload: Upload, receipts: readonly Receipt[]): void {
  const parts = [...partsOf(length, upload.partSize)];
  const fits = ({ number, size }: Part, index: number) =>
    receipts[index]?.number === number && receipts[index]?.size === size;
  if (receipts.length === parts.length && parts.every(fits)) return;
  throw new AppError('upload.part-missing', 'the record of parts does not cover the file', {
    expected: parts.length,
    recorded: receipts.length,
  });
}
