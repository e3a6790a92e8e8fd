import { expect, test } from 'vitest';
import { createSampler, type PassedFile, sampleSize } from '../../../main/plan/verify-order.ts';
import { createRandom } from '../../support/random.ts';

test.each([
  [0.01, 200_000, 2_000],
  [0.01, 3, 1],
  [0.07, 100, 7],
  [0.5, 3, 2],
  [1, 7, 7],
  [2, 7, 7],
  [0, 7, 0],
  [-1, 7, 0],
  [0.5, 0, 0],
])('a share of %d of %i files is %i', (share, files, count) => {
  expect(sampleSize(share, files)).toBe(count);
});

function choose(files: readonly PassedFile[], count: number): readonly PassedFile[] {
  const sampler = createSampler(count);
  for (const file of files) sampler.add(file);
  return sampler.chosen();
}

const files = [
  { path: 'b', verifiedAtMs: 20, provenAtMs: 1 },
  { path: 'e', verifiedAtMs: null, provenAtMs: 9 },
  { path: 'a', verifiedAtMs: 10, provenAtMs: 8 },
  { path: 'c', verifiedAtMs: null, provenAtMs: 3 },
  { path: 'f', verifiedAtMs: 20, provenAtMs: 1 },
  { path: 'd', verifiedAtMs: null, provenAtMs: 3 },
];

test.each([
  [0, ''],
  [1, 'c'],
  [2, 'cd'],
  [4, 'cdea'],
  [6, 'cdeabf'],
  [99, 'cdeabf'],
])('the turn of %i files comes to %j', (count, paths) => {
  expect(
    choose(files, count)
      .map(({ path }) => path)
      .join(''),
  ).toBe(paths);
});

test('of many files in any order the same ones are chosen as by sorting them all', () => {
  const random = createRandom(7);
  const many = Array.from({ length: 5_000 }, (_, number) => ({
    path: `file-${number}`,
    verifiedAtMs: random.between(1, 1_000),
    provenAtMs: random.between(1, 1_000),
  }));
  const sorted = many.toSorted(
    (a, b) => a.verifiedAtMs - b.verifiedAtMs || a.provenAtMs - b.provenAtMs || (a.path < b.path ? -1 : 1),
  );
  expect(choose(many, 37)).toEqual(sorted.slice(0, 37));
});
