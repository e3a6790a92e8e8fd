import { randomUUID } from 'node:crypto';
import { AppError } from '../base/app-error.ts';
import type { Log } from '../base/log.ts';
import { problem } from '../base/said.ts';
import type { Database, Statement, Value } from './database.ts';
import type { FolderLog, FolderRecord, NewFolder } from './folder-log.ts';
import { type FolderExtent, isSameFolder, type Overlap, overlapOf } from './folder-overlap.ts';
import { type FolderRow, modeOf, toFolderRecord } from './folder-row.ts';
import { createForgetting } from './forget-folder.ts';
import type { Owners } from './owners.ts';

const overlapProblems = {
  'same-root': 'overlap.same',
  inside: 'overlap.inside',
  contains: 'overlap.contains',
  'same-keys': 'overlap.keys',
} as const satisfies Readonly<Record<Overlap, string>>;

/** The folders of one database, as seen by one of its owners. */
export function createFolderLog(database: Database, owners: Owners, log: Log, now: () => number): FolderLog {
  const sql = prepareAll(database);
  const sweep = createForgetting(database);

  const isBusy = ({ owner }: FolderRow) =>
    owner !== null && (owner === owners.ownId || owners.isAlive(owner));

  function refuseBusy(row: FolderRow): void {
    if (!isBusy(row)) return;
    const pid = owners.pidOf(row.owner ?? '');
    const facts = { root: row.root, ...(pid === null ? {} : { pid }) };
    throw new AppError('folder.busy', `another run syncs ${row.root}`, facts);
  }

  function insertNew({ root, address, prefix, settings }: NewFolder): string {
    const id = randomUUID();
    const text = JSON.stringify(settings);
    sql.insert.run({ ...address, id, root, prefix, settings: text, owner: owners.ownId, atMs: now() });
    return id;
  }

  /** What can't be read of the scans is forgotten, so that they begin anew; settings are the wanted ones anyway. */
  function readOrRepair(id: string): FolderRecord {
    const row = requireRow(id);
    try {
      return toFolderRecord(row, true);
    } catch (thrown) {
      log.error('the record of a folder made no sense; it is scanned anew', { id, error: thrown });
      sql.forgetScan.run(id);
      return toFolderRecord(requireRow(id), true);
    }
  }

  function requireRow(id: string): FolderRow {
    const row = sql.find.get(id);
    if (row) return row;
    throw unknown(id);
  }

  function change(statement: Statement<unknown>, id: string, ...values: readonly Value[]): void {
    if (statement.run(...values, id).changes === 0) throw unknown(id);
  }

  return {
    claim(wanted) {
      sweep();
      return database.write(() => {
        const others = sql.all.all();
        const same = others.find(row => isSameFolder(wanted, extentOf(row)));
        if (same) {
          refuseBusy(same);
          const { region, addressing } = wanted.address;
          sql.take.run(owners.ownId, JSON.stringify(wanted.settings), region, addressing, same.id);
          return { record: readOrRepair(same.id), isNew: false, modeBefore: modeOf(same) };
        }
        for (const row of others) refuseOverlap(wanted, row);
        return { record: readOrRepair(insertNew(wanted)), isNew: true, modeBefore: null };
      });
    },

    lookUp(wanted) {
      const others = sql.all.all();
      const same = others.find(row => isSameFolder(wanted, extentOf(row)));
      if (same) return toFolderRecord(same, isBusy(same));
      for (const row of others) refuseOverlap(wanted, row);
      return null;
    },

    release(id) {
      sql.release.run(id, owners.ownId);
    },

    find(id) {
      const row = sql.find.get(id);
      return row ? toFolderRecord(row, isBusy(row)) : null;
    },

    all() {
      return sql.all.all().flatMap(row => {
        try {
          return [toFolderRecord(row, isBusy(row))];
        } catch (thrown) {
          log.error('the record of a folder makes no sense and is left out', { id: row.id, error: thrown });
          return [];
        }
      });
    },

    setPaused: (id, isPaused) => change(sql.setPaused, id, isPaused ? 1 : 0),
    setScan: (id, scan, rootIdentity) => change(sql.setScan, id, JSON.stringify(scan), rootIdentity),
    setRootIdentity: (id, rootIdentity) => change(sql.setRootIdentity, id, rootIdentity),
    setListed: (id, atMs) => change(sql.setListed, id, atMs),
    setUpToDate: (id, atMs) => change(sql.setUpToDate, id, atMs),
    setVerified: (id, atMs) => change(sql.setVerified, id, atMs),
    setAgreedDeletes: (id, count) => change(sql.setAgreedDeletes, id, count),

    remove(id) {
      database.write(() => {
        const row = requireRow(id);
        refuseBusy(row);
        sql.remove.run(row.number);
        sql.forget.run(row.number);
      });
      sweep();
    },

    changes: () => sql.version.get()?.data_version ?? 0,
  };
}

function extentOf({ root, kind, endpoint, bucket, prefix }: FolderRow) {
  return { root, address: { kind, endpoint, bucket }, prefix };
}

function refuseOverlap(wanted: FolderExtent, row: FolderRow): void {
  const reason = overlapOf(wanted, extentOf(row));
  if (reason === null) return;
  const facts = { ...problem(overlapProblems[reason]), root: wanted.root, other: row.root, reason };
  throw new AppError('folder.overlaps', `${wanted.root} overlaps with ${row.root}: ${reason}`, facts);
}

function unknown(id: string): AppError {
  return new AppError('folder.unknown', `there is no folder ${id}`, { id });
}

function prepareAll(database: Database) {
  const set = (column: string) => database.prepare(`UPDATE folder SET ${column} = ? WHERE id = ?`);
  return {
    all: database.prepare<FolderRow>('SELECT * FROM folder ORDER BY number'),
    find: database.prepare<FolderRow>('SELECT * FROM folder WHERE id = ?'),
    insert: database.prepare(`
      INSERT INTO folder (id, root, kind, endpoint, bucket, region, addressing, prefix, settings, is_paused, agreed_deletes, owner,
                          created_at_ms)
      VALUES (:id, :root, :kind, :endpoint, :bucket, :region, :addressing, :prefix, :settings, 0, 0, :owner, :atMs)`),
    take: database.prepare(
      'UPDATE folder SET owner = ?, settings = ?, region = ?, addressing = ? WHERE id = ?',
    ),
    release: database.prepare('UPDATE folder SET owner = NULL WHERE id = ? AND owner = ?'),
    forgetScan: database.prepare('UPDATE folder SET scan = NULL, up_to_date_at_ms = NULL WHERE id = ?'),
    setPaused: set('is_paused'),
    setScan: database.prepare('UPDATE folder SET scan = ?, root_identity = ? WHERE id = ?'),
    setRootIdentity: set('root_identity'),
    setListed: set('listed_at_ms'),
    setUpToDate: set('up_to_date_at_ms'),
    setVerified: set('verified_at_ms'),
    setAgreedDeletes: set('agreed_deletes'),
    remove: database.prepare('DELETE FROM folder WHERE number = ?'),
    forget: database.prepare('INSERT INTO forgotten_folder (number) VALUES (?)'),
    version: database.prepare<{ data_version: number }>('PRAGMA data_version'),
  };
}
