import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import { usualSettings } from '../../main/model/folder.ts';
import type { HistoryChoice } from '../../main/store/history.ts';
import { openStore } from '../../main/store/open-store.ts';
import { sampleHand } from '../support/sample-hand.ts';
import { sampleAddress } from '../support/sample-sync.ts';

/** What a page of the history costs with many lines, while nothing else of the program can run. */
const { values } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, dir: { type: 'string', default: tmpdir() } },
});
const count = Number(values.rows);
const times = 9;

const dir = mkdtempSync(join(values.dir, 'longshore-bench-'));
const store = await openStore(dir, { clock: systemClock, log: silentLog });
const { hand, history, sync } = store;
const { folder } = sync.folders.claim({
  ...{ root: '/photos', address: sampleAddress, prefix: '', settings: usualSettings },
}).record;
for (let number = 0; number < count / 2; number += 1) {
  const path = `${number % 997}/img_${number}.jpg`;
  const reason = { code: 'new', facts: {} } as const;
  sync.journal.add(folder.id, { atMs: systemClock.now(), path, what: 'upload', reason });
}
for (let number = 0; number < count / 2; number += 100) {
  hand.add(Array.from({ length: 100 }, (_, place) => sampleHand(`${number + place}.jpg`)));
}

const all: HistoryChoice = { search: '', folder: null, fromMs: null, toMs: null };
process.stdout.write(
  `${count} lines\n\n| What | median ms | longest ms of one page |\n| --- | --- | --- |\n`,
);

/** The first page, so often, or every page once. */
function measure(name: string, choice: Partial<HistoryChoice>, limit: number, isWhole = false): void {
  const took: number[] = [];
  let cursor: Parameters<typeof history.page>[1] = null;
  do {
    const startMs = systemClock.monotonic();
    const page: ReturnType<typeof history.page> = history.page(
      { ...all, ...choice },
      cursor,
      limit,
      () => true,
    );
    took.push(systemClock.monotonic() - startMs);
    if (isWhole) cursor = page.next;
  } while (isWhole ? cursor !== null : took.length < times);
  const sorted = took.toSorted((a, b) => a - b);
  const [median = 0, longest = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  process.stdout.write(`| ${name} | ${median.toFixed(1)} | ${longest.toFixed(1)} |\n`);
}

measure('the newest 200', {}, 200);
measure('the newest 200 of a folder', { folder: folder.id }, 200);
measure('200 of a span of time', { toMs: 1_700_000_000_000 }, 200);
measure('every page of 1,000', {}, 1_000, true);
measure('every page of a search that finds all', { search: 'JPG' }, 1_000, true);
measure('every page of a search that finds nothing', { search: 'nowhere' }, 200, true);

store.close();
rmSync(dir, { recursive: true });
