import { expect, test } from 'vitest';
import { timeLeftOf } from '../../../main/progress/time-left.ts';

test('a steady rate gives one time, a swinging one a range', () => {
  expect(timeLeftOf(10_000, [100, 100, 100, 100, 100])).toEqual({ fromSeconds: 100, toSeconds: 100 });
  expect(timeLeftOf(10_000, [50, 100, 100, 100, 200, 50, 200])).toEqual({ fromSeconds: 50, toSeconds: 200 });
});

test('single leaps and stalls do not widen the range', () => {
  const samples = [...Array.from({ length: 20 }, () => 100), 1, 10_000];
  expect(timeLeftOf(10_000, samples)).toEqual({ fromSeconds: 100, toSeconds: 100 });
});

test('nothing is told before enough was seen, when nothing moves, when nothing is left, or beyond a month', () => {
  expect(timeLeftOf(10_000, [100, 100, 100, 100])).toBeNull();
  expect(timeLeftOf(10_000, [0, 0, 0, 0, 0, 100])).toBeNull();
  expect(timeLeftOf(0, [100, 100, 100, 100, 100])).toBeNull();
  expect(timeLeftOf(1e12, [1, 1, 1, 1, 1])).toBeNull();
});
