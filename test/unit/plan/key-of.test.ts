import { expect, test } from 'vitest';
import { keyOf, keyProblem, pathOf } from '../../../main/plan/key-of.ts';

const place = { kind: 'oss', prefix: 'pc/', trash: '.longshore-trash/' } as const;

test.each([
  ['', 'a/b.txt', 'a/b.txt'],
  ['pc/', 'a/b.txt', 'pc/a/b.txt'],
  ['pc/', 'empty/', 'pc/empty/'],
  ['pc/', 'cafe\u0301', 'pc/cafe\u0301'],
])('below %j the path %j has the key %j, byte for byte, and is found by it', (prefix, path, key) => {
  expect(keyOf({ prefix }, path)).toBe(key);
  expect(pathOf({ prefix, trash: null }, key)).toBe(path);
});

test.each(['other/a', 'pc', 'pc/', 'pc/.longshore-trash/a', 'pc/.longshore-trash/'])(
  'the key %j is no path of the folder',
  key => {
    expect(pathOf(place, key)).toBeNull();
  },
);

test.each([
  [place, 'a'.repeat(1020)],
  [{ ...place, kind: 's3' as const }, 'a'.repeat(1021)],
  [place, `${'报'.repeat(340)}`],
  [place, '\\a'],
  [{ ...place, kind: 's3' as const, prefix: '' }, '\\a'],
  [place, '.longshore-trash'],
  [place, 'deeper/.longshore-trash/a'],
  [{ ...place, trash: null }, '.longshore-trash/a'],
])('a path can have its key', (each, path) => {
  expect(keyProblem(each, path, 5)).toBeNull();
});

test.each([
  ['key.invalid', place, 'a'.repeat(1021)],
  ['key.invalid', { ...place, kind: 's3' as const }, 'a'.repeat(1022)],
  ['key.invalid', place, `${'报'.repeat(340)}b`],
  ['key.invalid', { ...place, prefix: '' }, '\\a'],
  ['key.invalid', place, 'half\udc00'],
  ['key.in-trash', place, '.longshore-trash/a'],
  ['key.in-trash', place, '.longshore-trash/'],
])('%s is told before the upload', (code, each, path) => {
  expect(keyProblem(each, path, 5)).toMatchObject({
    path,
    weight: 'failed',
    error: { code, facts: { path } },
    sinceMs: 5,
    retryAtMs: null,
  });
});
