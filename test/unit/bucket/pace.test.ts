import { expect, test } from 'vitest';
import type { Clock } from '../../../main/base/clock.ts';
import { createPace, paced } from '../../../main/bucket/pace.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

test('bytes cost their time', () => {
  const pace = createPace(1000, 0);
  expect(pace.pass(500, 0)).toBe(500);
  expect(pace.pass(500, 500)).toBe(500);
  expect(pace.pass(100, 600)).toBe(500);
});

test('whoever was slow may make up for a moment and no more', () => {
  const pace = createPace(1000, 0);
  expect(pace.pass(100, 60_000)).toBe(0);
  expect(pace.pass(500, 60_000)).toBe(500);
});

test('short waits are saved up', () => {
  const pace = createPace(1_000_000, 0);
  const waits = Array.from({ length: 10 }, () => pace.pass(1000, 0));
  expect(waits).toEqual([0, 0, 0, 0, 5, 6, 7, 8, 9, 10]);
});

test('a stream takes as long as its bytes at the rate, and comes whole', async () => {
  let nowMs = 0;
  const clock: Clock = {
    ...createFixedClock(0),
    monotonic: () => nowMs,
    sleep: async ms => {
      nowMs += ms;
    },
  };
  async function* bytes() {
    for (let part = 0; part < 64; part += 1) yield Buffer.alloc(1600, part);
  }
  const chunks = [];
  for await (const chunk of paced(bytes(), 102_400, clock)) chunks.push(chunk);
  expect(nowMs).toBeCloseTo(1000);
  expect(Buffer.concat(chunks)).toEqual(
    Buffer.concat(Array.from({ length: 64 }, (_, part) => Buffer.alloc(1600, part))),
  );
});
