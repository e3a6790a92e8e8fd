import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrations } from '../../../main/store/migrations.ts';

export interface ProvenTransfer {
  readonly path: string;
  readonly key: string;
  readonly size: number;
  readonly algorithm: string;
  readonly ours: string;
  readonly etag: string;
}

export interface KnownRow {
  /** From the folder's root. */
  readonly path: string;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly key: string;
  readonly etag: string;
  readonly algorithm: string | null;
  readonly checksum: string | null;
}

/** What the engine's database says, read without the engine. */
export interface EngineRecord {
  /** The newest transfer of each key, where it is done. */
  readonly proven: readonly ProvenTransfer[];
  /** Of all transfers that are done, older ones of the same key as well. */
  readonly doneCount: number;
  readonly unfinishedKeys: ReadonlySet<string>;
  readonly known: readonly KnownRow[];
  /** For which something is still to be done. */
  readonly actionPaths: ReadonlySet<string>;
  readonly looseUploads: number;
  /** Keys of files that are gone, whose objects were said to stay. */
  readonly keptKeys: readonly string[];
  readonly receipts: readonly ReceiptRow[];
}

/** A part that the record says is stored. */
export interface ReceiptRow {
  readonly key: string;
  readonly part: number;
  readonly etag: string;
}

/**
 * Reads a copy of the database as its last process left it, log of commits included. Throws when SQLite's own checks of all pages,
 * indexes and references find anything, and when something is done without a proof. Null when there
 * is no database of the newest version yet.
 */
export async function readRecord(dataDir: string): Promise<EngineRecord | null> {
  const dir = await mkdtemp(join(tmpdir(), 'longshore-record-'));
  try {
    const path = join(dir, 'copy.db');
    try {
      await copyFile(join(dataDir, 'longshore.db'), path);
      await copyFile(join(dataDir, 'longshore.db-wal'), `${path}-wal`);
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
    }
    return readAll(path);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function readAll(path: string): EngineRecord | null {
  const database = new DatabaseSync(path, { readBigInts: false });
  try {
    assert.deepEqual(column(database, 'PRAGMA integrity_check', 'integrity_check'), ['ok']);
    assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), []);
    const version = Number(column(database, 'PRAGMA user_version', 'user_version')[0]);
    if (version < migrations.length) return null;
    const unproven = `SELECT id FROM transfer WHERE at = 'done' AND id NOT IN (SELECT transfer_id FROM proof)`;
    assert.deepEqual(database.prepare(unproven).all(), [], 'something is done without a proof');
    return {
      proven: rows<ProvenTransfer>(database, provenSql),
      doneCount: Number(column(database, "SELECT count(*) AS n FROM transfer WHERE at = 'done'", 'n')[0]),
      unfinishedKeys: new Set(column<string>(database, unfinishedSql, 'object_key')),
      known: rows<KnownRow & { mtimeNs: string }>(database, knownSql).map(row => ({
        ...row,
        mtimeNs: BigInt(row.mtimeNs),
      })),
      actionPaths: new Set(column<string>(database, 'SELECT path FROM action', 'path')),
      receipts: rows<ReceiptRow>(database, receiptSql),
      looseUploads: Number(column(database, 'SELECT count(*) AS n FROM loose_upload', 'n')[0]),
      keptKeys: column<string>(database, keptSql, 'key'),
    };
  } finally {
    database.close();
  }
}

const provenSql = `
  SELECT path, object_key AS key, proof.size, algorithm, ours, lower(etag) AS etag FROM transfer JOIN proof ON transfer_id = id
  WHERE at = 'done' AND NOT EXISTS (
    SELECT 1 FROM transfer AS newer WHERE newer.object_key = transfer.object_key AND newer.created_at_ms > transfer.created_at_ms
  )`;
const receiptSql = `
  SELECT object_key AS key, number AS part, lower(receipt.etag) AS etag FROM receipt JOIN transfer ON transfer_id = id`;
const unfinishedSql = `SELECT object_key FROM transfer WHERE at NOT IN ('done', 'cancelled')`;
const keptSql = `SELECT DISTINCT facts ->> '$.key' AS key FROM decision WHERE reason = 'kept-in-bucket' AND key IS NOT NULL`;
const knownSql = `
  SELECT CASE WHEN directory.path = '' THEN name ELSE directory.path || '/' || name END AS path, size,
    CAST(mtime_ns AS TEXT) AS mtimeNs, lower(etag) AS etag, algorithm, checksum,
    coalesce(object_key, prefix || CASE WHEN directory.path = '' THEN name ELSE directory.path || '/' || name END) AS key
  FROM known_file JOIN directory ON directory.id = known_file.directory JOIN folder ON folder.number = directory.folder
  WHERE name <> ''`;

function rows<Row>(database: DatabaseSync, sql: string): readonly Row[] {
  return database.prepare(sql).all() as unknown as readonly Row[];
}

function column<Value = unknown>(database: DatabaseSync, sql: string, name: string): readonly Value[] {
  return rows<Record<string, Value>>(database, sql).map(row => row[name] as Value);
}
