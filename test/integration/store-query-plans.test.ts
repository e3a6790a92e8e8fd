import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLog } from '../../main/base/log.ts';
import { type Database, openDatabase, type Value } from '../../main/store/database.ts';
import { migrations } from '../../main/store/migrations.ts';
import { openOwners } from '../../main/store/owners.ts';
import { createSyncStore } from '../../main/store/sync-tables.ts';
import { createTransferPlaces } from '../../main/store/transfer-places.ts';
import { createTempDir } from '../support/temp-dir.ts';

/** Tables whose rows grow with the files of a folder. */
const large = ['transfer', 'directory', 'known_file', 'action', 'problem', 'decision'];

/** The oldest or newest rows of all, limited: a walk along an index that ends by itself. */
const walks = ['SCAN decision', 'SCAN transfer USING COVERING INDEX transfer_of_folder_over'];

/** Every statement that the sync side of a store prepares. */
async function preparedStatements() {
  const dir = await createTempDir();
  const { database } = await openDatabase(join(dir, 'longshore.db'), migrations);
  const owners = openOwners(database, join(dir, 'owners'), 1, 0);
  const statements: string[] = [];
  const spied: Database = {
    ...database,
    prepare<Row>(sql: string) {
      statements.push(sql);
      return database.prepare<Row>(sql);
    },
  };
  createSyncStore(spied, owners, silentLog, () => 0);
  createTransferPlaces(spied, silentLog, () => 0);
  return { database, statements, close: () => [owners.close, database.close].forEach(close => void close()) };
}

function planOf(database: Database, sql: string): string[] {
  const names = [...sql.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, null] as const);
  const positions: Value[] = Array.from({ length: sql.split('?').length - 1 }, () => null);
  const plan = database.prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
  const rows = names.length > 0 ? plan.all(Object.fromEntries(names)) : plan.all(...positions);
  return rows.map(row => row.detail);
}

test('no statement goes over a whole table or sorts what it found, however many files there are', async () => {
  const { database, statements, close } = await preparedStatements();
  const plans = statements
    .filter(sql => !sql.startsWith('PRAGMA'))
    .map(sql => ({ sql, plan: planOf(database, sql) }));
  expect(plans.length).toBeGreaterThan(40);
  const bad = plans.filter(({ plan }) =>
    plan.some(
      step =>
        step.includes('TEMP B-TREE') ||
        (large.some(table => step === `SCAN ${table}` || step.startsWith(`SCAN ${table} `)) &&
          !walks.includes(step)),
    ),
  );
  expect(bad).toEqual([]);
  close();
});

test.each([
  [
    'the next actions',
    /FROM action WHERE folder = \? AND lane/,
    ['SEARCH action USING INDEX action_by_age (folder=? AND lane=? AND due_at_ms<?)'],
  ],
  [
    'the actions of a kind',
    /INDEXED BY action_by_kind WHERE folder = \? AND what = \?/,
    ['SEARCH action USING INDEX action_by_kind (folder=? AND what=? AND path>?)'],
  ],
  [
    'windows of deletions',
    /INDEXED BY action_by_kind WHERE folder = \? AND what = 'delete'/,
    ['SEARCH action USING INDEX action_by_kind (folder=? AND what=?)'],
  ],
  [
    'whether there is a file like one',
    /SELECT 1 FROM known_file WHERE inode = :inode/,
    ['SEARCH known_file USING INDEX known_file_by_identity (inode=? AND mtime_ns=? AND size=?)'],
  ],
  [
    'the files like one',
    /inode = :inode AND mtime_ns = :mtimeNs AND size = :size AND device = :device AND name/,
    [
      'SEARCH known_file USING INDEX known_file_by_identity (inode=? AND mtime_ns=? AND size=?)',
      'SEARCH directory USING INTEGER PRIMARY KEY (rowid=?)',
      'SEARCH folder USING INTEGER PRIMARY KEY (rowid=?)',
    ],
  ],
  [
    'the pages of known files',
    /ORDER BY directory\.path, name LIMIT/,
    [
      'SEARCH folder USING INTEGER PRIMARY KEY (rowid=?)',
      'SEARCH directory USING COVERING INDEX sqlite_autoindex_directory_1 (folder=? AND path>?)',
      'SEARCH known_file USING PRIMARY KEY (directory=?)',
    ],
  ],
  [
    'the latest lines of a folder',
    /INDEXED BY decision_of_folder/,
    ['SEARCH decision USING INDEX decision_of_folder (folder=?)'],
  ],
])('%s are found by their index', async (_, statement, plan) => {
  const { database, statements, close } = await preparedStatements();
  const found = statements.filter(sql => statement.test(sql));
  expect(new Set(found).size).toBe(1);
  expect(planOf(database, found[0] ?? '')).toEqual(plan);
  close();
});
