import { expect, test } from 'vitest';
import { lookFor } from '../../../main/sync/look-for.ts';

test.each([
  ['a.txt', { directory: '', names: ['a.txt'], isDeep: false }],
  ['a/b/c.txt', { directory: 'a/b', names: ['c.txt'], isDeep: false }],
  ['a/', { directory: '', names: ['a'], isDeep: true }],
  ['a/b/', { directory: 'a', names: ['b'], isDeep: true }],
])('what is listed as %s is looked at by its name', (path, look) => {
  expect(lookFor({ path })).toEqual(look);
});

test('the root, as of an ignore file that could not be read, has no name and is looked at as a whole', () => {
  expect(lookFor({ path: '/' })).toEqual({ directory: '', names: null, isDeep: true });
});
