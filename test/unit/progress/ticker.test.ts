import { expect, test } from 'vitest';
import { createLedger } from '../../../main/progress/ledger.ts';
import { createTicker } from '../../../main/progress/ticker.ts';
import type { ProgressSnapshot } from '../../../preload/contract.ts';

function createWorld() {
  let tick = () => {};
  let isTicking = false;
  const clock = {
    now: () => 5,
    monotonic: () => 5,
    sleep: async () => {},
    every(_: number, callback: () => void) {
      isTicking = true;
      tick = callback;
      return {
        stop() {
          isTicking = false;
        },
      };
    },
    after: () => ({ stop() {}, restart() {} }),
  };
  const ledger = createLedger(() => []);
  const ticker = createTicker(ledger.snapshot, clock);
  const seen: ProgressSnapshot[] = [];
  const unlisten = ticker.listen(snapshot => void seen.push(snapshot));
  return { ledger, ticker, seen, unlisten, tick: () => tick(), isTicking: () => isTicking };
}

test('a snapshot is sent when something changed, and only then', () => {
  const world = createWorld();
  world.ticker.start();
  world.ledger.open('t', 100);
  world.tick();
  world.tick();
  world.ledger.confirm('t', 10);
  world.tick();
  expect(world.seen.map(snapshot => snapshot.confirmedBytes)).toEqual([0, 10]);
});

test('nothing ticks while nothing moves, and the end is told', () => {
  const world = createWorld();
  expect(world.isTicking()).toBe(false);
  world.ticker.start();
  world.ticker.start();
  world.ledger.open('t', 100);
  world.ticker.stop();
  expect(world.isTicking()).toBe(true);
  world.ledger.confirm('t', 100);
  world.ticker.stop();
  expect(world.isTicking()).toBe(false);
  expect(world.seen.at(-1)).toMatchObject({ confirmedBytes: 100 });
});

test('a listener that left hears nothing more', () => {
  const world = createWorld();
  world.ticker.start();
  world.unlisten();
  world.ledger.open('t', 1);
  world.tick();
  expect(world.seen).toEqual([]);
});
