import { forEachParallel } from '../base/async.ts';
import { noted } from '../base/said.ts';
import type { Checksum, DigestAlgorithm } from '../model/checksum.ts';
import type { Part, Receipt } from '../model/part.ts';
import type { Upload } from '../model/transfer.ts';
import { partsOf } from '../plan/partition.ts';
import type { StoredPart } from '../remote/object-store.ts';
import { eachPart } from '../remote/paging.ts';
import { sliceOf } from './file-slice.ts';
import { reconcile } from './reconcile.ts';
import type { Run } from './run.ts';
import { looksLikeMd5 } from './verify.ts';

/**
 * Finds out what an upload still lacks. The server's list decides; a list that can't be fetched is an error of the call
 * and never read as "gone", and `upload.gone` comes only from the server's own word. Parts that the server holds and our
 * record does not are compared with the local bytes and recorded when they are equal.
 */
export async function findMissingParts(run: Run, upload: Upload): Promise<readonly Part[]> {
  const { transfer, store, log, ledger, signal } = run;
  const listed: StoredPart[] = [];
  const ref = { key: transfer.target.key, uploadId: upload.uploadId };
  for await (const stored of eachPart(store, ref, signal)) listed.push(stored);

  const parts = [...partsOf(transfer.source.length, upload.partSize)];
  const { confirmed, unrecorded, missing } = reconcile(parts, log.receipts(transfer.id), listed);
  const confirmedBytes = confirmed.reduce((sum, receipt) => sum + receipt.size, 0);
  ledger.resume(transfer.id, confirmedBytes, confirmed.length, parts.length);

  const unequal: Part[] = [];
  const adopt = async ({ part, stored }: (typeof unrecorded)[number], partSignal: AbortSignal) => {
    const receipt = await receiptIfEqual(run, upload, part, stored, partSignal);
    if (!receipt) {
      unequal.push(part);
      return;
    }
    log.addReceipt(transfer.id, receipt);
    ledger.adopt(transfer.id, part.size);
  };
  await forEachParallel(unrecorded, run.settings.parallel, adopt, signal);
  if (unrecorded.length > 0) {
    const adopted = unrecorded.length - unequal.length;
    const reason = `parts on the server without a record here that equal the local bytes: ${adopted}`;
    run.note('adopted', reason, noted('adopted', { adopted }));
  }
  return [...missing, ...unequal].sort((a, b) => a.number - b.number);
}

/** A receipt for a part that the server holds, when it holds the local bytes; null when it does not or can't be told. */
export async function receiptIfEqual(
  run: Run,
  upload: Upload,
  part: Part,
  stored: StoredPart,
  signal: AbortSignal,
): Promise<Receipt | null> {
  const { algorithm } = upload;
  const isByChecksum = stored.checksum?.algorithm === algorithm;
  if (!isByChecksum && !looksLikeMd5(stored.etag)) return null;
  const algorithms: DigestAlgorithm[] =
    isByChecksum || algorithm === 'md5' ? [algorithm] : [algorithm, 'md5'];
  const digests = await run.digest(sliceOf(run.transfer.source, part), algorithms, signal);
  const theirs = isByChecksum ? stored.checksum?.value : stored.etag.toLowerCase();
  const [value = '', md5 = value] = digests;
  if ((isByChecksum ? value : md5) !== theirs) return null;
  const checksum: Checksum = { algorithm, value };
  return { number: part.number, size: part.size, etag: stored.etag, checksum };
}
