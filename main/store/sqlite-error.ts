import Sqlite from 'better-sqlite3';
import { AppError } from '../base/app-error.ts';

/** By the primary part of SQLite's result codes, which come as `SQLITE_BUSY` or finer, as `SQLITE_BUSY_SNAPSHOT`. */
const codes: Readonly<Record<string, 'disk.full' | 'disk.failed' | 'store.busy' | 'store.damaged' | 'bug'>> =
  {
    SQLITE_FULL: 'disk.full',
    SQLITE_IOERR: 'disk.failed',
    SQLITE_READONLY: 'disk.failed',
    SQLITE_CANTOPEN: 'disk.failed',
    SQLITE_PERM: 'disk.failed',
    SQLITE_NOLFS: 'disk.failed',
    SQLITE_BUSY: 'store.busy',
    SQLITE_LOCKED: 'store.busy',
    SQLITE_PROTOCOL: 'store.busy',
    SQLITE_CORRUPT: 'store.damaged',
    SQLITE_NOTADB: 'store.damaged',
  };

const fullDisk = new Set(['ENOSPC', 'EDQUOT']);

function primary(code: string): string {
  return code.split('_').slice(0, 2).join('_');
}

/**
 * The one place where failures of SQLite and of the file system under it become `AppError`s. What SQLite says of a
 * wrong statement or a broken rule is our mistake, hence a `bug`. An `AppError` passes through.
 */
export function toStoreError(thrown: unknown, path: string): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Sqlite.SqliteError) {
    const code = codes[primary(thrown.code)] ?? 'bug';
    return new AppError(code, `SQLite: ${thrown.message}`, { path, sqlite: thrown.code }, thrown);
  }
  if (thrown instanceof Error && 'syscall' in thrown && 'code' in thrown) {
    const reason = String(thrown.code);
    const code = fullDisk.has(reason) ? 'disk.full' : 'disk.failed';
    return new AppError(code, `can't use ${path}: ${reason}`, { path, reason }, thrown);
  }
  // The package looks for the folder by itself, and tells in words alone that it found none.
  if (thrown instanceof TypeError && thrown.message.includes('directory does not exist')) {
    return new AppError('disk.failed', `can't use ${path}: ENOENT`, { path, reason: 'ENOENT' }, thrown);
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('bug', message, { path }, thrown);
}

/** Runs a task that touches a database file; what it throws leaves as an `AppError`. */
export function mapErrors<T>(path: string, task: () => T): T {
  try {
    return task();
  } catch (thrown) {
    throw toStoreError(thrown, path);
  }
}
