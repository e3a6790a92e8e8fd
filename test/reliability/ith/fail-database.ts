import { sep } from 'node:path';
import Sqlite from 'better-sqlite3';
import { strike } from './plan.ts';

/** What SQLite answers; the second says whether it takes back the open transaction as a whole, as it may when the disk fails. */
export const databaseFaults = [
  ['SQLITE_BUSY', false],
  ['SQLITE_FULL', true],
  ['SQLITE_IOERR_WRITE', true],
  ['SQLITE_CORRUPT', false],
] as const;

// biome-ignore lint/suspicious/noExplicitAny: each class calls its own with itself
type Call = (this: any, ...args: never[]) => unknown;

/** Steps that end a transaction in memory alone. */
const neverFails = /^\s*(ROLLBACK|RELEASE|SAVEPOINT)\b/i;

/**
 * Makes the calls of every connection ask the plan, but those of the databases below `except`. The classes of the package are changed in
 * place, so the program needs no seam of its own.
 */
export function installDatabaseFaults(except: () => string): void {
  const connection = Sqlite.prototype as unknown as Record<string, Call>;
  const probe = new Sqlite(':memory:');
  const statement = Object.getPrototypeOf(probe.prepare('SELECT 1')) as Record<string, Call>;
  probe.close();

  function meet(database: Sqlite.Database): void {
    if (database.name.startsWith(except() + sep)) return;
    const fault = strike('database');
    const found = fault === null ? undefined : databaseFaults[fault];
    if (!found) return;
    const [code, takesBack] = found;
    if (takesBack && database.inTransaction) execute.call(database, 'ROLLBACK' as never);
    throw new Sqlite.SqliteError('planned', code);
  }

  const execute = take(connection, 'exec');
  // What `prepare` reads, the pragmas before it have read: it works in memory.
  for (const name of ['exec', 'pragma']) {
    const inner = take(connection, name);
    connection[name] = function (this: Sqlite.Database, ...args: never[]) {
      meet(this);
      return inner.apply(this, args);
    };
  }
  for (const name of ['run', 'get', 'all']) {
    const inner = take(statement, name);
    statement[name] = function (this: Sqlite.Statement, ...args: never[]) {
      if (!neverFails.test(this.source)) meet(this.database);
      return inner.apply(this, args);
    };
  }
}

function take(calls: Record<string, Call>, name: string): Call {
  const inner = calls[name];
  if (!inner) throw new Error(`the database package has no ${name}`);
  return inner;
}
