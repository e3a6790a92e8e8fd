import { expect, test, vi } from 'vitest';
import { silentLog } from '../../main/base/log.ts';
import { type FolderScan, usualSettings } from '../../main/model/folder.ts';
import type { FolderLog, FolderRecord, NewFolder } from '../../main/store/folder-log.ts';
import { damage, openTestStore, rowsOf, storeTimeMs } from '../support/open-test-store.ts';
import { sampleAction, sampleFolder, sampleKnown, sampleProblem } from '../support/sample-folder.ts';
import { startStoreProcess } from '../support/store-process.ts';
import { createTempDir } from '../support/temp-dir.ts';

const scan: FolderScan = {
  startedAtMs: 1_700_000_000_000,
  endedAtMs: 1_700_000_009_000,
  files: 200_000,
  directories: 10_000,
  bytes: 5_000_000_000_000,
  ignored: 7,
};

function idOf(folders: FolderLog, wanted = sampleFolder()): string {
  return folders.claim(wanted).record.folder.id;
}

test('a first claim makes a folder that reads back as it was wished', async () => {
  const { sync } = await openTestStore(await createTempDir());
  const wanted = sampleFolder();
  const { record, isNew } = sync.folders.claim(wanted);
  expect(isNew).toBe(true);
  expect(record).toEqual({
    folder: { ...wanted, id: record.folder.id, isPaused: false, createdAtMs: storeTimeMs },
    lastScan: null,
    upToDateAtMs: null,
    listedAtMs: null,
    verifiedAtMs: null,
    rootIdentity: null,
    agreedDeletes: 0,
    isBusy: true,
  });
  expect(sync.folders.find(record.folder.id)).toEqual(record);
  expect(sync.folders.all()).toEqual([record]);
  expect(sync.folders.find('another')).toBeNull();
});

test('what is set for a folder is found again after a restart', async () => {
  const dir = await createTempDir();
  const first = await openTestStore(dir);
  const { folders } = first.sync;
  const id = idOf(folders);
  folders.setPaused(id, true);
  folders.setScan(id, scan, '66:9007199254740993');
  folders.setListed(id, 1);
  folders.setUpToDate(id, 2);
  folders.setVerified(id, 3);
  folders.setAgreedDeletes(id, 4);
  first.close();
  const second = await openTestStore(dir);
  expect(second.sync.folders.find(id)).toMatchObject({
    folder: { isPaused: true },
    lastScan: scan,
    rootIdentity: '66:9007199254740993',
    listedAtMs: 1,
    upToDateAtMs: 2,
    verifiedAtMs: 3,
    agreedDeletes: 4,
    isBusy: false,
  });
  second.sync.folders.setPaused(id, false);
  second.sync.folders.setListed(id, null);
  expect(second.sync.folders.find(id)).toMatchObject({ folder: { isPaused: false }, listedAtMs: null });
});

test('a folder that is claimed again is the same one with the settings and the way there that are wanted now', async () => {
  const { sync } = await openTestStore(await createTempDir());
  const wanted = sampleFolder();
  const id = idOf(sync.folders, wanted);
  sync.folders.setListed(id, 1);
  sync.folders.release(id);
  sync.folders.release(id);
  expect(sync.folders.find(id)?.isBusy).toBe(false);
  const changed: NewFolder = {
    ...wanted,
    address: { ...wanted.address, addressing: 'path', region: 'other' },
    settings: { ...usualSettings, mode: 'mirror', options: { storageClass: 'IA', ifMatch: 'E' } },
  };
  const { record, isNew } = sync.folders.claim(changed);
  expect(isNew).toBe(false);
  expect(record).toMatchObject({ folder: { ...changed, id }, listedAtMs: 1, isBusy: true });
  expect(record.folder.settings).toEqual(changed.settings);
});

test('a folder is claimed by one opening of the store at a time, until that closes', async () => {
  const dir = await createTempDir();
  const [one, two] = [await openTestStore(dir), await openTestStore(dir)];
  const id = idOf(one.sync.folders);
  const busy = expect.objectContaining({
    code: 'folder.busy',
    facts: { root: '/home/ann/photos', pid: process.pid },
  });
  expect(() => one.sync.folders.claim(sampleFolder())).toThrow(busy);
  expect(() => two.sync.folders.claim(sampleFolder())).toThrow(busy);
  expect(() => two.sync.folders.remove(id)).toThrow(busy);
  expect(two.sync.folders.find(id)?.isBusy).toBe(true);
  two.sync.folders.release(id);
  expect(two.sync.folders.find(id)?.isBusy).toBe(true);
  one.close();
  expect(two.sync.folders.find(id)?.isBusy).toBe(false);
  expect(idOf(two.sync.folders)).toBe(id);
});

test('the folder of a killed process is free, with what its last commits said', async () => {
  const dir = await createTempDir();
  const store = await openTestStore(dir);
  const child = startStoreProcess();
  await child.ask({ do: 'openStore', dir });
  const { record } = await child.ask<{ record: FolderRecord }>({ do: 'claimFolder', wanted: sampleFolder() });
  const folderId = record.folder.id;
  const batch = { do: 'writeBatch', folderId, action: sampleAction('a') } as const;
  await child.ask({ ...batch, file: sampleKnown('a'), diesInside: false });
  expect(() => store.sync.folders.claim(sampleFolder())).toThrow(
    expect.objectContaining({ code: 'folder.busy', facts: { root: record.folder.root, pid: child.pid } }),
  );
  const dying = child.ask({ ...batch, file: sampleKnown('b'), action: sampleAction('b'), diesInside: true });
  await expect(dying).rejects.toThrow('ended without an answer');
  await child.kill();

  expect(store.sync.folders.claim(sampleFolder())).toMatchObject({ record: { folder: { id: folderId } } });
  expect(store.sync.known.page(folderId, null, 10)).toEqual([sampleKnown('a')]);
  expect(store.sync.actions.find(folderId, 'b')).toBeNull();
  expect(store.sync.actions.totals(folderId)).toMatchObject({ actions: 1 });
  expect(store.sync.known.totals(folderId)).toEqual({ files: 1, bytes: 1_234 });
});

test.each([
  ['same-root', sampleFolder('/home/ann/photos', 'elsewhere/')],
  ['inside', sampleFolder('/home/ann/photos/2024', 'elsewhere/')],
  ['contains', sampleFolder('/home/ann', 'elsewhere/')],
  ['same-keys', sampleFolder('/home/ann/photos-old', 'photos/')],
  ['same-keys', sampleFolder('/home/ann/photos-old', 'photos/2024/')],
  ['same-keys', sampleFolder('/home/ann/photos-old', '')],
])('a folder that overlaps with another (%s) is refused, and nothing is changed', async (reason, wanted) => {
  const { sync } = await openTestStore(await createTempDir());
  const { record } = sync.folders.claim(sampleFolder());
  expect(() => sync.folders.claim(wanted)).toThrow(
    expect.objectContaining({
      code: 'folder.overlaps',
      facts: expect.objectContaining({ root: wanted.root, other: '/home/ann/photos', reason }),
    }),
  );
  expect(sync.folders.all()).toEqual([record]);
});

test('folders side by side are kept in the order in which they came', async () => {
  const { sync } = await openTestStore(await createTempDir());
  const roots = ['/z', '/a', '/home/ann/文件 🚢', "/home/ann/it's", '/home/ann/e\u0301', '/home/ann/\u00e9'];
  for (const [index, root] of roots.entries()) sync.folders.claim(sampleFolder(root, `${index}/`));
  expect(sync.folders.all().map(record => record.folder.root)).toEqual(roots);
});

test('a folder that is removed takes everything along that was known of it, and of it alone', async () => {
  const dir = await createTempDir();
  const { sync } = await openTestStore(dir);
  const gone = idOf(sync.folders);
  const kept = idOf(sync.folders, sampleFolder('/other', 'other/'));
  sync.batch(() => {
    for (const id of [gone, kept]) {
      for (let index = 0; index < 12_000; index += 1) {
        const path = `${index % 7}/${index}`;
        sync.known.put(id, sampleKnown(path));
        sync.actions.put(id, sampleAction(path));
        sync.problems.put(id, sampleProblem(path));
        sync.journal.add(id, {
          atMs: 1,
          path,
          what: 'upload',
          reason: { code: 'new', facts: {} },
        });
      }
    }
  });
  sync.folders.release(gone);
  sync.folders.remove(gone);

  expect(sync.folders.find(gone)).toBeNull();
  for (const table of ['directory', 'action', 'problem', 'decision', 'tally']) {
    const numbers = await rowsOf<{ folder: number }>(dir, `SELECT DISTINCT folder FROM ${table}`);
    expect(numbers, table).toHaveLength(1);
  }
  const [count] = await rowsOf<{ files: number }>(dir, 'SELECT COUNT(*) AS files FROM known_file');
  expect(count).toEqual({ files: 12_000 });
  expect(await rowsOf(dir, 'SELECT * FROM forgotten_folder')).toEqual([]);
  expect(sync.known.totals(kept)).toMatchObject({ files: 12_000 });
  expect(sync.problems.totals(kept).failed).toBe(12_000);
});

test('rows that a crash left of a removed folder go with the next claim, and never come up in another folder', async () => {
  const dir = await createTempDir();
  const first = await openTestStore(dir);
  const id = idOf(first.sync.folders);
  first.sync.known.put(id, sampleKnown('a/b'));
  first.sync.actions.put(id, sampleAction('a/b'));
  first.close();
  await damage(dir, 'INSERT INTO forgotten_folder SELECT number FROM folder; DELETE FROM folder');
  const { sync } = await openTestStore(dir);
  const next = idOf(sync.folders);
  expect(sync.known.find(next, 'a/b')).toBeNull();
  expect(sync.actions.totals(next)).toMatchObject({ actions: 0 });
  expect(await rowsOf(dir, 'SELECT * FROM known_file')).toEqual([]);
  expect(await rowsOf(dir, 'SELECT * FROM action')).toEqual([]);
});

test('what is told of a folder that is not there is refused, and asking finds nothing', async () => {
  const { sync } = await openTestStore(await createTempDir());
  const unknown = expect.objectContaining({ code: 'folder.unknown', facts: { id: 'gone' } });
  const decision = { atMs: 1, path: 'a', what: 'skip', reason: { code: 'ignored', facts: {} } } as const;
  const tellings = [
    () => sync.folders.setPaused('gone', true),
    () => sync.folders.setScan('gone', scan, ''),
    () => sync.folders.remove('gone'),
    () => sync.known.put('gone', sampleKnown('a')),
    () => sync.actions.put('gone', sampleAction('a')),
    () => sync.problems.put('gone', sampleProblem('a')),
    () => sync.journal.add('gone', decision),
  ];
  for (const tell of tellings) expect(tell).toThrow(unknown);
  sync.known.touch('gone', 'a', sampleKnown('a').identity);
  sync.known.forget('gone', 'a');
  sync.actions.clear('gone', 'a');
  sync.problems.clear('gone', 'a');
  expect(sync.problems.entriesOf('gone', '')).toEqual([]);
  expect(sync.known.page('gone', null, 10)).toEqual([]);
  expect(sync.known.withKey('gone', 'a')).toBeNull();
  expect(sync.known.totals('gone')).toEqual({ files: 0, bytes: 0 });
  expect(sync.actions.totals('gone')).toEqual({ actions: 0, bytes: 0 });
  expect(sync.problems.totals('gone')).toEqual({ failed: 0, warnings: 0, skipped: 0 });
  expect(sync.journal.latest('gone', 10)).toEqual([]);
});

test.each([
  ['settings', `UPDATE folder SET settings = '{"mode":"mir'`],
  ['a setting', `UPDATE folder SET settings = json_set(settings, '$.deletes', 'all')`],
  ['settings of another kind', `UPDATE folder SET settings = '[]'`],
  ['the last scan', `UPDATE folder SET scan = '{"files":-1}'`],
])('a record broken in %s is reported, and mended by a claim', async (_, sql) => {
  const dir = await createTempDir();
  const log = { ...silentLog, error: vi.fn() };
  const { sync } = await openTestStore(dir, log);
  const id = idOf(sync.folders);
  sync.folders.setScan(id, scan, 'root');
  sync.folders.release(id);
  await damage(dir, sql);

  expect(() => sync.folders.find(id)).toThrow(
    expect.objectContaining({ code: 'store.damaged', facts: { id, path: '/home/ann/photos' } }),
  );
  expect(sync.folders.all()).toEqual([]);
  expect(log.error).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ id }));
  expect(() => sync.folders.claim(sampleFolder('/home/ann'))).toThrow(
    expect.objectContaining({ code: 'folder.overlaps' }),
  );

  const { record, isNew } = sync.folders.claim(sampleFolder());
  expect(isNew).toBe(false);
  expect(record.folder.settings).toEqual(sampleFolder().settings);
  expect(sync.folders.find(id)).toEqual(record);
});

test('a setting that an older version did not know has its usual value', async () => {
  const dir = await createTempDir();
  const { sync } = await openTestStore(dir);
  const id = idOf(sync.folders);
  await damage(dir, `UPDATE folder SET settings = json_remove(settings, '$.trustsMtime')`);
  expect(sync.folders.find(id)?.folder.settings).toEqual(sampleFolder().settings);
});

test('the number of changes grows when another opening writes, and only then', async () => {
  const dir = await createTempDir();
  const [one, two] = [await openTestStore(dir), await openTestStore(dir)];
  const id = idOf(one.sync.folders);
  const before = one.sync.folders.changes();
  one.sync.folders.setListed(id, 1);
  two.sync.folders.find(id);
  expect(one.sync.folders.changes()).toBe(before);
  two.sync.folders.setPaused(id, true);
  expect(one.sync.folders.changes()).toBeGreaterThan(before);
});
