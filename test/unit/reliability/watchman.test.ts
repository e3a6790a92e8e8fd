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

/** A watchman over a bucket of one key, which holds what is set. */
function watch() {
  const world = { bytes: Buffer.from('ours') };
  const stored = (): StoredObject => ({ key, ...world, size: world.bytes.length, etag: md5(world.bytes) });
  const watchman = new Watchman({ find: stored } as unknown as BucketView);
  watchman.sawContent(world.bytes);
  return { world, watchman };
}

test('a key that others have touched is judged again from the next proof on', () => {
  const { world, watchman } = watch();
  watchman.sawForeign(key, Buffer.from('theirs'), true);
  expect(watchman.wasTouchedByOthers(key)).toBe(true);
  watchman.checkDone(key, proofOf(world.bytes));
  expect(watchman.wasTouchedByOthers(key)).toBe(false);
});

test('a proof of what was there before others came is none of what they stored', () => {
  const { world, watchman } = watch();
  const ours = proofOf(world.bytes);
  world.bytes = Buffer.from('theirs');
  watchman.sawForeign(key, world.bytes, true);
  watchman.checkDone(key, ours);
  expect(watchman.wasTouchedByOthers(key)).toBe(true);
});

test('nothing is done whose bytes are others than those that were proven', () => {
  const { world, watchman } = watch();
  const ours = proofOf(world.bytes);
  world.bytes = Buffer.from('torn');
  expect(() => watchman.checkDone(key, ours)).toThrow('no file ever held');
});
