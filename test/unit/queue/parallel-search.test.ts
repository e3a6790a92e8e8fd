import { describe, expect, test } from 'vitest';
import { createParallelSearch } from '../../../main/queue/parallel-search.ts';
import { createRandom } from '../../support/random.ts';

interface Line {
  /** Work per ms with so many requests in flight. */
  rate(inFlight: number, atMs: number): number;
  /** Whether the store refuses some of them. */
  refuses?(inFlight: number, atMs: number): boolean;
}

/** Runs a search over a made-up line for a while, and tells how it went. */
function run(line: Line, { forMs = 60_000, start = 8, most = 64, demand = 64, noise = 0.03 } = {}) {
  const search = createParallelSearch(start, most);
  const random = createRandom(7);
  const limits: number[] = [];
  let work = 0;
  let best = 0;
  let refusals = 0;
  for (let atMs = 0; atMs <= forMs; atMs += 50) {
    const busiest = Math.min(demand, search.limit);
    limits.push(busiest);
    if (line.refuses?.(busiest, atMs)) {
      refusals += 1;
      search.refused();
    }
    const rate = line.rate(busiest, atMs);
    work += rate * 50 * (1 + noise * (2 * random.next() - 1));
    best += Math.max(...Array.from({ length: most }, (_, index) => line.rate(index + 1, atMs))) * 50;
    search.look({ atMs, work, busiest });
  }
  return { limits, last: search.limit, refusals, share: work / best };
}

const perConnection = (each: number, total = Number.POSITIVE_INFINITY): Line => ({
  rate: inFlight => Math.min(total, inFlight * each),
});

describe('the number of requests in flight', () => {
  test('climbs to nearly the most on a line where each one has a cap of its own, within two seconds', () => {
    const { limits } = run(perConnection(20_000));
    expect(limits[40]).toBeGreaterThan(56);
  });

  test('fills a line with a cap of its own, and stays near what that takes', () => {
    const { limits, share } = run(perConnection(500, 10_000), { forMs: 300_000 });
    expect(share).toBeGreaterThan(0.95);
    const late = limits.slice(-2000);
    expect(late.reduce((sum, limit) => sum + limit, 0) / late.length).toBeLessThan(32);
  });

  test('stays where it began when more bring nothing', () => {
    const { limits, share } = run({ rate: () => 100_000 }, { forMs: 20_000 });
    expect(Math.max(...limits)).toBeLessThanOrEqual(12);
    expect(share).toBeGreaterThan(0.95);
  });

  test('goes down where fewer bring as much, over time', () => {
    const { last } = run(perConnection(5_000, 10_000), { forMs: 300_000 });
    expect(last).toBeLessThan(8);
  });

  test('climbs again when the line has become wider', () => {
    const wider: Line = {
      rate: (inFlight, atMs) => Math.min(atMs < 60_000 ? 4_000 : 40_000, inFlight * 1_000),
    };
    const { limits } = run(wider, { forMs: 240_000 });
    expect(Math.max(...limits.slice(-1000))).toBeGreaterThan(36);
  });

  test('does not overrun a store that refuses more than it takes', () => {
    const { limits, refusals, share } = run({
      rate: inFlight => Math.min(inFlight, 20) * 1_000,
      refuses: inFlight => inFlight > 20,
    });
    expect(refusals).toBeGreaterThan(0);
    expect(refusals).toBeLessThan(15);
    expect(limits.filter(limit => limit > 20).length).toBeLessThan(limits.length / 20);
    expect(share).toBeGreaterThan(0.7);
  });

  test('is never below one, however often the store refuses', () => {
    const { limits } = run({ rate: inFlight => inFlight, refuses: () => true });
    expect(Math.min(...limits)).toBe(1);
  });

  test('learns nothing from a line that has too little to do', () => {
    const { last } = run(perConnection(20_000), { demand: 3 });
    expect(last).toBe(8);
  });

  test('never exceeds what is allowed', () => {
    const { limits } = run(perConnection(20_000), { start: 8, most: 5 });
    expect(Math.max(...limits)).toBe(5);
  });
});
