import type { KnownFile } from '../model/known-file.ts';

/** What decides whose turn it is. */
export type PassedFile = Pick<KnownFile, 'path' | 'verifiedAtMs' | 'provenAtMs'>;

/** How many of so many files a share from 0 to 1 means: rounded up, so that a small folder has its turn, too. Pure. */
export function sampleSize(share: number, files: number): number {
  // The share of a percentage is seldom exact: 0.07 * 100 is a little more than 7.
  return Math.min(files, Math.max(0, Math.ceil(share * files - 1e-9)));
}

/** Takes files one by one and keeps those whose turn it is. Holds twice as many as it keeps at most. */
export interface Sampler {
  add(file: PassedFile): void;
  /** In the order of their turns. */
  chosen(): readonly PassedFile[];
}

/**
 * Chooses the `count` files whose last verification is longest ago: first those that never were, the ones proven earliest
 * before the others. So repeated samples come to every file.
 */
export function createSampler(count: number): Sampler {
  let kept: PassedFile[] = [];
  const cut = () => {
    kept = kept.toSorted(byTurn).slice(0, count);
  };
  return {
    add({ path, verifiedAtMs, provenAtMs }) {
      if (count <= 0) return;
      kept.push({ path, verifiedAtMs, provenAtMs });
      if (kept.length >= 2 * count) cut();
    },
    chosen() {
      cut();
      return kept;
    },
  };
}

function byTurn(a: PassedFile, b: PassedFile): number {
  return (
    (a.verifiedAtMs ?? 0) - (b.verifiedAtMs ?? 0) || a.provenAtMs - b.provenAtMs || (a.path < b.path ? -1 : 1)
  );
}
