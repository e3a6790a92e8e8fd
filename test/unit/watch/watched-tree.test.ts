import { expect, test } from 'vitest';
import { compareNames } from '../../../main/watch/directory-names.ts';
import { createWatchedTree } from '../../../main/watch/watched-tree.ts';

test('a directory is new once, and again with another identity', () => {
  const tree = createWatchedTree();
  expect([tree.add('', '1'), tree.add('a/b', '2'), tree.add('a/b', '2'), tree.add('a/b', '3')]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect([tree.size, tree.identityOf('a/b'), tree.identityOf('a'), tree.identityOf('x')]).toEqual([
    2,
    '3',
    null,
    null,
  ]);
});

test('with a directory all below it go, and nothing beside it', () => {
  const tree = createWatchedTree();
  for (const [index, path] of ['', 'a', 'a/b', 'a/b/c', 'ab', 'z'].entries()) tree.add(path, `${index}`);
  expect(tree.inside('')).toEqual(['a', 'ab', 'z']);
  expect([...tree.remove('a')].sort()).toEqual(['a', 'a/b', 'a/b/c']);
  expect([tree.size, tree.inside('')]).toEqual([3, ['ab', 'z']]);
  expect(tree.remove('a')).toEqual([]);
  expect([...tree.remove('')].sort()).toEqual(['', 'ab', 'z']);
  expect(tree.size).toBe(0);
});

test('names are ordered as their bytes are', () => {
  const names = ['\u{1F600}', '\uFF21', '\uE000', 'é', 'z', 'a', 'Z', 'ab', '', '\u{10000}', '\uD7FF'];
  const byBytes = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(names.toSorted(compareNames)).toEqual(byBytes);
});
