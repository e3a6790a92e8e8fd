import { AppError } from '../../base/app-error.ts';
import type { RollReason } from './append-events.ts';
import type { AppendWish } from './append-wish.ts';
import { emptyCrc, type LogFile } from './log-file.ts';
import { rolledKey } from './roll-key.ts';
import type { Writer, WriterTools } from './writer.ts';

/** More names than this in a row are not tried. */
const mostTaken = 10_000;

/**
 * From here on bytes go to the next object whose name is free, beginning with byte `base` of the file; an object that holds
 * nothing yet is taken itself. Throws `append.full` and `append.diverged` where there must be no further object.
 */
export async function roll(
  reason: RollReason,
  file: LogFile,
  base: number,
  writer: Writer,
  wish: AppendWish,
  tools: WriterTools,
): Promise<void> {
  const { place } = writer;
  const { inode, device } = file;
  const begun = { base, position: 0, crc: emptyCrc, headCrc: emptyCrc, tailCrc: emptyCrc, next: null };
  if (place.position === 0) {
    writer.move({ ...place, ...begun, inode, device });
    return;
  }
  if (wish.roll === null) throw refusal(reason, file, writer, tools);
  const next = await freeKey(wish.key, wish.roll, place.roll + 1, tools);
  writer.move({ ...next, ...begun, inode, device });
  tools.emit({ type: 'rolled', from: place.key, to: next.key, reason });
}

async function freeKey(
  key: string,
  pattern: string,
  first: number,
  { store, signal }: WriterTools,
): Promise<{ readonly key: string; readonly roll: number }> {
  for (let number = first; number < first + mostTaken; number += 1) {
    const candidate = rolledKey(key, pattern, number);
    if ((await store.head(candidate, signal)) === null) return { key: candidate, roll: number };
  }
  const message = `the next ${mostTaken} names of the pattern are taken`;
  throw new AppError('append.full', message, { key: rolledKey(key, pattern, first) });
}

function refusal(
  reason: RollReason,
  { path }: LogFile,
  { place }: Writer,
  { largest }: WriterTools,
): AppError {
  const { key, position } = place;
  if (reason === 'full') {
    return new AppError('append.full', 'the object is full, and there must be no further one', {
      key,
      largest,
    });
  }
  const message = `the file was ${reason}, and its bytes must not go to a further object`;
  return new AppError('append.diverged', message, { key, path, position });
}
