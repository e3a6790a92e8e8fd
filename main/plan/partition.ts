import { AppError } from '../base/app-error.ts';
import type { Part } from '../model/part.ts';

/** The limits that decide how a file is cut; a store's `limits` fit. */
export interface PartLimits {
  readonly minPart: number;
  readonly maxPart: number;
  readonly maxParts: number;
  readonly maxPut: number;
  readonly maxObject: number;
}

/** Part size when nobody wishes otherwise: large enough for a fast line, small enough to lose. */
export const usualPartSize = 16 * 1024 * 1024;

/** Files of fewer bytes go by one request: below it, one is cheaper than three. As in OSS's own tools. */
export const usualThreshold = 10 * 1024 * 1024;

const mebibyte = 1024 * 1024;

/**
 * Part size in bytes for a file of `size`. A `wished` size is kept when the store allows it and refused with
 * `part.size` when it does not; without a wish the `usual` size grows, in whole MiB, until the parts are few enough.
 */
export function choosePartSize(
  size: number,
  limits: PartLimits,
  wished?: number,
  usual = usualPartSize,
): number {
  if (size > limits.maxObject) {
    throw new AppError('file.too-large', 'the store holds no object of this size', {
      size,
      largest: limits.maxObject,
    });
  }
  const fewest = Math.ceil(size / limits.maxParts);
  if (wished === undefined) {
    const grown = Math.ceil(fewest / mebibyte) * mebibyte;
    return Math.min(limits.maxPart, Math.max(limits.minPart, usual, grown));
  }
  const smallest = Math.max(limits.minPart, fewest);
  if (!Number.isInteger(wished) || wished < smallest || wished > limits.maxPart) {
    throw new AppError('part.size', 'the part size is out of range for this file and store', {
      wished,
      smallest,
      largest: limits.maxPart,
      size,
    });
  }
  return wished;
}

/** Part size in bytes for a copy on the server: nothing is sent, so small parts would only mean more requests. */
export function copyPartSize(
  size: number,
  { maxCopy, maxParts }: Pick<PartLimits, 'maxParts'> & { readonly maxCopy: number },
): number {
  return Math.max(maxCopy, Math.ceil(size / maxParts));
}

export function countParts(size: number, partSize: number): number {
  return Math.max(1, Math.ceil(size / partSize));
}

/** The part with this number, counted from 1; the last one may be shorter. An empty file has one empty part. */
export function partAt(size: number, partSize: number, number: number): Part {
  const offset = (number - 1) * partSize;
  return { number, offset, size: Math.min(partSize, size - offset) };
}

/** The parts of a file, by number. */
export function* partsOf(size: number, partSize: number): Generator<Part, void, void> {
  const count = countParts(size, partSize);
  for (let number = 1; number <= count; number += 1) yield partAt(size, partSize, number);
}
