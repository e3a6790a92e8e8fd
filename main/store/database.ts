import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from '../base/app-error.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { createFlusher } from './flusher.ts';
import { createGroupCommit } from './group-commit.ts';
import { type InspectOptions, inspectDatabase } from './inspect.ts';
import { makeFolder } from './make-folder.ts';
import { type Migrations, migrate, refuseNewer } from './migrate.ts';
import { setAside } from './set-aside.ts';
import { mapErrors, toStoreError } from './sqlite-error.ts';
import { createTransactions } from './transactions.ts';

export type Value = string | number | bigint | null | Uint8Array;
/** Values for `?` in order, or one record for `:name`. */
export type Params = readonly Value[] | readonly [Readonly<Record<string, Value>>];

/** A prepared statement; keep it, preparing costs more than running. */
export interface Statement<Row> {
  run(...params: Params): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  get(...params: Params): Row | undefined;
  all(...params: Params): Row[];
}

/**
 * One connection to a SQLite file that other processes may have open too. Everything throws `AppError`s:
 * `disk.full`, `disk.failed`, `store.busy` (another process wrote for longer than the wait), `store.damaged`.
 */
export interface Database {
  readonly path: string;
  prepare<Row = unknown>(sql: string): Statement<Row>;
  /** Several statements without parameters. */
  exec(sql: string): void;
  /**
   * All or nothing. Takes the write lock at once, so what was read inside still holds at the end. May be nested: the inner one is a part of the outer
   * one, which is undone as a whole when either fails.
   */
  write<T>(task: () => T): T;
  /** The same in one commit with all that others ask for in this turn of the event loop; resolves once it is committed. See `GroupCommit`. */
  writeTogether<T>(task: () => T): Promise<T>;
  /** The same as `write`, and on the disk itself once it has returned, so that a power cut can't take it back. Not to be nested. */
  writeThrough<T>(task: () => T): T;
  /** Resolves when everything that was committed before is on the disk, too. Rejects with `disk.full` and `disk.failed`. */
  flush(): Promise<void>;
  /** Everything read inside belongs to one moment. */
  read<T>(task: () => T): T;
  close(): void;
}

export interface DatabaseOptions {
  readonly clock?: Clock;
  /** How long to wait for another process's write, in ms. */
  readonly busyTimeoutMs?: number;
  /** Files up to this size are checked as a whole when opened. */
  readonly checkUpToBytes?: number;
  /** Whether this file once held a database, so that finding it empty is damage; without it an empty file is a new one. */
  readonly wasFilled?: () => boolean;
}

export interface OpenedDatabase {
  readonly database: Database;
  /** Where a damaged file was put, with a new empty database in its place; null when all was well. */
  readonly setAside: string | null;
}

/**
 * Opens the database at `path`, made when missing together with its folder, and brings it to the newest version.
 * A file of a newer program is refused with `store.newer` and not touched. A damaged one is renamed, never emptied,
 * and the caller is told.
 *
 * Commits go to a write-ahead log that is not flushed each time (`synchronous = NORMAL`): they survive the death of
 * the process, also by kill -9, at once; a power cut may take back the last of them, in order. What that costs is
 * work, not truth: parts are adopted again from the server's list, and a lost "done" is proven once more. What would be
 * missed for ever goes through `writeThrough`, or is flushed with all before it by `flush`.
 */
export async function openDatabase(
  path: string,
  migrations: Migrations,
  options: DatabaseOptions = {},
): Promise<OpenedDatabase> {
  const { clock = systemClock, busyTimeoutMs = 5_000, wasFilled } = options;
  const checks = {
    migrations,
    busyTimeoutMs,
    checkUpToBytes: options.checkUpToBytes ?? 256 * 1024 * 1024,
    wasFilled,
  };
  const file = resolve(path);
  let connection: Sqlite.Database | undefined;
  try {
    makeFolder(dirname(file));
    const aside = clearDamage(file, migrations, clock, checks);
    connection = new Sqlite(file, { timeout: busyTimeoutMs });
    await enterWal(connection, clock, busyTimeoutMs);
    connection.pragma('synchronous = NORMAL');
    connection.pragma('foreign_keys = ON');
    await migrate(connection, file, migrations);
    return { database: wrap(connection, file, watchFile(connection, file)), setAside: aside };
  } catch (thrown) {
    connection?.close();
    throw toStoreError(thrown, file);
  }
}

/**
 * A database for this connection alone, made by `schema`: in memory up to the size of SQLite's cache (16 MB as it is built here), then in a
 * nameless file in the system's folder for temporary files. It ends with `close` or with the process.
 */
export function openScratch(schema: string): Database {
  const name = 'temporary database';
  return mapErrors(name, () => {
    const connection = new Sqlite('');
    connection.exec(schema);
    return wrap(connection, name, () => {});
  });
}

function clearDamage(
  file: string,
  migrations: Migrations,
  clock: Clock,
  checks: InspectOptions,
): string | null {
  const inspect = () => inspectDatabase(file, checks);
  const found = inspect();
  if (found.is === 'sound') refuseNewer(file, found.version, migrations);
  if (found.is !== 'damaged') return null;
  return setAside(file, clock.now(), checks.busyTimeoutMs, () => inspect().is === 'damaged');
}

/** Two processes that switch at the same moment stand in each other's way, and SQLite then fails without waiting. */
async function enterWal(connection: Sqlite.Database, clock: Clock, busyTimeoutMs: number): Promise<void> {
  const stepMs = 20;
  for (let waitedMs = 0; ; waitedMs += stepMs) {
    try {
      if (connection.pragma('journal_mode', { simple: true }) === 'wal') return;
      connection.pragma('journal_mode = WAL');
      return;
    } catch (thrown) {
      const isBusy = thrown instanceof Sqlite.SqliteError && thrown.code.startsWith('SQLITE_BUSY');
      if (!isBusy || waitedMs >= busyTimeoutMs) throw thrown;
      await clock.sleep(stepMs);
    }
  }
}

/** Throws when the file is no longer there: SQLite goes on writing into one that was deleted, and every such write would be lost without a word. */
function watchFile(connection: Sqlite.Database, path: string): () => void {
  const inode = statSync(path, { bigint: true }).ino;
  return () => {
    if (connection.inTransaction) return;
    const now = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (now?.ino === inode) return;
    throw new AppError('disk.failed', `${path} was deleted or replaced while in use`, { path });
  };
}

function wrap(connection: Sqlite.Database, path: string, requireInPlace: () => void): Database {
  const { write: transact, apart, read } = createTransactions(connection, path);
  const flusher = createFlusher(`${path}-wal`);

  function write<T>(task: () => T): T {
    mapErrors(path, requireInPlace);
    const result = transact(task);
    flusher.changed();
    return result;
  }

  /** Where it fails, commits are flushed until the next time, which costs time only; what was committed must not be told to have failed. */
  function flushLess(): void {
    try {
      connection.pragma('synchronous = NORMAL');
    } catch {
      // The next one to be written through tries it again.
    }
  }

  const group = createGroupCommit({ write, apart, isInTransaction: () => connection.inTransaction });

  return {
    path,
    prepare<Row>(sql: string): Statement<Row> {
      const statement = mapErrors(path, () => connection.prepare<unknown[], Row>(sql));
      return {
        run: (...params) =>
          mapErrors(path, () => {
            requireInPlace();
            flusher.changed();
            return statement.run(...params);
          }),
        get: (...params) => mapErrors(path, () => statement.get(...params)),
        all: (...params) => mapErrors(path, () => statement.all(...params)),
      };
    },
    exec(sql) {
      flusher.changed();
      mapErrors(path, () => connection.exec(sql));
    },
    write,
    writeTogether: group.add,
    writeThrough<T>(task: () => T): T {
      mapErrors(path, requireInPlace);
      if (connection.inTransaction) throw new AppError('bug', 'only a transaction of its own is flushed');
      mapErrors(path, () => connection.pragma('synchronous = FULL'));
      try {
        return transact(task);
      } finally {
        flushLess();
      }
    },
    flush: flusher.flush,
    read,
    close() {
      group.flush();
      flusher.close();
      connection.close();
    },
  };
}
