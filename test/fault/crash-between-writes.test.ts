import { expect, test } from 'vitest';
import {
  createRunWorld,
  gated,
  key,
  type RunOptions,
  type RunWorld,
  stopAtPart,
} from '../support/run-world.ts';

class Crash extends Error {}

/**
 * A process that ends at its n-th step, where a step is a write to the record or a call of the store, and where `side`
 * says whether the step itself still happens. From then on the process does nothing any more.
 */
function createDoomedProcess(lastStep: number, side: 'before' | 'after') {
  let steps = 0;
  let isDead = false;
  const reads = new Set(['claim', 'receipts', 'notes', 'find', 'unfinished', 'release']);
  const gate = (name: string, call: () => unknown) => {
    if (isDead) throw new Crash();
    if (reads.has(name)) return call();
    steps += 1;
    if (steps < lastStep) return call();
    isDead = true;
    if (side === 'before') throw new Crash();
    const result = call();
    if (result instanceof Promise) return result.then(() => Promise.reject(new Crash()));
    throw new Crash();
  };
  return { gate, hasCrashed: () => isDead };
}

async function crashThenFinish(
  world: RunWorld,
  lastStep: number,
  side: 'before' | 'after',
  options: RunOptions = {},
): Promise<boolean> {
  const doomed = createDoomedProcess(lastStep, side);
  await world
    .run({
      ...options,
      wrapStore: store => gated(store, doomed.gate),
      wrapLog: log => gated(log, doomed.gate),
    })
    .catch(thrown => {
      if (!(thrown instanceof Crash)) throw thrown;
    });
  if ((await world.unfinished()).length > 0 || !world.bucket.objects.has(key)) {
    const end = await world.run(options);
    expect(end.state.at).toBe('done');
  }
  return doomed.hasCrashed();
}

test.each(['before', 'after'] as const)(
  'a crash %s any step ends, in the next run, in the proven object, no part sent twice but those in flight, and nothing left behind',
  async side => {
    let step = 1;
    for (let hasCrashed = true; hasCrashed; step += 1) {
      const world = await createRunWorld();
      const bytes = world.write();
      hasCrashed = await crashThenFinish(world, step, side);
      expect(Buffer.from(world.bucket.objects.get(key)?.bytes ?? []), `step ${step}`).toEqual(
        Buffer.from(bytes),
      );
      expect([...world.bucket.uploads.keys()], `uploads left after step ${step}`).toEqual([]);
      // Two parts of 1,000 bytes may be in flight.
      expect(world.bucket.receivedBytes - bytes.length, `step ${step}`).toBeLessThanOrEqual(2000);
    }
    expect(step).toBeGreaterThan(15);
  },
);

test.each(['before', 'after'] as const)('the same holds %s any step of a small file', async side => {
  let step = 1;
  for (let hasCrashed = true; hasCrashed; step += 1) {
    const world = await createRunWorld();
    const bytes = world.write(Buffer.from('small'));
    hasCrashed = await crashThenFinish(world, step, side);
    expect(world.bucket.objects.get(key)?.bytes, `step ${step}`).toEqual(bytes);
  }
  expect(step).toBeGreaterThan(4);
});

test.each(['before', 'after'] as const)(
  'the same holds %s any step of starting over for another range of the file',
  async side => {
    let step = 1;
    for (let hasCrashed = true; hasCrashed; step += 1) {
      const world = await createRunWorld();
      const bytes = world.write();
      await stopAtPart(world, 4, { window: { offset: 300 } });
      hasCrashed = await crashThenFinish(world, step, side, { window: { offset: 1300, length: 3500 } });
      expect(Buffer.from(world.bucket.objects.get(key)?.bytes ?? []), `step ${step}`).toEqual(
        Buffer.from(bytes.subarray(1300, 4800)),
      );
      expect([...world.bucket.uploads.keys()], `uploads left after step ${step}`).toEqual([]);
    }
    expect(step).toBeGreaterThan(20);
  },
);
