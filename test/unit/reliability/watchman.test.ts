import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { BucketView, StoredObject } from '../../reliability/sim/checker/bucket-view.ts';
import { Watchman } from '../../reliability/sim/checker/watchman.ts';

const key = 'k';
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
const proofOf = (bytes: Buffer) => ({
  ...{ size: bytes.length, etag: md5(bytes).toUpperCase() },
  ours: { algorithm: 'md5', value: md5(bytes) },
});

/** A watchman over a bucket of one key, which holds what is set: null for nothing. */
function watch() {
  const world: { bytes: Buffer | null } = { bytes: Buffer.from('ours') };
  const find = (): StoredObject | null =>
    world.bytes && { key, bytes: world.bytes, size: world.bytes.length, etag: md5(world.bytes) };
  const watchman = new Watchman({ find } as unknown as BucketView);
  const ours = Buffer.from('ours');
  watchman.sawContent(ours);
  return { world, watchman, ours, theirs: Buffer.from('theirs') };
}

test('a key is of others while what lies there is theirs, until it is rightly done again', () => {
  const { world, watchman, ours, theirs } = watch();
  watchman.sawForeign(key, theirs, true);
  expect(watchman.isOfOthers(key)).toBe(false);
  world.bytes = theirs;
  expect(watchman.isOfOthers(key)).toBe(true);
  watchman.checkDone(key, proofOf(ours));
  expect(watchman.isOfOthers(key)).toBe(true);
  world.bytes = ours;
  watchman.checkDone(key, proofOf(ours));
  world.bytes = theirs;
  expect(watchman.isOfOthers(key)).toBe(false);
});

test('that others stored something once explains no key without an object; that they removed it does', () => {
  const { world, watchman, ours, theirs } = watch();
  world.bytes = null;
  expect(() => watchman.checkDone(key, proofOf(ours))).toThrow('there is no object');
  watchman.sawForeign(key, theirs, true);
  expect(() => watchman.checkDone(key, proofOf(ours))).toThrow('there is no object');
  watchman.sawForeign(key, null, true);
  watchman.checkDone(key, proofOf(ours));
  expect(watchman.isOfOthers(key)).toBe(true);
});

test('nothing is done whose bytes are others than those that were proven', () => {
  const { world, watchman, ours } = watch();
  world.bytes = Buffer.from('torn');
  expect(() => watchman.checkDone(key, proofOf(ours))).toThrow('no file ever held');
});

test('a key that one file goes to holds no bytes of another file', () => {
  const { watchman, ours } = watch();
  watchman.sawContentOf(key, Buffer.from('of its own file'));
  expect(() => watchman.checkDone(key, proofOf(ours))).toThrow('no file ever held');
});
