import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import type { BucketAccess } from '../../main/model/access.ts';
import { mostParallel } from '../../main/queue/places.ts';
import { type SinkSetup, startSinkBucket } from '../support/sink-bucket.ts';
import { createWorld, never } from '../support/world.ts';

const partSize = 100 * 1024;

/** Sends a file of so many parts to a bucket in which each of them takes 80 ms, as far away as another region. */
async function send(parts: number, parallel: number | null, sink: SinkSetup = {}) {
  const bucket = await startSinkBucket({ delayMs: 80, ...sink });
  const world = await createWorld('oss');
  const access: BucketAccess = {
    ...world.access,
    address: { ...world.access.address, endpoint: bucket.url },
  };
  const path = join(world.dir, 'sparse');
  writeFileSync(path, '');
  truncateSync(path, parts * partSize);
  const network = {
    ...({ proxy: 'none', caFile: null, connectTimeoutMs: 15_000, progressTimeoutMs: 30_000 } as const),
    connections: mostParallel,
  };
  const engine = await world.engine({ parallel, network, clock: systemClock, attempts: 9 });
  const wish = { path, key: 'sparse', access, options: {}, threshold: partSize, partSize };
  const end = await engine.upload(wish, never);
  expect(end.state).toMatchObject({ at: 'done' });
  expect([...bucket.objects.values()].map(each => each.size)).toEqual([parts * partSize]);
  return bucket.parts;
}

test('more requests are in flight where each one takes its time', async () => {
  const { peak, taken, refused } = await send(700, null);
  expect(peak).toBeGreaterThan(8);
  expect(peak).toBeLessThanOrEqual(mostParallel);
  expect({ taken, refused }).toEqual({ taken: 700, refused: 0 });
}, 60_000);

test('a server that refuses more than it likes is left in peace', async () => {
  const { peak, taken, refused } = await send(700, null, { refusesAbove: 10 });
  expect(taken).toBe(700);
  expect(peak).toBeGreaterThan(8);
  expect(refused).toBeGreaterThan(0);
  expect(refused).toBeLessThan(taken / 20);
}, 60_000);

test('a number that the user has fixed is never exceeded', async () => {
  const { peak } = await send(150, 5);
  expect(peak).toBe(5);
}, 60_000);
