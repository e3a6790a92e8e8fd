import { AppError } from '../base/app-error.ts';
import { forEachParallel } from '../base/async.ts';
import { noted } from '../base/said.ts';
import type { Receipt } from '../model/part.ts';
import { compareSources, type Source } from '../model/source.ts';
import type { Upload } from '../model/transfer.ts';
import type { Run } from './run.ts';

/**
 * Makes sure that the file on disk is the one the upload was begun for. In doubt every part that was sent is compared with
 * the file: reading is cheaper than sending again, and a sample could miss a rewrite in place. When all are equal, the
 * new identity is recorded; so it is when nothing was sent yet. Throws `file.changed`.
 */
export async function confirmSource(run: Run, upload: Upload | null): Promise<void> {
  const { transfer } = run;
  const now = await run.lookAt(transfer.source.path);
  const verdict = compareSources(transfer.source, now);
  if (verdict === 'same') return;
  if (verdict === 'doubtful' && (upload === null || (await areSentPartsEqual(run, upload, now)))) {
    // The size is the same, and so are the bytes that are meant.
    const { offset, length } = transfer.source;
    run.setSource({ ...now, offset, length });
    run.note(
      'sourceConfirmed',
      'the file was touched, but size, time and the bytes that were sent are the same',
      noted('sourceConfirmed'),
    );
    return;
  }
  throw new AppError('file.changed', 'the file is not the one that this upload was begun for', {
    path: transfer.source.path,
    sizeBefore: transfer.source.size,
    sizeNow: now.size,
  });
}

async function areSentPartsEqual(run: Run, upload: Upload, now: Source): Promise<boolean> {
  const { transfer, log, signal } = run;
  let isEqual = true;
  const compare = async ({ number, size, checksum }: Receipt, partSignal: AbortSignal) => {
    if (!isEqual) return;
    const { source } = transfer;
    const slice = { source: now, offset: source.offset + (number - 1) * upload.partSize, size };
    const [value] = await run.digest(slice, [checksum.algorithm], partSignal);
    if (value !== checksum.value) isEqual = false;
  };
  await forEachParallel(log.receipts(transfer.id), run.settings.parallel, compare, signal);
  return isEqual;
}
