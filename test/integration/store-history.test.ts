import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { usualSettings } from '../../main/model/folder.ts';
import { type Database, openDatabase, type Params } from '../../main/store/database.ts';
import { createHistory, type HistoryChoice, type HistoryCursor } from '../../main/store/history.ts';
import { migrations } from '../../main/store/migrations.ts';
import { damage, openTestStore } from '../support/open-test-store.ts';
import { sampleHand } from '../support/sample-hand.ts';
import { sampleAddress } from '../support/sample-sync.ts';
import { createTempDir } from '../support/temp-dir.ts';

const all: HistoryChoice = { search: '', folder: null, fromMs: null, toMs: null };
const startMs = 1_700_000_000_000;
const minuteMs = 60_000;
const mostLooked = 2_500;

/** A history over rows that are there already, which counts those that each call reads. */
async function openHistory(rows: (ids: { readonly folder: string; readonly transfer: string }) => string) {
  const dir = await createTempDir();
  const store = await openTestStore(dir);
  const { folder } = store.sync.folders.claim({
    ...{ root: '/photos', address: sampleAddress, prefix: '', settings: usualSettings },
  }).record;
  const [transfer = ''] = store.hand.add([sampleHand('港口 100%.jpg')]);
  store.close();
  await damage(dir, 'DELETE FROM event');
  await damage(dir, rows({ folder: folder.id, transfer }));
  const { database } = await openDatabase(join(dir, 'longshore.db'), migrations);
  onTestFinished(database.close);
  let read = 0;
  const spied: Database = {
    ...database,
    prepare<Row>(sql: string) {
      const statement = database.prepare<Row>(sql);
      return {
        ...statement,
        all(...params: Params) {
          const found = statement.all(...params);
          read += found.length;
          return found;
        },
      };
    },
  };
  const history = createHistory(spied);
  /** Every line of a choice, page by page, and the most rows that a page has read. */
  function collect(choice: Partial<HistoryChoice> = {}, limit = 200, isMeant = () => true) {
    const lines: string[] = [];
    let cursor: HistoryCursor | null = null;
    let mostRead = 0;
    let pages = 0;
    do {
      read = 0;
      const page: ReturnType<typeof history.page> = history.page(
        { ...all, ...choice },
        cursor,
        limit,
        isMeant,
      );
      expect(page.lines.length).toBeLessThanOrEqual(limit);
      lines.push(...page.lines.map(({ from, id }) => `${from} ${id}`));
      cursor = page.next;
      mostRead = Math.max(mostRead, read);
      pages += 1;
    } while (cursor !== null);
    return { lines, mostRead, pages };
  }
  return { history, collect, folder: folder.id };
}

const numbers = (count: number) =>
  `WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;

const decisions = (count: number, atMs = `${startMs} + i * ${minuteMs}`, what = "'upload'") => `
  INSERT INTO decision (folder, path, at_ms, what, reason, facts)
  ${numbers(count)} SELECT (SELECT number FROM folder), 'dir/img_' || i || '.jpg', ${atMs}, ${what}, 'new', '{}' FROM n;`;

const events = (transfer: string, count: number, atMs = `${startMs} + i * ${minuteMs}`) => `
  INSERT INTO event (transfer_id, at_ms, what, reason)
  ${numbers(count)} SELECT '${transfer}', ${atMs}, iif(i % 10, 'sending', 'done'), '' FROM n;`;

test('pages of 100,000 lines hold each of them once, newest first, and read no more rows than each page may', async () => {
  const { collect } = await openHistory(({ transfer }) => decisions(60_000) + events(transfer, 40_000));
  const { lines, mostRead } = collect({}, 1_000);
  expect(lines.length).toBe(100_000);
  expect(new Set(lines).size).toBe(100_000);
  expect(lines.slice(0, 2)).toEqual(['folder 60000', 'folder 59999']);
  expect(lines.slice(-2).toSorted()).toEqual(['folder 1', 'transfer 1']);
  expect(mostRead).toBeLessThanOrEqual(2 * mostLooked);
});

test('what is rare among 100,000 lines is found in bounded steps', async () => {
  const { collect } = await openHistory(({ transfer }) => decisions(100_000) + events(transfer, 3));
  const { lines, mostRead, pages } = collect({ search: 'IMG_77777.' });
  expect(lines).toEqual(['folder 77777']);
  expect(mostRead).toBeLessThanOrEqual(2 * mostLooked);
  expect(pages).toBeLessThanOrEqual(41);
  expect(collect({ search: '0%' }).lines).toEqual(['transfer 3', 'transfer 2', 'transfer 1']);
  expect(collect({ search: '港' }).lines.length).toBe(3);
  expect(collect({ search: "'; DROP TABLE event; --" }).lines).toEqual([]);
});

test('a span of time long ago is found without reading what came since', async () => {
  const { collect } = await openHistory(({ transfer }) => decisions(100_000) + events(transfer, 100_000));
  const span = { fromMs: startMs + 100 * minuteMs, toMs: startMs + 102 * minuteMs };
  const { lines, pages } = collect(span);
  expect(lines.toSorted()).toEqual(['folder 100', 'folder 101', 'transfer 100', 'transfer 101']);
  expect(pages).toBe(1);
});

test('a span of time ends with the first line before it', async () => {
  const { collect } = await openHistory(({ transfer }) => decisions(50_000) + events(transfer, 10));
  const { lines, pages } = collect({ fromMs: startMs + 49_000 * minuteMs });
  expect(lines.length).toBe(1_001);
  expect(pages).toBeLessThanOrEqual(6);
});

test('a clock that was set back hides nothing and repeats nothing', async () => {
  const leaping = `${startMs} + (i * 7919 % 1000) * ${minuteMs}`;
  const { collect } = await openHistory(
    ({ transfer }) => decisions(6_000, leaping) + events(transfer, 6_000, leaping),
  );
  for (const limit of [1_000, 7]) {
    const { lines } = collect({}, limit);
    expect(lines.length).toBe(12_000);
    expect(new Set(lines).size).toBe(12_000);
  }
});

test('a folder, what is by hand, and one kind are told apart', async () => {
  const { collect, history, folder } = await openHistory(
    ({ transfer }) => decisions(30) + events(transfer, 20),
  );
  expect(collect({ folder }).lines.length).toBe(30);
  expect(collect({ folder: 'manual' }).lines.length).toBe(20);
  expect(collect({ folder: 'another' }).lines).toEqual([]);
  const done = history.page(all, null, 100, ({ what }) => what === 'done').lines;
  expect(done.map(({ id }) => id)).toEqual([20, 10]);
});

test('notes of transfers for folders, and lines of nobody, take no part and keep nobody from the rest', async () => {
  const { collect } = await openHistory(
    ({ transfer }) =>
      `${events(transfer, 20_000)}
       UPDATE transfer SET folder_id = 'a folder';
       ${decisions(20_000)}
       UPDATE decision SET folder = 4711 WHERE id > 5;`,
  );
  const { lines, mostRead } = collect();
  expect(lines).toEqual(['folder 5', 'folder 4', 'folder 3', 'folder 2', 'folder 1']);
  expect(mostRead).toBeLessThanOrEqual(2 * mostLooked);
});

test('a line whose facts were damaged is told without them', async () => {
  const { history } = await openHistory(
    ({ transfer }) =>
      `${decisions(1)} ${events(transfer, 1)}
       UPDATE decision SET facts = 'no json'; UPDATE event SET said = '[', error = '{}';`,
  );
  expect(history.page(all, null, 10, () => true).lines).toMatchObject([
    { from: 'transfer', said: null, error: null },
    { from: 'folder', reason: { code: 'new', facts: {} } },
  ]);
});
