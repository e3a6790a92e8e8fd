/** Seconds that what is left may take, at the better and at the worse rate of late. */
export interface TimeLeft {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Rates of so many of the last seconds count. */
export const samplesKept = 60;
const fewestSamples = 5;
const longestSeconds = 30 * 24 * 3600;

/**
 * A range from the swings of the rate: the upper and lower fifth of the samples, in bytes per second. Null while too little was seen, or
 * nothing moves. Pure.
 */
export function timeLeftOf(bytesLeft: number, samples: readonly number[]): TimeLeft | null {
  if (samples.length < fewestSamples || bytesLeft <= 0) return null;
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const [slow, fast] = [at(0.2), at(0.8)];
  if (slow <= 0 || fast <= 0) return null;
  const fromSeconds = Math.ceil(bytesLeft / fast);
  const toSeconds = Math.ceil(bytesLeft / slow);
  return toSeconds > longestSeconds ? null : { fromSeconds, toSeconds };
}
