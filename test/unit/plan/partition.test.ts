import { expect, test } from 'vitest';
import { choosePartSize, countParts, partAt } from '../../../main/plan/partition.ts';

const kib = 1024;
const mib = 1024 * kib;
const gib = 1024 * mib;
const tib = 1024 * gib;
const oss = {
  minPart: 100 * kib,
  maxPart: 5 * gib,
  maxParts: 10_000,
  maxPut: 5 * gib,
  maxObject: 10_000 * 5 * gib,
};

test.each([
  ['an empty file', 0, 16 * mib],
  ['a byte', 1, 16 * mib],
  ['a file of exactly 10,000 usual parts', 10_000 * 16 * mib, 16 * mib],
  ['one byte more', 10_000 * 16 * mib + 1, 17 * mib],
  ['6 TiB', 6 * tib, 630 * mib],
  ['the largest object, 48.8 TiB', oss.maxObject, 5 * gib],
])('%s gets parts of a size that stays under 10,000', (_, size, expected) => {
  const partSize = choosePartSize(size, oss);
  expect(partSize).toBe(expected);
  expect(countParts(size, partSize)).toBeLessThanOrEqual(oss.maxParts);
});

test('a file above the largest object is refused with both sizes', () => {
  expect(() => choosePartSize(oss.maxObject + 1, oss)).toThrow(
    expect.objectContaining({
      code: 'file.too-large',
      facts: { size: oss.maxObject + 1, largest: oss.maxObject },
    }),
  );
});

test('a wished part size is kept when the store allows it', () => {
  expect(choosePartSize(256 * mib, oss, 100 * kib)).toBe(100 * kib);
  expect(choosePartSize(gib, oss, 5 * gib)).toBe(5 * gib);
});

test.each([
  ['below the smallest', gib, 100 * kib - 1],
  ['above the largest', gib, 5 * gib + 1],
  ['so small that the parts would be more than 10,000', 10_001 * mib, mib],
  ['not whole', gib, 200_000.5],
])('a wished part size that is %s is refused', (_, size, wished) => {
  expect(() => choosePartSize(size, oss, wished)).toThrow(expect.objectContaining({ code: 'part.size' }));
});

test('parts cover a file without gap or overlap, the last one shorter', () => {
  const [size, partSize] = [10 * mib + 3, 4 * mib];
  const parts = Array.from({ length: countParts(size, partSize) }, (_, index) =>
    partAt(size, partSize, index + 1),
  );
  expect(parts).toEqual([
    { number: 1, offset: 0, size: 4 * mib },
    { number: 2, offset: 4 * mib, size: 4 * mib },
    { number: 3, offset: 8 * mib, size: 2 * mib + 3 },
  ]);
});

test('an empty file is one empty part', () => {
  expect(countParts(0, mib)).toBe(1);
  expect(partAt(0, mib, 1)).toEqual({ number: 1, offset: 0, size: 0 });
});

test('offsets in a file of 48.8 TiB are exact', () => {
  const last = partAt(oss.maxObject, 5 * gib, 10_000);
  expect(last).toEqual({ number: 10_000, offset: 9_999 * 5 * gib, size: 5 * gib });
  expect(last.offset + last.size).toBe(oss.maxObject);
});
