import { expect, test } from 'vitest';
import type { Facts } from '../../../main/base/app-error.ts';
import type { ReasonCode } from '../../../main/model/action.ts';
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
  keepsBoth: true,
  isMirror: false,
  trustsMtime: false,
};
const s3: RequestShape = { ...oss, kind: 's3', limits: { ...oss.limits, maxCopy: 5 * GiB } };

const reason = (code: ReasonCode, facts: Facts = {}) => ({ code, facts });

test.each([
  ['upload', 0, 'new', 1, 0],
  ['upload', 10 * MiB - 1, 'new', 1, 0],
  ['upload', 10 * MiB - 1, 'size-changed', 1, 1],
  ['upload', 10 * MiB, 'new', 4, 2],
  ['upload', 160 * MiB, 'new', 13, 2],
  ['upload', 160 * MiB + 1, 'size-changed', 14, 3],
  ['upload', 5, 'differs-from-bucket', 2, 4],
  ['compare', 160 * MiB, 'in-doubt', 0, 0],
  ['copy', GiB, 'moved', 1, 1],
  ['copy', GiB + 1, 'moved', 5, 3],
  ['append', 0, 'grows', 1, 1],
  ['append', 8 * MiB + 1, 'grows', 2, 1],
  ['delete', GiB, 'gone', 2, 2],
  ['delete', GiB + 1, 'gone', 6, 4],
  ['mark', 0, 'empty-directory', 1, 0],
] as const)(
  '%s of %i bytes (%s) takes %i writing and %i reading requests at OSS',
  (kind, size, code, put, get) => {
    expect(requestsOf({ do: kind, size, reason: reason(code) }, oss)).toEqual({ put, get });
  },
);

test('an object in the bucket is looked at for a comparison only where its ETag is no MD5, or for its time', () => {
  const found = (etag: string) =>
    ({ do: 'compare', size: 5, reason: reason('found-in-bucket', { etag }) }) as const;
  const md5 = '5D41402ABC4B2A76B9719D911017C592';
  expect(requestsOf(found(md5), oss).get).toBe(0);
  expect(requestsOf(found(md5), { ...oss, trustsMtime: true }).get).toBe(1);
  expect(requestsOf(found(`${md5}-2`), oss).get).toBe(1);
});

test('in a mirrored folder a moved file also leaves its old place', () => {
  const moved = { do: 'copy', size: 5, reason: reason('moved') } as const;
  expect(requestsOf(moved, { ...oss, isMirror: true })).toEqual({ put: 2, get: 2 });
});

test('S3 deletes for nothing, and copies more at once', () => {
  const gone = { do: 'delete', size: GiB + 1, reason: reason('gone') } as const;
  expect(requestsOf(gone, s3)).toEqual({ put: 1, get: 2 });
  expect(requestsOf(gone, { ...s3, hasTrash: false })).toEqual({ put: 0, get: 1 });
  expect(requestsOf(gone, { ...oss, hasTrash: false })).toEqual({ put: 1, get: 1 });
});

test('a file above one PUT goes by parts, whatever the threshold', () => {
  const shape = { ...oss, threshold: 100 * GiB };
  const upload = (size: number) => requestsOf({ do: 'upload', size, reason: reason('new') }, shape).put;
  expect(upload(5 * GiB)).toBe(1);
  expect(upload(5 * GiB + 1)).toBeGreaterThan(300);
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
