import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { silentLog } from '../../main/base/log.ts';
import type { Decision } from '../../main/model/action.ts';
import { openDatabase } from '../../main/store/database.ts';
import { createJournal } from '../../main/store/decision-table.ts';
import { createFolderNumbers } from '../../main/store/folder-number.ts';
import { migrations } from '../../main/store/migrations.ts';
import { damage, openTestStore, rowsOf } from '../support/open-test-store.ts';
import { hostileNames, sampleFolder } from '../support/sample-folder.ts';
import { createTempDir } from '../support/temp-dir.ts';

async function openFolders(log = silentLog) {
  const dir = await createTempDir();
  const { sync } = await openTestStore(dir, log);
  const { id } = sync.folders.claim(sampleFolder()).record.folder;
  const other = sync.folders.claim(sampleFolder('/other', 'other/')).record.folder.id;
  return { dir, id, other, journal: sync.journal };
}

function decision(path: string, atMs: number, changes: Partial<Decision> = {}): Decision {
  return {
    atMs,
    path,
    what: 'upload',
    reason: { code: 'size-changed', facts: { was: 1, is: 2 } },
    ...changes,
  };
}

/** A journal with small limits over the same database. */
async function openSmallJournal(dir: string, limits: { ofPath: number; total: number; cutEvery: number }) {
  const { database } = await openDatabase(join(dir, 'longshore.db'), migrations);
  onTestFinished(database.close);
  return createJournal(database, createFolderNumbers(database), silentLog, limits);
}

test('lines come newest first, of a path and of the whole folder, and of no other folder', async () => {
  const { id, other, journal } = await openFolders();
  const lines = [
    decision('a', 1, { what: 'hold', reason: { code: 'settling', facts: {} } }),
    decision('b', 1),
    decision('a', 1, { what: 'done' }),
    decision('a', 2, {
      what: 'conflict',
      reason: { code: 'object-changed', facts: { key: null, ours: true } },
    }),
  ] as const;
  for (const line of lines) journal.add(id, line);
  journal.add(other, decision('a', 9));
  expect(journal.of(id, 'a', 10)).toEqual([lines[3], lines[2], lines[0]]);
  expect(journal.of(id, 'a', 2)).toEqual([lines[3], lines[2]]);
  expect(journal.latest(id, 10)).toEqual(lines.toReversed());
  expect(journal.latest(id, 1)).toEqual([lines[3]]);
  expect(journal.of(id, 'A', 10)).toEqual([]);
});

test('hostile names have their own lines', async () => {
  const { id, journal } = await openFolders();
  for (const [index, name] of hostileNames.entries()) journal.add(id, decision(name, index));
  for (const [index, name] of hostileNames.entries())
    expect(journal.of(id, name, 10)).toEqual([decision(name, index)]);
});

test('the latest twenty lines of a path stay, and a busy path takes nothing from the others', async () => {
  const { id, other, journal } = await openFolders();
  journal.add(id, decision('quiet', 0));
  journal.add(other, decision('busy', 0));
  for (let index = 1; index <= 50; index += 1) journal.add(id, decision('busy', index));
  expect(journal.of(id, 'busy', 100).map(line => line.atMs)).toEqual(
    Array.from({ length: 20 }, (_, index) => 50 - index),
  );
  expect(journal.of(id, 'quiet', 10)).toHaveLength(1);
  expect(journal.of(other, 'busy', 10)).toHaveLength(1);
});

test('of all lines no more stay than the total and one round of additions, the newest ones', async () => {
  const { dir, id, other } = await openFolders();
  const journal = await openSmallJournal(dir, { ofPath: 3, total: 100, cutEvery: 10 });
  for (let index = 0; index < 1_000; index += 1) {
    journal.add(index % 2 ? id : other, decision(`${index}`, index));
    const lines = journal.latest(id, 1_000).length + journal.latest(other, 1_000).length;
    expect(lines).toBeLessThanOrEqual(110);
  }
  const newest = [...journal.latest(id, 1_000), ...journal.latest(other, 1_000)].map(line => line.atMs);
  expect(Math.min(...newest)).toBe(1_000 - newest.length);
  const [counted] = await rowsOf(dir, 'SELECT COUNT(*) AS lines FROM decision');
  const [tally] = await rowsOf(dir, `SELECT SUM(rows) AS lines FROM tally WHERE sort = 'decision'`);
  expect(tally).toEqual(counted);
});

test('a journal that is far too long is cut bit by bit', async () => {
  const { dir, id, journal: large } = await openFolders();
  for (let index = 0; index < 300; index += 1) large.add(id, decision(`${index}`, index));
  const journal = await openSmallJournal(dir, { ofPath: 3, total: 100, cutEvery: 10 });
  journal.add(id, decision('new', 300));
  expect(journal.latest(id, 1_000)).toHaveLength(301 - 40);
  for (let index = 0; index < 100; index += 1) journal.add(id, decision(`new ${index}`, 301 + index));
  expect(journal.latest(id, 1_000).length).toBeLessThanOrEqual(110);
});

test('a line that makes no sense is left out and logged', async () => {
  const log = { ...silentLog, error: vi.fn() };
  const { dir, id, journal } = await openFolders(log);
  for (const path of ['a', 'b', 'c', 'd']) journal.add(id, decision(path, 1));
  await damage(dir, `UPDATE decision SET facts = '{' WHERE path = 'a'`);
  await damage(dir, `UPDATE decision SET what = 'dreamt' WHERE path = 'b'`);
  await damage(dir, `UPDATE decision SET reason = 'because' WHERE path = 'c'`);
  expect(journal.latest(id, 10)).toEqual([decision('d', 1)]);
  expect(log.error).toHaveBeenCalledTimes(3);
});
