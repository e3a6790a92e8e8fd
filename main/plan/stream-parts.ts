import { AppError } from '../base/app-error.ts';
import { choosePartSize, countParts, type PartLimits, usualPartSize } from './partition.ts';

/** How a stream is cut. Parts come in the order of their numbers, from 1. */
export interface StreamPlan {
  /** Bytes of the part with this number; only the last one of a stream may be shorter. */
  partSize(number: number): number;
  /** The most bytes that all parts together hold. */
  readonly largest: number;
  /** Null while the length is unknown. */
  readonly parts: number | null;
}

/** Parts of one size before the next size begins. */
const stride = 1000;

/**
 * Decides on the parts of a stream. Where its length is known they are those of a file. Else they grow: the first thousand
 * have `wished` bytes or the usual size, the next thousand three times that, then five times, and so on. So a short
 * stream needs little memory and a long one, of 16 MiB at first, finds room for 1.5 TiB in 10,000 parts. Throws
 * `part.size` for a size that the store refuses, and `file.too-large` for a known length that it can't hold.
 */
export function planStream(
  size: number | null,
  limits: PartLimits,
  wished?: number,
  usual = usualPartSize,
): StreamPlan {
  if (size !== null) {
    const partSize = choosePartSize(size, limits, wished, usual);
    return { partSize: () => partSize, largest: size, parts: countParts(size, partSize) };
  }
  const first = firstPartSize(limits, wished, usual);
  const partSize = (number: number) =>
    Math.min(limits.maxPart, first * (1 + 2 * Math.floor((number - 1) / stride)));
  let largest = 0;
  for (let number = 1; number <= limits.maxParts; number += 1) largest += partSize(number);
  return { partSize, largest: Math.min(largest, limits.maxObject), parts: null };
}

function firstPartSize({ minPart, maxPart }: PartLimits, wished: number | undefined, usual: number): number {
  if (wished === undefined) return Math.min(maxPart, Math.max(minPart, usual));
  if (Number.isInteger(wished) && wished >= minPart && wished <= maxPart) return wished;
  throw new AppError('part.size', 'the part size is out of range for this store', {
    wished,
    smallest: minPart,
    largest: maxPart,
  });
}
