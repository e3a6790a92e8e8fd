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
  const timed = withMtime(options, source.mtimeNs);
  return place === null ? timed : withOwnMark(timed, id);
}

/** The same with the time of modification where it is to be kept; null where there is none. Pure. */
export function withMtime({ keepsMtime, ...rest }: ObjectOptions, mtimeNs: string | null): ObjectOptions {
  if (!keepsMtime || mtimeNs === null) return rest;
  // The user's own word for it counts more.
  return { ...rest, meta: { mtime: secondsOfNs(mtimeNs), ...rest.meta } };
}

/** Decimal nanoseconds as seconds, as rclone writes them: exact, without zeros at the end. */
function secondsOfNs(ns: string): string {
  const [, sign = '', digits = ''] = /^(-?)(\d+)$/.exec(ns) ?? [];
  const padded = digits.padStart(10, '0');
  const decimals = padded.slice(-9).replace(/0+$/, '');
  return `${sign}${padded.slice(0, -9)}${decimals === '' ? '' : `.${decimals}`}`;
}
