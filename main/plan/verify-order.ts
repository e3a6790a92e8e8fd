import type { KnownFile } from '../model/known-file.ts';

/** What decides whose turn it is. */
export type PassedFile = Pick<KnownFile, 'path' | 'verifiedAtMs' | 'provenAtMs'>;

/** How many of so many files a share from 0 to 1 means: rounded up, so that a small folder has its turn, too. Pure. */
export function sampleSize(share: number, files: number): number {
  // The share of a percentage is seldom exact: 0.07 * 100 is a little more than 7.
  return Math.min(files, Math.max(0, Math.ceil(share * files - 1e-9)));
}

/**
 * The `count` files whose last verification is longest ago, in this order: first those that never were, the ones proven earliest
 * before the others. So repeated samples come to every file. Holds twice `count` files at most, however many it is given. Pure.
 */
export function chooseSample<F extends PassedFile>(files: Iterable<F>, count: number): readonly F[] {
  if (count <= 0) return [];
  let chosen: F[] = [];
  for (const file of files) {
    chosen.push(file);
    if (chosen.length >= 2 * count) chosen = chosen.toSorted(byTurn).slice(0, count);
  }
  return chosen.toSorted(byTurn).slice(0, count);
}

function byTurn(a: PassedFile, b: PassedFile): number {
  return (
    (a.verifiedAtMs ?? 0) - (b.verifiedAtMs ?? 0) || a.provenAtMs - b.provenAtMs || (a.path < b.path ? -1 : 1)
  );
}
