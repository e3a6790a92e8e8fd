import { afterEach, expect, test } from 'vitest';
import { createLanes } from '../../main/queue/lanes.ts';
import type { Job } from '../../main/upload/job.ts';
import { openLane } from '../../main/upload/lane.ts';
import { createPool, type Pool } from '../../main/upload/pool.ts';
import { createRateLimitCells } from '../../main/upload/rate-limit.ts';

const entry = new URL('../support/dying-worker.ts', import.meta.url);
const never = new AbortController().signal;
const pools: Pool[] = [];
let opened = 0;

afterEach(async () => {
  opened = 0;
  await Promise.all(pools.splice(0).map(pool => pool.close()));
});

function startPool(parallel: number, threads: number): Pool {
  const pool = createPool({
    most: parallel,
    threads,
    turns: createLanes(parallel),
    rateLimit: createRateLimitCells(null),
    onNotice: () => {},
    openLane: (setup, onNotice) => {
      opened += 1;
      return openLane(setup, onNotice, entry);
    },
  });
  pools.push(pool);
  return pool;
}

const job = (path: string): Job => ({
  type: 'digest',
  algorithms: [],
  slice: {
    source: { path, size: 1, offset: 0, length: 1, mtimeNs: '0', ctimeNs: '0', inode: '0', device: '0' },
    offset: 0,
    size: 1,
  },
});

const run = (pool: Pool, path: string, signal = never) =>
  pool.run(job(path), { subject: path, lane: 'large' }, async () => null, signal);

test('jobs are spread over the threads and answered', async () => {
  const pool = startPool(4, 2);
  const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(path => run(pool, path)));
  expect(answers.flat()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(opened).toBe(2);
});

test.each(['deadly', 'throwing'])(
  'a %s part is refused after three threads, and nobody else is harmed',
  async path => {
    const pool = startPool(4, 1);
    const [bad, ...good] = await Promise.allSettled([
      run(pool, path),
      run(pool, 'a'),
      run(pool, 'b'),
      run(pool, 'c'),
    ]);
    expect(bad).toMatchObject({
      status: 'rejected',
      reason: { code: 'worker.keeps-dying', facts: { deaths: 3, path } },
    });
    expect(good).toEqual(['a', 'b', 'c'].map(name => ({ status: 'fulfilled', value: [name] })));
    await expect(run(pool, 'later')).resolves.toEqual(['later']);
  },
);

test('a job that shared its thread with a deadly one is tried again', async () => {
  const pool = startPool(2, 1);
  const stop = new AbortController();
  const innocent = run(pool, 'hanging', stop.signal);
  await expect(run(pool, 'deadly')).rejects.toThrow(expect.objectContaining({ code: 'worker.keeps-dying' }));
  stop.abort();
  await expect(innocent).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
});

test('an aborted job frees its place', async () => {
  const pool = startPool(1, 1);
  const stop = new AbortController();
  const hanging = run(pool, 'hanging', stop.signal);
  const next = run(pool, 'next');
  stop.abort();
  await expect(hanging).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  await expect(next).resolves.toEqual(['next']);
});
