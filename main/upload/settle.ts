import { AppError } from '../base/app-error.ts';
import { forEachParallel } from '../base/async.ts';
import type { Checksum } from '../model/checksum.ts';
import type { Receipt } from '../model/part.ts';
import type { Upload } from '../model/transfer.ts';
import { partsOf } from '../plan/partition.ts';
import type { StoredObject } from '../remote/object-store.ts';
import { sliceOf, wholeSlice } from './file-slice.ts';
import { type Ending, findObject } from './prove-stored.ts';
import type { Run } from './run.ts';
import { combineReceipts } from './verify.ts';

/** What ending a transfer takes, besides its record. */
export function endingOf({ transfer, store, clock, settings, signal }: Run): Ending {
  const { target, source } = transfer;
  return { store, clock, key: target.key, size: source.length, attempts: settings.attempts, signal };
}

/** Asks the store whether the key holds the object that we meant to store; null when it does not. */
export function findStored(run: Run, ours: Checksum): Promise<StoredObject | null> {
  return findObject(endingOf(run), ours);
}

/** The checksum of all that goes up: from the receipts, and where one is missing from the bytes on disk. */
export async function wholeChecksum(run: Run, upload: Upload): Promise<Checksum> {
  const { transfer, log, settings, signal } = run;
  const { source } = transfer;
  const known = new Map(log.receipts(transfer.id).map(receipt => [receipt.number, receipt]));
  const parts = [...partsOf(source.length, upload.partSize)];
  const unknown = parts.filter(part => !known.has(part.number));
  await forEachParallel(
    unknown,
    settings.parallel,
    async (part, partSignal) => {
      const { number, size } = part;
      const [value = ''] = await run.digest(sliceOf(source, part), [upload.algorithm], partSignal);
      known.set(number, { number, size, etag: '', checksum: { algorithm: upload.algorithm, value } });
    },
    signal,
  );
  const receipts = parts
    .map(part => known.get(part.number))
    .filter((each): each is Receipt => each !== undefined);
  return combineReceipts(run.kind, receipts);
}

/** The checksum of all that goes up, from disk, in the algorithm of the store. */
export async function fileChecksum(run: Run): Promise<Checksum> {
  const { algorithm } = run.store;
  const [value] = await run.digest(wholeSlice(run.transfer.source), [algorithm], run.signal);
  if (value === undefined) throw new AppError('bug', 'a digest job answers one value per algorithm');
  return { algorithm, value };
}
