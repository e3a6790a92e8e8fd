import { expect, test } from 'vitest';
import type { Clock } from '../../../main/base/clock.ts';
import { createPlaces, mostParallel } from '../../../main/queue/places.ts';

const never = new AbortController().signal;
const settled = () => new Promise<void>(resolve => setImmediate(resolve));

/** Time that passes by hand, and what was asked to be called back. */
function createHandClock() {
  let nowMs = 0;
  const ticking = new Set<() => void>();
  const notHere = () => {
    throw new Error('places wait for nothing else');
  };
  const clock: Clock = {
    ...{ now: notHere, sleep: notHere, after: notHere },
    monotonic: () => nowMs,
    every(_, callback) {
      ticking.add(callback);
      return { stop: () => void ticking.delete(callback) };
    },
  };
  function pass(ms: number): void {
    nowMs += ms;
    for (const callback of ticking) callback();
  }
  return { clock, pass, ticking };
}

/** Requests that never lack, each of which moves at a rate of its own. */
function createTraffic(parallel: number | null) {
  const hand = createHandClock();
  const bytes = new Map<number, number>();
  const ends = new Map<number, () => void>();
  const places = createPlaces(parallel, { sending: () => bytes.values() }, hand.clock);
  let last = 0;
  const ask = async () => {
    last += 1;
    const name = last;
    const release = await places.turns.acquire('large', never);
    bytes.set(name, 0);
    ends.set(name, () => {
      bytes.delete(name);
      ends.delete(name);
      release();
    });
  };
  async function pass(seconds: number, each = 100_000): Promise<void> {
    for (let left = seconds * 10; left > 0; left -= 1) {
      for (const [name, before] of bytes) bytes.set(name, before + each * 100);
      hand.pass(100);
      await settled();
    }
  }
  return { ...hand, places, ask, pass, bytes, ends };
}

test('as many requests are admitted as the line is worth, up to the most', async () => {
  const traffic = createTraffic(null);
  for (let count = 0; count < 2 * mostParallel; count += 1) void traffic.ask();
  await settled();
  expect(traffic.bytes.size).toBe(8);
  await traffic.pass(4);
  expect(traffic.bytes.size).toBe(mostParallel);
  expect(traffic.places.now()).toBeGreaterThan(48);
});

test('a refusal takes places away as they come free', async () => {
  const traffic = createTraffic(null);
  for (let count = 0; count < 100; count += 1) void traffic.ask();
  await settled();
  const endOne = async () => {
    [...traffic.ends.values()][0]?.();
    await settled();
  };
  traffic.places.line.refused('asked');
  expect(traffic.places.now()).toBe(5);
  for (const left of [7, 6, 5, 5]) {
    await endOne();
    expect(traffic.bytes.size).toBe(left);
  }
});

test('small files that are answered between two looks count as work', async () => {
  const traffic = createTraffic(null);
  for (let count = 0; count < 8; count += 1) void traffic.ask();
  await settled();
  for (let looks = 0; looks < 10; looks += 1) {
    for (let answers = 0; answers < 100; answers += 1) traffic.places.line.answered(20_000);
    traffic.pass(0);
    await traffic.pass(0.1, 0);
  }
  expect(traffic.places.now()).toBeGreaterThan(8);
});

test('nothing ticks while nothing is in flight', async () => {
  const traffic = createTraffic(null);
  expect(traffic.ticking.size).toBe(0);
  void traffic.ask();
  await settled();
  expect(traffic.ticking.size).toBe(1);
  traffic.ends.get(1)?.();
  expect(traffic.ticking.size).toBe(0);
});

test('a number that the user has fixed stays, whatever the line does, and nothing is looked at', async () => {
  const traffic = createTraffic(3);
  for (let count = 0; count < 10; count += 1) void traffic.ask();
  await settled();
  traffic.places.line.refused('asked');
  await traffic.pass(5);
  expect(traffic.bytes.size).toBe(3);
  expect(traffic.places).toMatchObject({ most: 3, aside: 3 });
  expect(traffic.places.now()).toBe(3);
  expect(traffic.ticking.size).toBe(0);
});

test('a line that is down takes places away once', async () => {
  const traffic = createTraffic(null);
  for (let count = 0; count < 100; count += 1) void traffic.ask();
  await settled();
  const { line, now } = traffic.places;
  line.refused('silent');
  expect(now()).toBe(8);
  line.answered(1_000);
  line.refused('silent');
  expect(now()).toBe(5);
  for (const end of [...traffic.ends.values()].slice(0, 4)) end();
  await settled();
  await traffic.pass(1, 0);
  line.refused('silent');
  expect(now()).toBe(5);
  line.answered(1_000);
  line.refused('silent');
  expect(now()).toBeLessThan(5);
});
