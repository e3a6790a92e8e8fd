import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { damagesOf, listedUploads } from '../../reliability/ith/record-view.ts';
import { tempRoot } from '../../support/temp-root.ts';

function madeRecord(): string {
  const path = join(mkdtempSync(join(tempRoot(), 'record-view-')), 'record.db');
  const database = new DatabaseSync(path);
  database.exec(`
    PRAGMA foreign_keys = OFF;
    CREATE TABLE folder (id TEXT PRIMARY KEY);
    CREATE TABLE transfer (at TEXT, detail TEXT, folder TEXT REFERENCES folder (id));
    CREATE TABLE loose_upload (upload_id TEXT);
    INSERT INTO transfer VALUES ('paused', '{"upload":{"uploadId":"u-paused"}}', NULL),
      ('cancelled', '{"upload":{"uploadId":"u-cancelled"}}', NULL), ('waiting', '{"upload":null}', NULL), ('done', '{}', NULL);
    INSERT INTO loose_upload VALUES ('u-loose');
  `);
  database.close();
  return path;
}

test('listed are the uploads of transfers that are not over, and those that no transfer stands for', () => {
  expect([...listedUploads(madeRecord())].sort()).toEqual(['u-loose', 'u-paused']);
});

test('a reference to nothing is a damage', () => {
  const path = madeRecord();
  expect(damagesOf(path)).toEqual([]);
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec("INSERT INTO transfer VALUES ('done', '{}', 'nowhere')");
  database.close();
  expect(damagesOf(path)).toHaveLength(1);
});
