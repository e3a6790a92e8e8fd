import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import { openStore } from '../../main/store/open-store.ts';
import type { TransferOrder, TransferWindow } from '../../main/store/transfer-list.ts';
import { sampleHand, usualWish } from '../support/sample-hand.ts';

/** What windows of the list of transfers and commands on it cost with many rows. */
const { values } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, dir: { type: 'string', default: tmpdir() } },
});
const count = Number(values.rows);
const times = 9;
const batch = 40;

const dir = mkdtempSync(join(values.dir, 'longshore-bench-'));
const store = await openStore(dir, { clock: systemClock, log: silentLog });
const { hand, list } = store;
const ids: string[] = [];
const begunMs = systemClock.monotonic();
for (let start = 0; start < count; start += batch) {
  const items = Array.from({ length: Math.min(batch, count - start) }, (_, place) => {
    const number = start + place;
    return sampleHand(`${number % 997}/img_${(number * 7_919) % count}.jpg`, (number * 104_729) % 9_000_000);
  });
  ids.push(...hand.add(items));
}
const addMs = systemClock.monotonic() - begunMs;

function measure(name: string, work: (nth: number) => unknown): void {
  const took = Array.from({ length: times }, (_, nth) => {
    const startMs = systemClock.monotonic();
    work(nth);
    return systemClock.monotonic() - startMs;
  }).toSorted((a, b) => a - b);
  const [median = 0, longest = 0] = [took[Math.floor(times / 2)], took.at(-1)];
  process.stdout.write(`| ${name} | ${median.toFixed(1)} | ${longest.toFixed(1)} |\n`);
}

const window: TransferWindow = {
  ...{ group: 'all', search: '', folder: null, order: 'added', isDescending: true, offset: 0, limit: 100 },
};
const orders: readonly TransferOrder[] = ['added', 'name', 'size', 'state', 'changed'];

process.stdout.write(`${count} transfers written down in ${Math.round(addMs)} ms\n\n`);
process.stdout.write('| What | median ms | longest ms |\n| --- | --- | --- |\n');
for (const order of orders) {
  measure(`first 100 by ${order}`, () => list.window({ ...window, order }));
  measure(`100 from the middle by ${order}`, () => list.window({ ...window, order, offset: count / 2 }));
  measure(`those under way by ${order}`, () => list.window({ ...window, order, group: 'active' }));
}
for (const [search, what] of [
  ['img_99', 'about a hundredth'],
  ['img_', 'everything'],
  ['nowhere', 'nothing'],
] as const) {
  for (const order of orders) {
    measure(`search that finds ${what} by ${order}`, () => list.window({ ...window, order, search }));
  }
}
measure('counts', () => list.tally());
measure('next 64', () => hand.wanted(systemClock.now(), 64));
measure('all ids', () => hand.choose(window, false));
const some = (nth: number) => ids.slice(nth * 100, (nth + 1) * 100);
measure('pause 100', nth => hand.pause(some(nth)));
measure('resume 100', nth => hand.resume(some(nth), 'resumed', usualWish));
measure('send next 100', nth => hand.putFirst(some(nth)));
measure('cancel 100', nth => hand.cancel(some(nth)));
measure('forget 100', nth => hand.forget(some(nth)));

store.close();
rmSync(dir, { recursive: true });
