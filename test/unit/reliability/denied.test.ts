import { expect, test } from 'vitest';
import { deniedKeys } from '../../reliability/sim/checker/denied.ts';

const request = (method: string, path: string, ...faults: string[]) => ({
  ...{ method, path, faults, copySource: null, leftOut: null },
});
const none = { searches: new Set(), uploads: new Set(), objects: new Set() };

test('a server that is right denies nothing', () => {
  expect(deniedKeys([request('GET', '/bucket/a'), request('GET', '/bucket?uploads=&prefix=a')])).toEqual(
    none,
  );
  expect(deniedKeys([request('PUT', '/bucket/a?uploadId=1', '503 SlowDown')])).toEqual(none);
});

test('what was denied is excused for its key alone, or its upload', () => {
  expect(deniedKeys([request('HEAD', '/bucket/d/caf%C3%A9', '404 NoSuchKey')])).toEqual({
    ...none,
    objects: new Set(['d/café']),
  });
  const copy = { ...request('PUT', '/bucket/to', '404 NoSuchBucket'), copySource: '/bucket/from%20here' };
  expect(deniedKeys([copy])).toEqual({ ...none, objects: new Set(['from here']) });
  expect(deniedKeys([request('PUT', '/bucket/a?partNumber=1&uploadId=x', '404 NoSuchBucket')])).toEqual(none);
  expect(deniedKeys([request('PUT', '/bucket/a?partNumber=1&uploadId=x', '404 NoSuchUpload')])).toEqual({
    ...none,
    uploads: new Set(['x']),
  });
});

test('a search for uploads is denied for its key, and an incomplete one excuses what it has left out; other lists excuse no upload', () => {
  expect(
    deniedKeys([
      request('GET', '/bucket?uploads=&prefix=a', '403 AccessDenied'),
      { ...request('GET', '/bucket?uploads=&prefix=b', 'incompleteListing'), leftOut: 'y' },
      request('GET', '/bucket?list-type=2&prefix=c', 'incompleteListing'),
      request('GET', '/bucket/d?uploadId=x', 'incompleteListing'),
    ]),
  ).toEqual({ ...none, searches: new Set(['a']), uploads: new Set(['y']) });
});
