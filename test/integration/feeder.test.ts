import { expect, test } from 'vitest';
import type { ErrorCode } from '../../main/base/app-error.ts';
import { breathe } from '../../main/base/async.ts';
import type { Clock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import type { Attempt } from '../../main/desk/by-hand/carry-out.ts';
import { createFeeder } from '../../main/desk/by-hand/feeder.ts';
import { createFixedClock } from '../support/fixed-clock.ts';
import { openTestStore } from '../support/open-test-store.ts';
import { sampleHand } from '../support/sample-hand.ts';
import { createTempDir } from '../support/temp-dir.ts';

/** A clock that a test moves, and that calls back what is due by then. */
function createHandClock(): Clock & { pass(ms: number): Promise<void> } {
  let nowMs = 1_700_000_000_000;
  const due = new Map<object, { readonly atMs: number; readonly callback: () => void }>();
  return {
    ...createFixedClock(0),
    now: () => nowMs,
    after(ms, callback) {
      const key = {};
      due.set(key, { atMs: nowMs + ms, callback });
      return { stop: () => void due.delete(key), restart() {} };
    },
    async pass(ms) {
      nowMs += ms;
      for (const [key, { atMs, callback }] of due) {
        if (atMs > nowMs) continue;
        due.delete(key);
        callback();
      }
      await breathe();
      await breathe();
    },
  };
}

/** A feeder over `count` transfers, whose attempts come to what `become` says of their names; 'held' until they are interrupted. */
async function createFed(count: number, become: (name: string) => Attempt['became'] | ErrorCode | 'held') {
  const { hand, list } = await openTestStore(await createTempDir());
  const ids = hand.add(Array.from({ length: count }, (_, number) => sampleHand(`${number}`)));
  const clock = createHandClock();
  const tried: string[] = [];
  const over: string[] = [];
  const feeder = createFeeder({
    ...{ hand, clock, log: silentLog, onChange: () => {} },
    onOver: ({ id }) => void over.push(list.find(id)?.key ?? ''),
    async carryOut({ id }, onQueued, signal) {
      onQueued();
      const name = list.find(id)?.key ?? '';
      tried.push(name);
      await breathe();
      const became = become(name);
      if (became === 'held') {
        await new Promise(resolve => signal.addEventListener('abort', resolve));
        return { became: 'stopped' };
      }
      if (became === 'over' || became === 'stopped') return { became };
      return { became: 'failed', error: { code: became as ErrorCode, message: 'planned', facts: {} } };
    },
  });
  const settle = async () => {
    for (let turn = 0; turn < 50; turn += 1) await breathe();
  };
  return { hand, feeder, clock, tried, over, ids, settle };
}

test('a few dozen are under way at once, in order, and each end lets the next one begin', async () => {
  let isHeld = true;
  const { feeder, tried, over, settle } = await createFed(200, () => (isHeld ? 'held' : 'over'));
  feeder.wake();
  await settle();
  expect(tried).toEqual(Array.from({ length: 64 }, (_, number) => `${number}`));
  isHeld = false;
  await feeder.close();
  expect(over).toEqual([]);
  feeder.wake();
  await settle();
  expect(tried).toHaveLength(64);
});

test('all are carried out once, and what came to nothing for good is not tried again', async () => {
  const { feeder, tried, over, hand, settle } = await createFed(200, name =>
    name.endsWith('7') ? 'remote.refused' : 'over',
  );
  feeder.wake();
  await settle();
  expect(tried).toHaveLength(200);
  expect(over).toHaveLength(180);
  expect(hand.wanted(Number.MAX_SAFE_INTEGER, 500)).toEqual([]);
});

test('in an outage one is tried at a time, with longer and longer pauses, and all go on when it is over', async () => {
  let isOut = true;
  const { feeder, clock, tried, over, settle } = await createFed(500, () =>
    isOut ? 'net.unreachable' : 'over',
  );
  feeder.wake();
  await settle();
  expect(tried).toHaveLength(64);
  expect(feeder.trouble()?.code).toBe('net.unreachable');
  await clock.pass(5_000);
  await settle();
  expect(tried).toHaveLength(65);
  await clock.pass(9_000);
  await settle();
  expect(tried).toHaveLength(65);
  await clock.pass(1_000);
  await settle();
  expect(tried).toHaveLength(66);
  for (let hour = 0; hour < 24 * 60; hour += 1) await clock.pass(60_000);
  await settle();
  expect(tried.length).toBeLessThan(800);
  isOut = false;
  await clock.pass(120_000);
  await settle();
  expect(feeder.trouble()).toBeNull();
  expect(over).toHaveLength(500);
});

test('what the user paused since it was read ahead is not begun', async () => {
  const { feeder, hand, tried, ids, settle } = await createFed(100, () => 'held');
  feeder.wake();
  await settle();
  hand.pause(ids.slice(64, 99));
  hand.unwant(ids[0] ?? '');
  await feeder.interrupt(ids[0] ?? '');
  hand.unwant(ids[1] ?? '');
  await feeder.interrupt(ids[1] ?? '');
  await settle();
  expect(tried.slice(64).filter(name => Number(name) >= 64)).toEqual(['99']);
  await feeder.close();
});

test('while all is paused nothing begins and nothing goes on; then it goes on in order', async () => {
  const { feeder, tried, ids, settle } = await createFed(3, () => 'held');
  feeder.wake();
  await settle();
  feeder.setPaused(true);
  await settle();
  expect(ids.map(feeder.isRunning)).toEqual([false, false, false]);
  feeder.wake();
  await settle();
  expect(tried).toHaveLength(3);
  feeder.setPaused(false);
  await settle();
  expect(tried).toEqual(['0', '1', '2', '0', '1', '2']);
  await feeder.close();
});
