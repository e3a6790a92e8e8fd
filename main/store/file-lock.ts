import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { AppError } from '../base/app-error.ts';
import { toStoreError } from './sqlite-error.ts';

/** A lock that is held until `close`, or until the process ends in whatever way. */
export interface FileLock {
  close(): void;
}

/**
 * Takes the lock that a file stands for, made when missing, or throws `store.busy` after `waitMs`. SQLite does the
 * locking: the system frees it when the process dies, and, unlike bare POSIX locks, it also holds between two
 * holders in one process. No other code may open such a file: closing any handle would drop the process's lock.
 */
export function openFileLock(path: string, waitMs: number): FileLock {
  let connection: Sqlite.Database | undefined;
  try {
    connection = new Sqlite(path, { timeout: waitMs });
    // Nothing is ever written, so a journal beside the lock would only be litter.
    connection.pragma('journal_mode = MEMORY');
    connection.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    connection?.close();
    throw toStoreError(thrown, path);
  }
  const held = connection;
  return {
    close() {
      held.close();
    },
  };
}

/**
 * True while somebody, this process included, holds the lock. Asks for a shared lock only, so two who ask at once
 * don't take each other for the holder.
 */
export function isFileLocked(path: string): boolean {
  if (!existsSync(path)) return false;
  let connection: Sqlite.Database | undefined;
  try {
    connection = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 0 });
    connection.prepare('SELECT count(*) FROM sqlite_master').get();
    return false;
  } catch (thrown) {
    const error = toStoreError(thrown, path);
    if (error.code === 'store.busy') return true;
    // Whoever ended cleanly between the two looks has removed the file.
    if (error instanceof AppError && !existsSync(path)) return false;
    throw error;
  } finally {
    connection?.close();
  }
}
