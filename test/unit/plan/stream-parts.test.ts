import { expect, test } from 'vitest';
import type { PartLimits } from '../../../main/plan/partition.ts';
import { planStream, type StreamPlan } from '../../../main/plan/stream-parts.ts';

const KiB = 1024;
const MiB = KiB ** 2;
const GiB = KiB ** 3;
const limits = (minPart: number): PartLimits => ({
  minPart,
  maxPart: 5 * GiB,
  maxParts: 10_000,
  maxPut: 5 * GiB,
  maxObject: 50_000 * GiB,
});
const oss = limits(100 * KiB);
const s3 = limits(5 * MiB);

const sizes = (plan: StreamPlan) => [1, 2, 1000, 1001, 2000, 2001, 10_000].map(plan.partSize);
const sum = (plan: StreamPlan) => {
  let bytes = 0;
  for (let number = 1; number <= 10_000; number += 1) bytes += plan.partSize(number);
  return bytes;
};

test('parts of a pipe grow every thousand parts', () => {
  expect(sizes(planStream(null, oss)).map(size => size / MiB)).toEqual([16, 16, 16, 48, 48, 80, 304]);
});

test('a pipe of more than a terabyte finds room', () => {
  const plan = planStream(null, s3);
  expect(plan.largest).toBe(100_000 * 16 * MiB);
  expect(plan.largest).toBe(sum(plan));
  expect(plan.largest).toBeGreaterThan(1e12);
  expect(plan.parts).toBeNull();
});

test('a wished size is that of the first parts', () => {
  expect(sizes(planStream(null, oss, 100 * KiB)).map(size => size / KiB)).toEqual([
    100, 100, 100, 300, 300, 500, 1900,
  ]);
  expect(planStream(null, oss, 100 * KiB).largest).toBe(100_000 * 100 * KiB);
});

test('no part grows above the limit of the store, and all together not above that of an object', () => {
  const plan = planStream(null, oss, GiB);
  expect(plan.partSize(10_000)).toBe(5 * GiB);
  expect(plan.largest).toBe(sum(plan));
  const whole = planStream(null, { ...oss, maxObject: 10 * GiB }, GiB);
  expect(whole.largest).toBe(10 * GiB);
});

test.each([
  [oss, 100 * KiB - 1],
  [s3, 5 * MiB - 1],
  [oss, 5 * GiB + 1],
  [oss, 1024.5 * KiB + 0.5],
])('a size that the store refuses is refused', (each, wished) => {
  expect(() => planStream(null, each, wished)).toThrow(expect.objectContaining({ code: 'part.size' }));
});

test('a known length is cut like a file', () => {
  const plan = planStream(1000 * GiB, oss);
  expect(plan.partSize(1)).toBe(103 * MiB);
  expect(plan.partSize(9000)).toBe(103 * MiB);
  expect(plan.parts).toBe(Math.ceil((1000 * GiB) / (103 * MiB)));
  expect(planStream(0, oss)).toMatchObject({ parts: 1, largest: 0 });
});

test('a known length that no object may have is refused', () => {
  expect(() => planStream(60_000 * GiB, oss)).toThrow(expect.objectContaining({ code: 'file.too-large' }));
});
