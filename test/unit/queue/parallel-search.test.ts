import { describe, expect, test } from 'vitest';
import { createParallelSearch } from '../../../main/queue/parallel-search.ts';
import { createRandom } from '../../support/random.ts';

interface Line {
  /** Work per ms with so many requests in flight. */
  rate(inFlight: number, atMs: number): number;
  /** Whether the store refuses some of them. */
  refuses?(inFlight: number, atMs: number): boolean;
}

const lookMs = 100;

/** Runs a search over a made-up line for a while, and tells how it went. `drains` requests at most end between two looks. */
function run(
  line: Line,
  { forMs = 60_000, start = 8, most = 64, demand = 64, noise = 0.03, drains = 64, step = 36_000 } = {},
) {
  const search = createParallelSearch(start, most);
  const random = createRandom(7);
  const limits: number[] = [];
  let work = 0;
  let best = 0;
  let refusals = 0;
  let inFlight = 0;
  for (let atMs = 0; atMs <= forMs; atMs += lookMs) {
    inFlight = Math.max(Math.min(demand, search.limit), inFlight - drains);
    limits.push(inFlight);
    if (line.refuses?.(inFlight, atMs)) {
      refusals += 1;
      for (let left = inFlight - 1; line.refuses(left + 1, atMs) && left >= 0; left -= 1)
        search.refused(left);
    }
    const rate = line.rate(inFlight, atMs);
    work += rate * lookMs * (1 + noise * (2 * random.next() - 1));
    best += Math.max(...Array.from({ length: most }, (_, index) => line.rate(index + 1, atMs))) * lookMs;
    search.look({ atMs, work, inFlight, step });
  }
  return { limits, last: search.limit, refusals, share: work / best };
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

const perConnection = (each: number, total = Number.POSITIVE_INFINITY): Line => ({
  rate: inFlight => Math.min(total, inFlight * each),
});

describe('the number of requests in flight', () => {
  test('climbs to nearly the most on a line where each one has a cap of its own, within three seconds', () => {
    const { limits } = run(perConnection(20_000));
    expect(limits[30]).toBeGreaterThan(56);
  });

  test('stays near the most there', () => {
    const { limits, share } = run(perConnection(20_000), { forMs: 300_000 });
    expect(share).toBeGreaterThan(0.95);
    expect(mean(limits.slice(-1000))).toBeGreaterThan(60);
  });

  test.each([0.03, 0.15])(
    'fills a line with a cap of its own, and stays near what that takes, noise %d',
    noise => {
      const { limits, share } = run(perConnection(500, 10_000), { forMs: 300_000, noise });
      expect(share).toBeGreaterThan(0.95);
      expect(mean(limits.slice(-1000))).toBeLessThan(36);
    },
  );

  test('climbs on a line where connections take a second to come to speed', () => {
    const raised: { inFlight: number; atMs: number }[] = [];
    const slow: Line = {
      rate(inFlight, atMs) {
        if (inFlight > (raised.at(-1)?.inFlight ?? 0)) raised.push({ inFlight, atMs });
        const old = raised.findLast(each => atMs - each.atMs >= 1_000)?.inFlight ?? 0;
        return 5_000 * Math.min(inFlight, Math.max(1, old));
      },
    };
    expect(run(slow, { forMs: 30_000 }).last).toBeGreaterThan(40);
  });

  test('stays where it began when more bring nothing', () => {
    const { limits, share } = run({ rate: () => 100_000 }, { forMs: 20_000 });
    expect(Math.max(...limits)).toBeLessThanOrEqual(12);
    expect(share).toBeGreaterThan(0.95);
  });

  test('goes down where fewer bring as much, over time, but leaves some to fill the gaps of the others', () => {
    const { last } = run(perConnection(5_000, 10_000), { forMs: 300_000 });
    expect(last).toBeLessThan(8);
    expect(last).toBeGreaterThanOrEqual(4);
  });

  test('climbs again when the line has become wider', () => {
    const wider: Line = {
      rate: (inFlight, atMs) => Math.min(atMs < 60_000 ? 4_000 : 40_000, inFlight * 1_000),
    };
    const { limits } = run(wider, { forMs: 240_000 });
    expect(Math.max(...limits.slice(-500))).toBeGreaterThan(36);
  });

  test('does not overrun a store that refuses more than it takes', () => {
    const { limits, refusals, share } = run(
      { rate: inFlight => Math.min(inFlight, 20) * 1_000, refuses: inFlight => inFlight > 20 },
      { forMs: 120_000 },
    );
    expect(refusals).toBeGreaterThan(0);
    expect(refusals).toBeLessThan(15);
    expect(limits.filter(limit => limit > 20).length).toBeLessThan(limits.length / 50);
    expect(share).toBeGreaterThan(0.7);
  });

  test('counts what was refused of an earlier limit once, however slowly that drains', () => {
    const { limits } = run(
      { rate: inFlight => Math.min(inFlight, 20) * 1_000, refuses: inFlight => inFlight > 20 },
      { forMs: 20_000, drains: 1 },
    );
    expect(Math.min(...limits)).toBeGreaterThanOrEqual(8);
  });

  test('is never below one, however often the store refuses', () => {
    const { limits } = run({ rate: inFlight => inFlight, refuses: () => true });
    expect(Math.min(...limits)).toBe(1);
  });

  test('comes back when the store takes everything again', () => {
    const { limits, last } = run(
      { rate: inFlight => inFlight * 1_000, refuses: (inFlight, atMs) => atMs < 20_000 && inFlight > 3 },
      { forMs: 600_000 },
    );
    expect(mean(limits.slice(100, 200))).toBeLessThan(4);
    expect(last).toBeGreaterThan(32);
  });

  test('learns nothing from a line that has too little to do', () => {
    const { last } = run(perConnection(20_000), { demand: 3 });
    expect(last).toBe(8);
  });

  test('learns nothing while what was admitted under a higher limit is still on its way', () => {
    const search = createParallelSearch(8, 64);
    let atMs = 0;
    let work = 0;
    const look = (inFlight: number) => {
      atMs += lookMs;
      work += inFlight * 2_000_000;
      search.look({ atMs, work, inFlight, step: 36_000 });
    };
    look(8);
    search.refused(7);
    expect(search.limit).toBe(5);
    for (let looks = 0; looks < 200; looks += 1) look(8);
    expect(search.limit).toBe(5);
    for (let looks = 0; looks < 40; looks += 1) look(search.limit);
    expect(search.limit).not.toBe(5);
  });

  test('never exceeds what is allowed', () => {
    const { limits } = run(perConnection(20_000), { start: 8, most: 5 });
    expect(Math.max(...limits)).toBe(5);
  });
});
