import { expect, test } from 'vitest';
import {
  addRequests,
  costOf,
  monthlyCost,
  noRequests,
  type RequestShape,
  requestsOf,
  requestsToList,
} from '../../../main/plan/cost.ts';

const MiB = 1024 ** 2;
const GiB = 1024 * MiB;
const oss: RequestShape = {
  kind: 'oss',
  limits: {
    ...{ minPart: 100 * 1024, maxPart: 5 * GiB, maxParts: 10_000, maxPut: 5 * GiB },
    ...{ maxObject: 50_000 * GiB, maxCopy: GiB },
  },
  threshold: 10 * MiB,
  appendBytes: 8 * MiB,
  hasTrash: true,
};
const s3: RequestShape = { ...oss, kind: 's3', limits: { ...oss.limits, maxCopy: 5 * GiB } };

test.each([
  ['upload', 0, 1, 1],
  ['upload', 10 * MiB - 1, 1, 1],
  ['upload', 10 * MiB, 3, 1],
  ['upload', 160 * MiB, 12, 1],
  ['upload', 160 * MiB + 1, 13, 1],
  ['compare', 160 * MiB, 0, 1],
  ['copy', GiB, 1, 1],
  ['copy', GiB + 1, 67, 1],
  ['append', 0, 1, 1],
  ['append', 8 * MiB + 1, 2, 1],
  ['delete', GiB, 2, 0],
  ['delete', GiB + 1, 68, 0],
  ['mark', 0, 1, 1],
] as const)('%s of %i bytes takes %i writing and %i reading requests at OSS', (kind, size, put, get) => {
  expect(requestsOf({ do: kind, size }, oss)).toEqual({ put, get });
});

test('S3 deletes for nothing, and copies more at once', () => {
  expect(requestsOf({ do: 'delete', size: GiB + 1 }, s3)).toEqual({ put: 1, get: 0 });
  expect(requestsOf({ do: 'delete', size: 1 }, { ...s3, hasTrash: false })).toEqual(noRequests);
  expect(requestsOf({ do: 'delete', size: 1 }, { ...oss, hasTrash: false })).toEqual({ put: 1, get: 0 });
});

test('a file above one PUT goes by parts, whatever the threshold', () => {
  const shape = { ...oss, threshold: 100 * GiB };
  expect(requestsOf({ do: 'upload', size: 5 * GiB }, shape).put).toBe(1);
  expect(requestsOf({ do: 'upload', size: 5 * GiB + 1 }, shape).put).toBeGreaterThan(300);
});

test.each([
  [0, 1],
  [1000, 1],
  [1001, 2],
  [1_000_000, 1000],
])('%i objects are listed by %i requests', (objects, put) => {
  expect(requestsToList(objects)).toEqual({ put, get: 0 });
});

test('requests of a plan add up', () => {
  expect(addRequests(addRequests(noRequests, { put: 3, get: 1 }), { put: 1, get: 1 })).toEqual({
    put: 4,
    get: 2,
  });
});

const price = { perGbMonth: 0.12, per10000Put: 0.1, per10000Get: 0.01, currency: 'CNY' };

test('requests cost once, and bytes for each month', () => {
  const cost = costOf({ put: 200_000, get: 100_000 }, 3 * GiB, price);
  expect(cost.requests).toBeCloseTo(2.1);
  expect(cost.perMonth).toBeCloseTo(0.36);
});

test.each([
  [{ put: 1, get: 0 }, { per10000Put: null }, null],
  [{ put: 0, get: 1 }, { per10000Get: null }, null],
  [{ put: 0, get: 0 }, { per10000Put: null, per10000Get: null }, 0],
  [{ put: 10_000, get: 0 }, { per10000Get: null }, 0.1],
  [{ put: 10_000, get: 10_000 }, { per10000Put: 0, per10000Get: 0 }, 0],
])('what %j cost with %j is %s', (requests, change, expected) => {
  expect(costOf(requests, 0, { ...price, ...change }).requests).toBe(expected);
});

test('a GB has 2^30 bytes', () => {
  expect(monthlyCost(3 * GiB, { perGbMonth: 0.12 })).toBeCloseTo(0.36);
});
