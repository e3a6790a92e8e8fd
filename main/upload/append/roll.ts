import { AppError } from '../../base/app-error.ts';
import type { AppendPlace } from '../../store/append-log.ts';
import type { RollReason } from './append-events.ts';
import type { AppendWish } from './append-wish.ts';
import { emptyCrc, type LogFile } from './log-file.ts';
import type { Places } from './places.ts';
import { rolledKey } from './roll-key.ts';
import type { Writer, WriterTools } from './writer.ts';

/** What a run works with. */
export interface AppendTools extends WriterTools {
  readonly wish: AppendWish;
  readonly places: Places;
}

/** More names than this in a row are not tried. */
const mostTaken = 10_000;

/**
 * Where the bytes of `file` from `base` on go when they can't go on at `place`: to the next object whose name is free; an
 * object that holds nothing yet is taken itself. Throws `append.full` and `append.diverged` where there must be no further
 * object.
 */
export async function nextPlace(
  reason: RollReason,
  file: LogFile,
  base: number,
  place: AppendPlace,
  tools: AppendTools,
): Promise<AppendPlace> {
  const { wish, places } = tools;
  const { inode, device } = file;
  const begun = { base, position: 0, crc: emptyCrc, headCrc: emptyCrc, tailCrc: emptyCrc, next: null };
  if (place.position === 0) return { ...place, ...begun, inode, device };
  if (wish.roll === null) throw refusal(reason, file, place, tools);
  // A name that another place has need not be in the store yet.
  const highest = Math.max(...[places.now, ...places.left].map(({ at }) => at.roll));
  return { ...(await freeKey(wish.key, wish.roll, highest + 1, tools)), ...begun, inode, device };
}

/**
 * Appends the file up to its byte `goal`, to as many objects as that takes. False when the file is no longer what was
 * appended from.
 */
export async function writeAll(
  file: LogFile,
  goal: number,
  writer: Writer,
  tools: AppendTools,
): Promise<boolean> {
  for (;;) {
    const became = await writer.write(file, goal);
    if (became !== 'full') return became === 'reached';
    const { place } = writer;
    writer.move(await nextPlace('full', file, endOf(place), place, tools));
    tools.emit({ type: 'rolled', from: place.key, to: writer.place.key, reason: 'full' });
    await writer.settle(file);
  }
}

/** The byte of the file up to which everything is in the store. */
export function endOf({ base, position }: Pick<AppendPlace, 'base' | 'position'>): number {
  return base + position;
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
  { key, position }: AppendPlace,
  { largest }: WriterTools,
): AppError {
  if (reason === 'full') {
    return new AppError('append.full', 'the object is full, and there must be no further one', {
      key,
      largest,
    });
  }
  const message = `the file was ${reason}, and its bytes must not go to a further object`;
  return new AppError('append.diverged', message, { key, path, position });
}
