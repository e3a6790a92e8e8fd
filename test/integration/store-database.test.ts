import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { openDatabase } from '../../main/store/database.ts';
import { startStoreProcess } from '../support/store-process.ts';
import { createTempDir } from '../support/temp-dir.ts';

const steps = [
  'CREATE TABLE boat (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT',
  'ALTER TABLE boat ADD COLUMN berth INTEGER',
  `CREATE TABLE berth (id INTEGER PRIMARY KEY); INSERT INTO berth VALUES (7); UPDATE boat SET berth = 7`,
];

async function tempPath(): Promise<string> {
  return join(await createTempDir(), 'harbour.db');
}

async function makeVersion(path: string, version: number): Promise<void> {
  const { database } = await openDatabase(path, steps.slice(0, version));
  database.prepare('INSERT INTO boat (name) VALUES (?)').run('Ada');
  database.close();
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

test.each([1, 2, 3])('a file of version %i opens with what it held', async version => {
  const path = await tempPath();
  await makeVersion(path, version);
  const { database, setAside } = await openDatabase(path, steps);
  expect(database.prepare<{ name: string }>('SELECT name FROM boat').all()).toEqual([{ name: 'Ada' }]);
  expect(database.prepare('SELECT id FROM berth').all()).toEqual([{ id: 7 }]);
  expect(setAside).toBeNull();
  database.close();
});

test('the file as it was is kept beside a migrated one', async () => {
  const path = await tempPath();
  await makeVersion(path, 2);
  const { database } = await openDatabase(path, steps);
  database.close();
  const { database: before } = await openDatabase(`${path}.backup-v2`, steps.slice(0, 2));
  expect(before.prepare('SELECT name, berth FROM boat').all()).toEqual([{ name: 'Ada', berth: null }]);
  before.close();
  expect(readdirSync(join(path, '..')).filter(name => name.includes('backup'))).toEqual([
    'harbour.db.backup-v2',
  ]);
});

test('a new file and an up-to-date file make no backup', async () => {
  const path = await tempPath();
  await makeVersion(path, 3);
  const { database } = await openDatabase(path, steps);
  database.close();
  expect(readdirSync(join(path, '..'))).toEqual(['harbour.db']);
});

test('what is written through is flushed when it is committed, and nothing else is', async () => {
  const { database } = await openDatabase(await tempPath(), steps);
  const level = () => database.prepare('PRAGMA synchronous').get();
  const [normal, full] = [{ synchronous: 1 }, { synchronous: 2 }];
  expect(database.write(level)).toEqual(normal);
  expect(database.writeThrough(level)).toEqual(full);
  expect(level()).toEqual(normal);
  const fail = () => {
    throw new Error('planned');
  };
  expect(() => database.writeThrough(fail)).toThrow('planned');
  expect(level()).toEqual(normal);
  expect(() => database.write(() => database.writeThrough(level))).toThrow(
    expect.objectContaining({ code: 'bug' }),
  );
  database.close();
});

test('what was written through has not failed when the connection can only not be set back', async () => {
  const { database } = await openDatabase(await tempPath(), steps);
  const level = () => database.prepare('PRAGMA synchronous').get();
  const add = () => database.prepare("INSERT INTO boat (name) VALUES ('Ada')").run().changes;
  const real = Sqlite.prototype.pragma;
  const refuse = vi.spyOn(Sqlite.prototype, 'pragma').mockImplementation(function (
    this: Sqlite.Database,
    text,
  ) {
    if (text.endsWith('NORMAL')) throw new Sqlite.SqliteError('planned', 'SQLITE_IOERR');
    return real.call(this, text);
  });
  expect(database.writeThrough(add)).toBe(1);
  expect(level()).toEqual({ synchronous: 2 });
  refuse.mockRestore();
  expect(database.writeThrough(add)).toBe(1);
  expect(level()).toEqual({ synchronous: 1 });
  database.close();
});

test('a step that fails leaves the version before it, whole', async () => {
  const path = await tempPath();
  await makeVersion(path, 1);
  const broken = [...steps.slice(0, 2), 'CREATE TABLE crew (id INTEGER); INSERT INTO nobody VALUES (1)'];
  await expect(openDatabase(path, broken)).rejects.toMatchObject({ code: 'bug' });
  const { database } = await openDatabase(path, steps.slice(0, 2));
  expect(database.prepare("SELECT name FROM sqlite_master WHERE name = 'crew'").all()).toEqual([]);
  database.close();
});

test('a step that leaves references to nothing is undone', async () => {
  const path = await tempPath();
  const broken = [
    'CREATE TABLE crew (boat INTEGER REFERENCES boat (id)); CREATE TABLE boat (id INTEGER PRIMARY KEY); INSERT INTO crew VALUES (1)',
  ];
  await expect(openDatabase(path, broken)).rejects.toMatchObject({ code: 'bug' });
});

test('a file of a newer program is refused and keeps every byte', async () => {
  const path = await tempPath();
  await makeVersion(path, 3);
  const before = hashOf(path);
  await expect(openDatabase(path, steps.slice(0, 2))).rejects.toMatchObject({
    code: 'store.newer',
    facts: { version: 3, known: 2 },
  });
  expect(hashOf(path)).toBe(before);
});

test('a newer file that was left by a killed process keeps its write-ahead log too', async () => {
  const path = await tempPath();
  const other = startStoreProcess();
  await other.ask({ do: 'openStore', dir: join(path, '..', 'data') });
  await other.kill();
  const dir = join(path, '..', 'data');
  const parts = [join(dir, 'longshore.db'), join(dir, 'longshore.db-wal')];
  const before = parts.map(hashOf);
  await expect(openDatabase(join(dir, 'longshore.db'), [])).rejects.toMatchObject({ code: 'store.newer' });
  expect(parts.map(hashOf)).toEqual(before);
});

test('processes that start at once migrate once', async () => {
  const path = await tempPath();
  await makeVersion(path, 1);
  const slow = `CREATE TABLE trip AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
                SELECT i FROM n; INSERT INTO boat (name) VALUES ('Bea')`;
  const migrations = [...steps.slice(0, 2), slow];
  const processes = Array.from({ length: 3 }, () => startStoreProcess());
  const query = 'SELECT name FROM boat ORDER BY id';
  const answers = await Promise.all(
    processes.map(each => each.ask({ do: 'migrate', path, migrations, query })),
  );
  for (const answer of answers) {
    expect(answer).toEqual({ rows: [{ name: 'Ada' }, { name: 'Bea' }], setAside: null });
  }
  await Promise.all(processes.map(each => each.end()));
  const { database: before } = await openDatabase(`${path}.backup-v1`, steps.slice(0, 1));
  expect(before.prepare('SELECT name FROM boat').all()).toEqual([{ name: 'Ada' }]);
  before.close();
});

test('processes that make a new file at once agree on it', async () => {
  const path = await tempPath();
  const processes = Array.from({ length: 4 }, () => startStoreProcess());
  const query = 'SELECT id FROM berth';
  const answers = await Promise.all(
    processes.map(each => each.ask({ do: 'migrate', path, migrations: steps, query })),
  );
  expect(answers).toEqual(Array.from({ length: 4 }, () => ({ rows: [{ id: 7 }], setAside: null })));
  await Promise.all(processes.map(each => each.end()));
});

test('a write that throws changes nothing, and what it threw comes out as it is', async () => {
  const { database } = await openDatabase(await tempPath(), steps);
  const own = new RangeError('no such berth');
  expect(() =>
    database.write(() => {
      database.prepare('INSERT INTO boat (name) VALUES (?)').run('Cleo');
      throw own;
    }),
  ).toThrow(own);
  expect(database.prepare('SELECT * FROM boat').all()).toEqual([]);
  database.close();
});

test('a writer waits for another one, and gives up with store.busy', async () => {
  const path = await tempPath();
  const { database: one } = await openDatabase(path, steps);
  const { database: two } = await openDatabase(path, steps, { busyTimeoutMs: 50 });
  one.write(() => {
    expect(() => two.prepare('INSERT INTO berth VALUES (8)').run()).toThrow(
      expect.objectContaining({ code: 'store.busy' }),
    );
  });
  two.close();
  one.close();
});

test('a database that is deleted while in use is not written to any more', async () => {
  const path = await tempPath();
  const { database } = await openDatabase(path, steps);
  rmSync(join(path, '..'), { recursive: true });
  expect(() => database.write(() => 0)).toThrow(expect.objectContaining({ code: 'disk.failed' }));
  expect(existsSync(path)).toBe(false);
  database.close();
});
