import { AppError, toAppError } from '../base/app-error.ts';
import { forEachParallel } from '../base/async.ts';
import type { Checksum } from '../model/checksum.ts';
import type { Receipt } from '../model/part.ts';
import type { Upload } from '../model/transfer.ts';
import { partsOf } from '../plan/partition.ts';
import type { StoredObject } from '../remote/object-store.ts';
import type { Run } from './run.ts';
import { combineReceipts, compareWithStore } from './verify.ts';

/**
 * Whether an error leaves open what the server did: the request may have been carried out although its answer never came.
 * `upload.gone` belongs here because the server says it of an upload that it has completed.
 */
export function isAnswerLost(thrown: unknown): boolean {
  const { code } = toAppError(thrown);
  return (
    code === 'net.unreachable' ||
    code === 'net.timeout' ||
    code === 'net.interrupted' ||
    code === 'remote.unavailable' ||
    code === 'remote.truncated' ||
    code === 'remote.conflict' ||
    code === 'upload.gone'
  );
}

/** Asks the store whether the key holds the object that we meant to store; null when it does not. */
export async function findStored(run: Run, ours: Checksum): Promise<StoredObject | null> {
  const { store, transfer, signal } = run;
  const info = await store.head(transfer.target.key, signal);
  if (info?.size !== transfer.source.size) return null;
  if (compareWithStore(ours, info) !== 'equal') return null;
  const { etag, checksum, versionId, requestId } = info;
  return { etag, checksum, versionId, requestId };
}

/** The checksum of the whole file: from the receipts, and where one is missing from the bytes on disk. */
export async function wholeChecksum(run: Run, upload: Upload): Promise<Checksum> {
  const { transfer, log, settings, signal } = run;
  const { source } = transfer;
  const known = new Map(log.receipts(transfer.id).map(receipt => [receipt.number, receipt]));
  const parts = [...partsOf(source.size, upload.partSize)];
  const unknown = parts.filter(part => !known.has(part.number));
  await forEachParallel(
    unknown,
    settings.parallel,
    async ({ number, offset, size }, partSignal) => {
      const [value = ''] = await run.digest({ source, offset, size }, [upload.algorithm], partSignal);
      known.set(number, { number, size, etag: '', checksum: { algorithm: upload.algorithm, value } });
    },
    signal,
  );
  const receipts = parts
    .map(part => known.get(part.number))
    .filter((each): each is Receipt => each !== undefined);
  return combineReceipts(run.kind, receipts);
}

/** The checksum of the whole file from disk, in the algorithm of the store. */
export async function fileChecksum(run: Run): Promise<Checksum> {
  const { source } = run.transfer;
  const { algorithm } = run.store;
  const [value] = await run.digest({ source, offset: 0, size: source.size }, [algorithm], run.signal);
  if (value === undefined) throw new AppError('bug', 'a digest job answers one value per algorithm');
  return { algorithm, value };
}
