import { describe, expect, test } from 'vitest';
import { possiblePartSizes } from '../../../main/upload/prove/part-sizes.ts';

const mib = 1024 ** 2;

describe('the part sizes that an object of so many parts can have', () => {
  test.each([
    ['ours', 100 * mib, 7, 16 * mib],
    ['that of the AWS command line', 100 * mib, 13, 8 * mib],
    ['that of the SDKs of AWS', 100 * mib, 20, 5 * mib],
    ['that of Go for OSS', 100 * mib, 17, 6 * mib],
    ['that of Python for OSS', 100 * mib, 10, 10 * mib],
    ['decimal ones', 100_000_000, 10, 10_000_000],
    ['an even split', 1_000_003, 3, 333_335],
    ['an even split in whole MiB', 99 * mib + 5, 9, 12 * mib],
    ['the whole file as one part', 5, 1, 5],
  ])('hold %s', (_, size, parts, partSize) => {
    expect(possiblePartSizes(size, parts)).toContain(partSize);
  });

  test('are only such as give that number of parts', () => {
    for (const [size, parts] of [
      [100 * mib, 7],
      [1_000_003, 3],
      [3 * 2 ** 30, 2],
      [7, 7],
      [48 * 2 ** 40, 10_000],
    ] as const) {
      const sizes = possiblePartSizes(size, parts);
      expect(sizes.length).toBeGreaterThan(0);
      expect(sizes.length).toBeLessThan(40);
      expect(new Set(sizes).size).toBe(sizes.length);
      for (const partSize of sizes) expect(Math.ceil(size / partSize), `${partSize}`).toBe(parts);
    }
  });

  test('are none for more parts than bytes', () => {
    expect(possiblePartSizes(2, 4)).toEqual([]);
    expect(possiblePartSizes(5, 0)).toEqual([]);
  });

  test('begin with ours', () => {
    expect(possiblePartSizes(40 * mib, 3)[0]).toBe(16 * mib);
    expect(possiblePartSizes(40 * mib, 3, 14_500_001)[0]).toBe(14_500_001);
  });
});
