import { forEachParallel } from '../base/async.ts';
import { noted } from '../base/said.ts';
import type { Receipt } from '../model/part.ts';
import type { Upload } from '../model/transfer.ts';
import { countParts, partAt } from '../plan/partition.ts';
import type { PendingUpload, StoredPart } from '../remote/object-store.ts';
import { eachPart } from '../remote/paging.ts';
import { receiptIfEqual } from './resume-upload.ts';
import type { Run } from './run.ts';

/**
 * Looks on the server for the upload of this file that a lost record knew: one whose every part has the size and the
 * checksum of the file's own bytes. Its parts are recorded as receipts. Null when there is none.
 */
export async function findOwnUpload(
  run: Run,
  pending: readonly PendingUpload[],
): Promise<Omit<Upload, 'existedBefore'> | null> {
  const known = new Set(run.log.uploadIds(run.transfer.target));
  for (const { key, uploadId } of pending) {
    if (known.has(uploadId)) continue;
    const listed: StoredPart[] = [];
    for await (const part of eachPart(run.store, { key, uploadId }, run.signal)) listed.push(part);
    const partSize = commonPartSize(run, listed);
    if (partSize === null) continue;
    const hasChecksum = listed.every(part => part.checksum?.algorithm === run.store.algorithm);
    const upload = { uploadId, partSize, algorithm: hasChecksum ? run.store.algorithm : 'md5' } as const;
    const receipts = await receiptsIfAllEqual(run, { ...upload, existedBefore: true }, listed);
    if (!receipts) continue;
    for (const receipt of receipts) run.log.addReceipt(run.transfer.id, receipt);
    run.note(
      'found',
      `upload ${uploadId} on the server is ours by its parts, which equal the file: ${receipts.length}`,
      noted('found', { uploadId, parts: receipts.length }),
    );
    return upload;
  }
  return null;
}

/** The part size by which all listed parts fit the file; null when there is none, or only the last part to tell it. */
function commonPartSize({ transfer, store }: Run, listed: readonly StoredPart[]): number | null {
  const { length } = transfer.source;
  const partSize = Math.max(0, ...listed.map(part => part.size));
  if (partSize < store.limits.minPart || countParts(length, partSize) > store.limits.maxParts) return null;
  const fits = ({ number, size: stored }: StoredPart) =>
    number <= countParts(length, partSize) && partAt(length, partSize, number).size === stored;
  const hasFullPart = listed.some(part => part.number < countParts(length, partSize));
  return hasFullPart && listed.every(fits) ? partSize : null;
}

async function receiptsIfAllEqual(
  run: Run,
  upload: Upload,
  listed: readonly StoredPart[],
): Promise<readonly Receipt[] | null> {
  const receipts: Receipt[] = [];
  let areEqual = true;
  const compare = async (stored: StoredPart, signal: AbortSignal) => {
    if (!areEqual) return;
    const part = partAt(run.transfer.source.length, upload.partSize, stored.number);
    const receipt = await receiptIfEqual(run, upload, part, stored, signal);
    if (receipt) receipts.push(receipt);
    else areEqual = false;
  };
  await forEachParallel(listed, run.settings.parallel, compare, run.signal);
  return areEqual ? receipts : null;
}
