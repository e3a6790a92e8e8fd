import { expect, test } from 'vitest';
import { Disk } from '../../reliability/sim/disk/disk.ts';
import { Presence } from '../../reliability/sim/presence.ts';
import type { Step } from '../../reliability/sim/steps.ts';
import { Tree } from '../../reliability/sim/tree.ts';

function makeWorld() {
  const world = { nowMs: 0 };
  const disk = new Disk(() => 1n);
  const tree = new Tree(disk, { now: () => 1, monotonic: () => 1 }, () => {});
  const presence = new Presence(disk, tree, false, () => world.nowMs);
  const perform = (atMs: number, step: Step) => {
    world.nowMs = atMs;
    expect(tree.perform(step)).toBe('done');
    presence.look();
  };
  const write = (atMs: number, path: string) => perform(atMs, { do: 'write', path, size: 3, salt: 1 });
  const remove = (atMs: number, path: string) => perform(atMs, { do: 'remove', path });
  return { tree, presence, perform, write, remove };
}

test('what is there is held, and what was there is gone since it left', () => {
  const { presence, write, remove } = makeWorld();
  write(1, 'd/a');
  expect([presence.holds('d/a'), presence.holds('d/'), presence.holds('d')]).toEqual([true, true, false]);
  expect(presence.goneSinceMs('d/a')).toBeNull();
  remove(2, 'd');
  expect([presence.goneSinceMs('d/a'), presence.goneSinceMs('d/'), presence.goneSinceMs('e')]).toEqual([
    2,
    2,
    null,
  ]);
  write(3, 'd/a');
  expect(presence.goneSinceMs('d/a')).toBeNull();
});

test('what was back unseen is gone since before, what the program found since it left again', () => {
  const { tree, presence, perform, write, remove } = makeWorld();
  write(1, 'a');
  remove(2, 'a');
  write(3, 'a');
  write(4, 'a/b');
  expect(presence.goneSinceMs('a')).toBe(2);
  // A directory in its place is not it.
  presence.seen(tree.at('a'));
  remove(5, 'a');
  expect(presence.goneSinceMs('a')).toBe(2);
  write(6, 'a');
  perform(7, { do: 'unmount' });
  presence.seen(tree.at('a'));
  perform(8, { do: 'mount' });
  remove(9, 'a');
  expect(presence.goneSinceMs('a')).toBe(2);
  write(10, 'a');
  presence.seen(tree.at('a'));
  remove(11, 'a');
  expect(presence.goneSinceMs('a')).toBe(11);
});
