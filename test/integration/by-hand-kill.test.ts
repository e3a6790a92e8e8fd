import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHandWorld, unequal } from '../support/hand-world.ts';

const partSize = 1024 * 1024;

test('what a killed process had written down arrives with the next one, each file once', async () => {
  const world = await createHandWorld();
  const files = new Map<string, string>();
  for (let number = 0; number < 300; number += 1) {
    const name = `photos/${number}.bin`;
    files.set(name, world.write(name));
  }
  await world.addAndDie(join(world.dir, 'photos'), null, 'done', 40);

  const desk = await world.open();
  const { total } = desk.engine.list.window({
    ...{ group: 'all', search: '', folder: null, order: 'added', isDescending: false, offset: 0, limit: 1 },
  });
  expect(total).toBeGreaterThan(40);
  // The process may have died before it had written all of them down; adding them again adds what is missing.
  await desk.untilQuiet();
  expect(desk.engine.list.tally()).toMatchObject({ done: { rows: total }, failed: { rows: 0 } });
  await desk.requests.addPaths(world.paths([join(world.dir, 'photos')]));
  await desk.untilQuiet();
  expect(await unequal(world, files)).toEqual([]);
  expect(await world.pending()).toEqual([]);
});

test('a large file whose process was killed goes on with its parts, and no state is told that nobody works on', async () => {
  const world = await createHandWorld();
  const path = world.write('large.bin', randomBytes(12 * partSize));
  world.bucket.faults.on('sendPart').throttle(500_000).times(Number.POSITIVE_INFINITY);
  await world.addAndDie(path, partSize, 'sending', 1);
  world.bucket.faults.clear();
  const between = await world.engine();
  between.hand.setAllPaused(true);
  await between.close();

  const desk = await world.open();
  expect(await desk.named()).toEqual({ 'large.bin': 'waiting' });
  expect(desk.engine.list.tally()).toMatchObject({ sending: { rows: 0 }, waiting: { rows: 1 } });
  await desk.requests.setAllPaused({ isPaused: false });
  await desk.untilQuiet();
  expect(await desk.named()).toEqual({ 'large.bin': 'done' });
  expect(await unequal(world, new Map([['large.bin', path]]))).toEqual([]);
  expect(await world.pending()).toEqual([]);
});
