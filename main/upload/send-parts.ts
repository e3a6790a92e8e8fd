import { AppError, toAppError } from '../base/app-error.ts';
import { forEachParallel } from '../base/async.ts';
import { noted } from '../base/said.ts';
import type { Part } from '../model/part.ts';
import type { Upload } from '../model/transfer.ts';
import { countParts, partsOf } from '../plan/partition.ts';
import { sliceOf } from './file-slice.ts';
import { finishUpload } from './finish-upload.ts';
import { sliceTicket } from './pooled-store.ts';
import { recordStored } from './record-proof.ts';
import { findMissingParts } from './resume-upload.ts';
import type { Run } from './run.ts';
import { findStored, wholeChecksum } from './settle.ts';
import { confirmSource } from './source-check.ts';

/** The server may lose a part once; a server that keeps losing them is not worth more traffic. */
const mostRelists = 3;

/**
 * Takes a multipart upload from where it is to its proof. `isResumed` tells that parts may be on the server already.
 * Throws what its steps throw; `upload.gone` and `file.changed` mean starting over.
 */
export async function sendByParts(run: Run, upload: Upload, isResumed: boolean): Promise<void> {
  let missing: Iterable<Part>;
  if (isResumed) {
    await confirmSource(run, upload);
    const left = await missingOrStored(run, upload);
    if (left === 'stored') return;
    missing = left;
  } else {
    const { length } = run.transfer.source;
    run.ledger.resume(run.transfer.id, 0, 0, countParts(length, upload.partSize));
    missing = partsOf(length, upload.partSize);
  }
  for (let relists = 0; ; relists += 1) {
    await sendParts(run, upload, missing);
    await confirmSource(run, upload);
    try {
      await finishUpload(run, upload, isResumed);
      return;
    } catch (thrown) {
      if (toAppError(thrown).code !== 'upload.part-missing' || relists >= mostRelists) throw thrown;
      await run.change({ type: 'partsMissing' });
      run.note(
        'partsMissing',
        'the server lacks a part that it had confirmed; asking which, and sending it again',
        noted('partsMissing'),
      );
      missing = await findMissingParts(run, upload);
    }
  }
}

/**
 * What is still to be sent. When the upload is gone from the server, an earlier run may have completed it without hearing
 * the answer: then the object is there, equal to the file, and that is proof enough.
 */
async function missingOrStored(run: Run, upload: Upload): Promise<readonly Part[] | 'stored'> {
  try {
    return await findMissingParts(run, upload);
  } catch (thrown) {
    if (toAppError(thrown).code !== 'upload.gone') throw thrown;
    const found = await storedEarlier(run, upload);
    if (!found) throw thrown;
    return 'stored';
  }
}

async function storedEarlier(run: Run, upload: Upload): Promise<boolean> {
  const info = await run.store.head(run.transfer.target.key, run.signal);
  if (info?.size !== run.transfer.source.length) return false;
  const ours = await wholeChecksum(run, upload);
  const found = await findStored(run, ours);
  if (!found) return false;
  const reason = 'an earlier run had completed this upload without hearing the answer';
  run.note('storedEarlier', reason, noted('storedEarlier'));
  await recordStored(run, ours, found);
  return true;
}

/** Order of writes for each part: sent, receipt row, progress. */
async function sendParts(run: Run, upload: Upload, parts: Iterable<Part>): Promise<void> {
  const { transfer, store, log, ledger, settings, signal } = run;
  const { key } = transfer.target;
  const { uploadId, algorithm } = upload;
  const send = async (part: Part, partSignal: AbortSignal) => {
    const body = sliceTicket(sliceOf(transfer.source, part), `${transfer.id}:${part.number}`, 'large');
    const { trafficLimit } = transfer.options;
    const wish = { key, uploadId, number: part.number, algorithm, body };
    const sent = await store.sendPart(
      trafficLimit === undefined ? wish : { ...wish, trafficLimit },
      partSignal,
    );
    if (!sent.checksum) throw new AppError('bug', 'a worker answers the checksum of what it sent');
    log.addReceipt(transfer.id, {
      number: part.number,
      size: part.size,
      etag: sent.etag,
      checksum: sent.checksum,
    });
    ledger.confirm(transfer.id, part.size);
  };
  await forEachParallel(parts, settings.most, send, signal);
}
