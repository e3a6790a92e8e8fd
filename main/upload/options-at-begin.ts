import { withOwnMark } from '../model/own-mark.ts';
import type { ObjectOptions } from '../model/target.ts';
import type { Transfer } from '../model/transfer.ts';

/**
 * What the store is told when an object begins: the options, with the time of modification that the file has now, and for a
 * folder's file the mark of its transfer.
 */
export function optionsAtBegin({
  id,
  source,
  options,
  place,
}: Pick<Transfer, 'id' | 'source' | 'options' | 'place'>): ObjectOptions {
  const { keepsMtime, ...rest } = options;
  // The user's own word for it counts more.
  const timed = keepsMtime ? { ...rest, meta: { mtime: secondsOfNs(source.mtimeNs), ...rest.meta } } : rest;
  return place === null ? timed : withOwnMark(timed, id);
}

/** Decimal nanoseconds as seconds, as rclone writes them: exact, without zeros at the end. */
function secondsOfNs(ns: string): string {
  const [, sign = '', digits = ''] = /^(-?)(\d+)$/.exec(ns) ?? [];
  const padded = digits.padStart(10, '0');
  const decimals = padded.slice(-9).replace(/0+$/, '');
  return `${sign}${padded.slice(0, -9)}${decimals === '' ? '' : `.${decimals}`}`;
}
