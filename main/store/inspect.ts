import { existsSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { type Migrations, versionOf } from './migrate.ts';
import { findWrongTable } from './schema.ts';
import { mapErrors, toStoreError } from './sqlite-error.ts';

/** What a look at a database file tells, before anything is changed in it. */
export type Inspection =
  | { readonly is: 'absent' }
  | { readonly is: 'sound'; readonly version: number }
  | { readonly is: 'damaged'; readonly reason: string };

export interface InspectOptions {
  /** How long to wait for another process's write, in ms. */
  readonly busyTimeoutMs: number;
  /** Files up to this size are checked as a whole. */
  readonly checkUpToBytes: number;
  /** What made the tables of the file. */
  readonly migrations: Migrations;
  /** Whether the file once held a database, so that finding it empty is damage. */
  readonly wasFilled?: (() => boolean) | undefined;
}

/**
 * Looks at the file through a connection that can't write, unless a process died inside its very first write and that has
 * to be undone. The structure is checked by `quick_check`, which reads the whole file (about a second per gigabyte in
 * cache, ten from a hard disk); above `checkUpToBytes` it is left out, and damage then shows when it is met. Tables that are not
 * those of the file's version are damage, too. Bytes flipped inside a value are no damage to SQLite: readers check their rows.
 */
export function inspectDatabase(path: string, options: InspectOptions): Inspection {
  if (!existsSync(path)) return { is: 'absent' };
  // Asked in this order: a database that another process is just making is filled before it counts as such.
  if (options.wasFilled?.() && statSync(path).size === 0)
    return { is: 'damaged', reason: 'the file was emptied' };
  try {
    return look(path, options, true);
  } catch (thrown) {
    const needsRollback = thrown instanceof Sqlite.SqliteError && thrown.code === 'SQLITE_READONLY_ROLLBACK';
    if (!needsRollback) throw toStoreError(thrown, path);
    return mapErrors(path, () => look(path, options, false));
  }
}

function look(path: string, options: InspectOptions, readonly: boolean): Inspection {
  const { busyTimeoutMs: timeout, checkUpToBytes, migrations } = options;
  let connection: Sqlite.Database | undefined;
  try {
    connection = new Sqlite(path, { readonly, fileMustExist: true, timeout });
    // Both belong to one moment: another process may be just bringing the file to a newer version.
    connection.exec('BEGIN');
    const version = versionOf(connection);
    const wrong = version > migrations.length ? null : findWrongTable(connection, version, migrations);
    connection.exec('COMMIT');
    if (wrong !== null) return { is: 'damaged', reason: `${wrong} is not as version ${version} has it` };
    if (statSync(path).size <= checkUpToBytes) {
      const found = String(connection.pragma('quick_check(1)', { simple: true }));
      if (found !== 'ok') return { is: 'damaged', reason: found };
    }
    return { is: 'sound', version };
  } catch (thrown) {
    const error = toStoreError(thrown, path);
    if (error.code === 'store.damaged') return { is: 'damaged', reason: error.message };
    throw thrown;
  } finally {
    connection?.close();
  }
}
