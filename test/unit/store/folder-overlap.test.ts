import { expect, test } from 'vitest';
import { isSameFolder, overlapOf } from '../../../main/store/folder-overlap.ts';

const address = { kind: 'oss', endpoint: 'https://oss-cn-hangzhou.aliyuncs.com', bucket: 'photos' } as const;
const at = (root: string, prefix: string, bucket = 'photos') => ({
  root,
  address: { ...address, bucket },
  prefix,
});

test.each([
  ['same-root', at('/a/b', 'x/'), at('/a/b', 'y/')],
  ['same-root', at('/a/b', 'x/'), at('/a/b', 'x/', 'other')],
  ['same-root', at('/a/b/', 'x/'), at('/a//b', 'y/')],
  ['inside', at('/a/b', 'x/'), at('/a', 'y/')],
  ['inside', at('/a', 'x/'), at('/', 'y/')],
  ['inside', at('/a/..b', 'x/'), at('/a', 'y/')],
  ['inside', at('/a/b', 'x/'), at('/a', 'y/', 'other')],
  ['contains', at('/a', 'x/'), at('/a/b/c', 'y/')],
  ['contains', at('/', 'x/'), at('/a', 'y/')],
  ['same-keys', at('/a', 'x/'), at('/b', 'x/')],
  ['same-keys', at('/a', ''), at('/b', 'x/')],
  ['same-keys', at('/a', 'x/y/'), at('/b', 'x/')],
  ['same-keys', at('/a', 'x/'), at('/b', 'x/y/')],
  [null, at('/a/b', 'x/'), at('/a/bc', 'y/')],
  [null, at('/a/b', 'x/'), at('/a/b c', 'y/')],
  [null, at('/a/B', 'x/'), at('/a/b', 'y/')],
  [null, at('/a/e\u0301', 'x/'), at('/a/\u00e9', 'y/')],
  [null, at('/a', 'x/'), at('/b', 'xy/')],
  [null, at('/a', ''), at('/b', '', 'other')],
])('it is %s for %o beside %o', (overlap, wanted, other) => {
  expect(overlapOf(wanted, other)).toBe(overlap);
});

test('another endpoint or kind of store shares no keys', () => {
  const other = at('/b', 'x/');
  expect(overlapOf(at('/a', 'x/'), { ...other, address: { ...address, kind: 's3' } })).toBeNull();
  expect(overlapOf(at('/a', 'x/'), { ...other, address: { ...address, endpoint: 'http://e' } })).toBeNull();
});

test('the same root with the same target is the same folder, and nothing else is', () => {
  expect(isSameFolder(at('/a/b/', 'x/'), at('/a/b', 'x/'))).toBe(true);
  expect(isSameFolder(at('/a/b', 'x/'), at('/a/b', 'y/'))).toBe(false);
  expect(isSameFolder(at('/a/b', 'x/'), at('/a/c', 'x/'))).toBe(false);
  expect(isSameFolder(at('/a/b', 'x/'), at('/a/b', 'x/', 'other'))).toBe(false);
});
