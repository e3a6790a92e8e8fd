import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { AppError } from '../../main/base/app-error.ts';
import { silentLog } from '../../main/base/log.ts';
import { type Database, openDatabase } from '../../main/store/database.ts';
import { migrations } from '../../main/store/migrations.ts';
import { openStore } from '../../main/store/open-store.ts';
import { openOwners } from '../../main/store/owners.ts';
import type { SyncStore } from '../../main/store/sync-store.ts';
import { createSyncStore } from '../../main/store/sync-tables.ts';
import type { TransferLog } from '../../main/store/transfer-log.ts';
import { createTransferLog } from '../../main/store/transfers.ts';
import { failFileCall } from '../support/failing-file-call.ts';
import { createFixedClock } from '../support/fixed-clock.ts';
import { sampleAction, sampleFolder, sampleKnown, sampleProblem } from '../support/sample-folder.ts';
import { sampleProof, sampleReceipt, sampleTransfer, sampleUpload } from '../support/sample-transfer.ts';
import { startStoreProcess } from '../support/store-process.ts';
import { createTempDir } from '../support/temp-dir.ts';

const nowMs = Date.UTC(2025, 0, 2, 3, 4, 5, 678);
const setup = { clock: createFixedClock(nowMs), log: silentLog };
const asideName = 'longshore.db.damaged-2025-01-02T03-04-05.678Z';
const tables = [
  'owner',
  'transfer',
  'receipt',
  'proof',
  'event',
  'directory',
  'known_file',
  'action',
  'problem',
  'decision',
  'tally',
];

/** A data directory with so many transfers in it, closed. */
async function filledDir(transfers: number): Promise<string> {
  const dir = await createTempDir();
  const store = await openStore(dir, setup);
  for (let index = 0; index < transfers; index += 1) {
    const { transfer } = store.log.claim(sampleTransfer(`/many/${index}`));
    store.log.addReceipt(transfer.id, sampleReceipt(1));
  }
  store.close();
  return dir;
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const content = readFileSync(path);
  content.set(bytes, at);
  writeFileSync(path, content);
}

/** Damage that SQLite does not see: the text of a table's definition is as good as any other. */
function replaceText(path: string, from: string, to: string): void {
  const content = readFileSync(path);
  let count = 0;
  for (let at = content.indexOf(from); at >= 0; at = content.indexOf(from, at)) {
    content.write(to, at);
    count += 1;
  }
  if (count === 0) throw new Error(`there is no ${from} in ${path}`);
  writeFileSync(path, content);
}

function setVersion(path: string, version: number): void {
  const connection = new Sqlite(path);
  connection.pragma(`user_version = ${version}`);
  connection.close();
}

function makeForeign(path: string): void {
  rmSync(path);
  const connection = new Sqlite(path);
  connection.exec('CREATE TABLE transfer (a); PRAGMA user_version = 2');
  connection.close();
}

const damages: ReadonlyArray<readonly [string, (path: string) => void]> = [
  [
    'replaced by garbage',
    path => writeFileSync(path, 'this was never a database, and it is long enough to show it'.repeat(40)),
  ],
  ['cut in half', path => truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096)],
  [
    'cut inside a page',
    path => truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096 - 1_000),
  ],
  ['emptied', path => truncateSync(path, 0)],
  ['without its header', path => overwrite(path, 0, new Uint8Array(16))],
  ['with another column in a table', path => replaceText(path, 'tail_crc', 'tail_crx')],
  ['of another version than its tables', path => setVersion(path, 3)],
  ['of another program', path => makeForeign(path)],
  ['overwritten in the middle', path => overwrite(path, 3 * 4096, new Uint8Array(5 * 4096).fill(0xa5))],
];

test.each(damages)('a database %s is set aside whole, said so, and begun anew', async (_, damage) => {
  const dir = await filledDir(200);
  const path = join(dir, 'longshore.db');
  damage(path);
  const bytes = readFileSync(path);
  const log = { ...silentLog, error: vi.fn() };

  const store = await openStore(dir, { ...setup, log });
  onTestFinished(store.close);

  expect(store.setAside).toBe(join(dir, asideName));
  expect(log.error).toHaveBeenCalledOnce();
  expect(readFileSync(join(dir, asideName)).equals(bytes)).toBe(true);
  expect(store.log.unfinished()).toEqual([]);
  expect(store.log.claim(sampleTransfer('/many/1')).isNew).toBe(true);
});

test('the write-ahead log of a damaged database goes along with it', async () => {
  const dir = await createTempDir();
  const child = startStoreProcess();
  await child.ask({ do: 'openStore', dir });
  await child.ask({ do: 'claim', wanted: sampleTransfer() });
  await child.kill();
  // With a sound log SQLite would need nothing of the main file.
  overwrite(join(dir, 'longshore.db-wal'), 0, new Uint8Array(64));
  writeFileSync(join(dir, 'longshore.db'), Buffer.alloc(8192, 'x'));
  const store = await openStore(dir, setup);
  onTestFinished(store.close);
  expect(readdirSync(dir)).toContain(`${asideName}-wal`);
});

test('of processes that meet the damage at once, one sets the file aside and all go on with the new one', async () => {
  const dir = await filledDir(50);
  const path = join(dir, 'longshore.db');
  writeFileSync(path, Buffer.alloc(65_536, 'x'));
  const children = Array.from({ length: 3 }, () => startStoreProcess());
  const answers = await Promise.all(
    children.map(child => child.ask<{ setAside: string | null }>({ do: 'openStore', dir })),
  );
  expect(answers.filter(answer => answer.setAside !== null)).toHaveLength(1);
  expect(readdirSync(dir).filter(name => /damaged-[^-]+-[^-]+-[^-]+-[^-]+-[^-]+$/.test(name))).toHaveLength(
    1,
  );
  await children[0]?.ask({ do: 'claim', wanted: sampleTransfer() });
  await expect(children[1]?.ask({ do: 'claim', wanted: sampleTransfer() })).rejects.toMatchObject({
    code: 'transfer.busy',
  });
  await Promise.all(children.map(child => child.end()));
});

test('an empty file in a folder that held none is a database that is about to be made', async () => {
  const dir = await createTempDir();
  writeFileSync(join(dir, 'longshore.db'), '');
  const store = await openStore(dir, setup);
  onTestFinished(store.close);
  expect(store.setAside).toBeNull();
});

test('a process that died inside the very first write leaves a file that opens', async () => {
  const dir = await createTempDir();
  const first = new Sqlite(join(dir, 'first.db'));
  onTestFinished(() => void first.close());
  first.exec('CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(1000000)); PRAGMA cache_size = 1');
  first.exec('BEGIN; UPDATE t SET a = randomblob(1000000)');
  copyFileSync(join(dir, 'first.db'), join(dir, 'killed.db'));
  copyFileSync(join(dir, 'first.db-journal'), join(dir, 'killed.db-journal'));

  const { database, setAside } = await openDatabase(join(dir, 'killed.db'), []);
  expect(setAside).toBeNull();
  expect(database.prepare('SELECT count(*) AS n FROM t WHERE a = zeroblob(1000000)').all()).toEqual([
    { n: 1 },
  ]);
  database.close();
});

function contentOf(database: Database): unknown {
  return tables.map(table => database.prepare(`SELECT * FROM ${table}`).all());
}

async function openLog(dir: string, wrap: (database: Database) => Database = same => same) {
  const { database } = await openDatabase(join(dir, 'longshore.db'), migrations, setup);
  const owners = openOwners(database, join(dir, 'owners'), process.pid, nowMs);
  onTestFinished(() => {
    owners.close();
    database.close();
  });
  return {
    database,
    log: createTransferLog(wrap(database), owners, silentLog, () => nowMs),
    sync: createSyncStore(wrap(database), owners, silentLog, () => nowMs),
  };
}

test('a full disk is told as such, and all that was stored before is there', async () => {
  const { database, log } = await openLog(await createTempDir());
  const { transfer } = log.claim(sampleTransfer());
  log.setState(transfer.id, { at: 'sending', upload: sampleUpload });
  const { page_count: pages } = database.prepare<{ page_count: number }>('PRAGMA page_count').get() ?? {
    page_count: 0,
  };
  database.prepare(`PRAGMA max_page_count = ${pages + 2}`).get();

  let stored = 0;
  let failure: unknown;
  while (failure === undefined) {
    try {
      log.addReceipt(transfer.id, sampleReceipt(stored + 1));
      stored += 1;
    } catch (thrown) {
      failure = thrown;
    }
  }
  expect(failure).toMatchObject({ code: 'disk.full', reaction: 'block' });
  expect(log.receipts(transfer.id)).toHaveLength(stored);
  expect(log.find(transfer.id)?.state).toEqual({ at: 'sending', upload: sampleUpload });
  expect(() => log.claim(sampleTransfer('/other', 'o'.repeat(1023)))).toThrow(
    expect.objectContaining({ code: 'disk.full' }),
  );
  expect(log.unfinished()).toHaveLength(1);

  database.prepare('PRAGMA max_page_count = 100000').get();
  log.addReceipt(transfer.id, sampleReceipt(stored + 1));
  expect(log.receipts(transfer.id)).toHaveLength(stored + 1);
});

/** Fails the write whose number is asked for, and counts all of them. */
function failWrite(database: Database, count: { done: number; failAt: number }): Database {
  return {
    ...database,
    prepare<Row>(sql: string) {
      const statement = database.prepare<Row>(sql);
      return {
        ...statement,
        run(...params: Parameters<typeof statement.run>) {
          count.done += 1;
          if (count.done === count.failAt) throw new AppError('disk.full', 'planned');
          return statement.run(...params);
        },
      };
    },
  };
}

interface CallSubject {
  readonly log: TransferLog;
  readonly sync: SyncStore;
  /** Of the transfer and of the folder, as soon as they are there. */
  readonly id: string;
  readonly folderId: string;
}

/** Every call that writes, in the order of a whole upload for a folder. */
const calls: ReadonlyArray<(subject: CallSubject) => void> = [
  ({ sync }) => sync.folders.claim(sampleFolder()),
  ({ sync, folderId }) => sync.known.put(folderId, sampleKnown('a/old')),
  ({ sync, folderId }) => sync.known.put(folderId, sampleKnown('a/old', { etag: 'NEW' })),
  ({ sync, folderId }) => sync.actions.put(folderId, sampleAction('a/new')),
  ({ sync, folderId }) => sync.problems.put(folderId, sampleProblem('a/new')),
  ({ sync, folderId }) => sync.problems.put(folderId, sampleProblem('a/gone')),
  ({ log, folderId: folder }) =>
    log.claim({ ...sampleTransfer(), place: { folderId: folder, path: 'a/new' } }),
  ({ log, id }) => log.setState(id, { at: 'sending', upload: sampleUpload }),
  ({ log, id }) => log.addReceipt(id, sampleReceipt(1)),
  ({ log, id }) => {
    const { source } = sampleTransfer();
    log.setSource(id, { ...source, size: 1, length: 1 });
  },
  ({ log, id }) => log.addReceipt(id, sampleReceipt(1)),
  ({ log, id }) => log.note(id, 'restarted', 'The file changed.'),
  ({ log, id }) => log.setState(id, { at: 'done', proof: sampleProof }),
  ({ sync, folderId }) => sync.problems.clear(folderId, 'a/gone'),
  ({ sync, folderId }) => sync.known.forget(folderId, 'a/old'),
  ({ sync, folderId }) => sync.known.forget(folderId, 'a/new'),
];

test('whichever write fails, the call that made it changed nothing and can be made again', async () => {
  const count = { done: 0, failAt: 0 };
  let failures = 0;
  for (let failAt = 1; failures === failAt - 1; failAt += 1) {
    const { database, log, sync } = await openLog(await createTempDir(), inner => failWrite(inner, count));
    const subject = (): CallSubject => ({
      log,
      sync,
      id: log.unfinished()[0]?.id ?? '',
      folderId: sync.folders.all()[0]?.folder.id ?? '',
    });
    Object.assign(count, { done: 0, failAt });
    for (const call of calls) {
      const before = contentOf(database);
      try {
        call(subject());
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'disk.full' });
        expect(contentOf(database)).toEqual(before);
        failures += 1;
        call(subject());
      }
    }
    expect(log.unfinished()).toEqual([]);
    expect(sync.known.totals(subject().folderId)).toEqual({ files: 0, bytes: 0 });
    expect(sync.problems.totals(subject().folderId).failed).toBe(0);
    expect(sync.actions.totals(subject().folderId).actions).toBe(0);
  }
  expect(failures).toBeGreaterThanOrEqual(calls.length);
});

test('a data directory below a file is a disk failure', async () => {
  const dir = await createTempDir();
  writeFileSync(join(dir, 'file'), '');
  await expect(openStore(join(dir, 'file', 'data'), setup)).rejects.toMatchObject({
    code: 'disk.failed',
    facts: { reason: 'ENOTDIR' },
  });
});

test('a folder in the place of the database is a disk failure and stays', async () => {
  const dir = await createTempDir();
  mkdirSync(join(dir, 'longshore.db'));
  await expect(openStore(dir, setup)).rejects.toMatchObject({ code: 'disk.failed' });
  expect(statSync(join(dir, 'longshore.db')).isDirectory()).toBe(true);
});

test('a data directory that cannot be listed is a disk failure', async () => {
  const dir = await filledDir(1);
  const failures = failFileCall('readdirSync', 'EIO', path => path === dir);
  await expect(openStore(dir, setup)).rejects.toMatchObject({ code: 'disk.failed', facts: { path: dir } });
  expect(failures()).toBe(1);
});

test('a data directory that cannot be resolved is a disk failure, and leaves nothing open', async () => {
  const dir = await filledDir(1);
  const failures = failFileCall('realpathSync', 'EIO', path => path === dir);
  await expect(openStore(dir, setup)).rejects.toMatchObject({ code: 'disk.failed', facts: { path: dir } });
  expect(failures()).toBe(1);
  expect(readdirSync(join(dir, 'owners'))).toEqual([]);
});

test('the health of a database that cannot be looked at is a disk failure', async () => {
  const dir = await filledDir(1);
  const store = await openStore(dir, setup);
  onTestFinished(store.close);
  failFileCall('statSync', 'EIO', path => path === join(dir, 'longshore.db'));
  expect(store.health).toThrow(expect.objectContaining({ code: 'disk.failed' }));
});

/** Root may write everywhere, so the child gives that right up. */
const nobody = process.getuid?.() === 0 ? 65_534 : undefined;

test.skipIf(process.platform === 'win32')(
  'a data directory that may not be written to is a disk failure',
  async () => {
    const dir = await filledDir(1);
    chmodSync(dir, 0o555);
    for (const name of readdirSync(dir)) chmodSync(join(dir, name), 0o555);
    onTestFinished(() => chmodSync(dir, 0o755));
    const child = startStoreProcess(nobody);
    const failure = {
      code: 'disk.failed',
      facts: expect.objectContaining({ path: expect.stringContaining(dir) }),
    };
    await expect(child.ask({ do: 'openStore', dir })).rejects.toMatchObject(failure);
    await expect(child.ask({ do: 'openStore', dir: join(dir, 'new') })).rejects.toMatchObject(failure);
    await child.end();
  },
);

test('a data directory that is deleted while in use fails every write from then on', async () => {
  const dir = join(await createTempDir(), 'data');
  const store = await openStore(dir, setup);
  const { transfer } = store.log.claim(sampleTransfer());
  rmSync(dir, { recursive: true });
  const failure = expect.objectContaining({ code: 'disk.failed' });
  expect(() => store.log.addReceipt(transfer.id, sampleReceipt(1))).toThrow(failure);
  expect(() => store.log.claim(sampleTransfer('/other'))).toThrow(failure);
  expect(() => store.close()).not.toThrow();
  expect(existsSync(dirname(dir))).toBe(true);
  expect(existsSync(dir)).toBe(false);
});
