import type { Snapshot } from '../../../preload/contract.ts';

/** What is said of the time left: one word where both ends are nearly the same. Times in ms. */
export type TimeWords =
  | { readonly kind: 'none' }
  | { readonly kind: 'done' }
  | { readonly kind: 'about'; readonly ms: number }
  | { readonly kind: 'range'; readonly fromMs: number; readonly toMs: number };

/** Ends that differ by less than this share are one time. */
const sameWithin = 0.2;

/** Pure. */
export function timeWords(
  { timeLeft, totals }: Pick<Snapshot, 'timeLeft' | 'totals'>,
  bytesLeft: number,
): TimeWords {
  if (bytesLeft === 0 && totals.isTotalKnown && totals.totalBytes > 0) return { kind: 'done' };
  if (timeLeft === null) {
    return totals.secondsLeft === null || totals.secondsLeft === 0
      ? { kind: 'none' }
      : { kind: 'about', ms: totals.secondsLeft * 1000 };
  }
  const [fromMs, toMs] = [timeLeft.fromSeconds * 1000, timeLeft.toSeconds * 1000];
  return toMs - fromMs <= toMs * sameWithin ? { kind: 'about', ms: toMs } : { kind: 'range', fromMs, toMs };
}
