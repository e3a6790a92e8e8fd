import { expect, test } from 'vitest';
import { Disk } from '../../reliability/sim/disk/disk.ts';
import { Tree } from '../../reliability/sim/tree.ts';

function makeTree() {
  const disk = new Disk(() => 1n);
  return new Tree(disk, { now: () => 1, monotonic: () => 1 }, () => {});
}

test('what could not be done to the tree is told apart from what was', () => {
  const tree = makeTree();
  expect(tree.perform({ do: 'append', path: 'a', size: 3, salt: 1 })).toBe('passed over');
  expect(tree.perform({ do: 'write', path: 'a', size: 3, salt: 1 })).toBe('done');
  expect(tree.perform({ do: 'append', path: 'a', size: 3, salt: 1 })).toBe('done');
  expect(tree.perform({ do: 'rename', path: 'a', to: 'a/b' })).toBe('passed over');
  expect(tree.perform({ do: 'swap', path: 'a', to: 'b' })).toBe('passed over');
  expect(tree.perform({ do: 'stop' })).toBe('not of the tree');
});

test('a drive that is away can’t be taken away again, nor written to', () => {
  const tree = makeTree();
  expect(tree.perform({ do: 'mount' })).toBe('passed over');
  expect(tree.perform({ do: 'unmount' })).toBe('done');
  expect(tree.perform({ do: 'unmount' })).toBe('passed over');
  expect(tree.perform({ do: 'write', path: 'a', size: 3, salt: 1 })).toBe('passed over');
  expect(tree.perform({ do: 'mount' })).toBe('done');
  expect(tree.perform({ do: 'write', path: 'a', size: 3, salt: 1 })).toBe('done');
});

test('giving rights back touches what lacks some, and says whether there was any', () => {
  const tree = makeTree();
  expect(tree.open()).toBe(false);
  expect(tree.perform({ do: 'write', path: 'a', size: 3, salt: 1 })).toBe('done');
  expect(tree.open()).toBe(true);
  expect(tree.open()).toBe(false);
  expect(tree.perform({ do: 'chmod', path: 'a', mode: 0 })).toBe('done');
  expect(tree.open()).toBe(true);
});
