import Real from 'better-sqlite3';
import { migrations } from '../../../main/store/migrations.ts';

/** Where the program's own record lies. */
export const recordPath = '/sim/state/longshore.db';
/** Where the server keeps the names of its objects. */
export const bucketPath = '/sim/bucket/bucket.sqlite';

/**
 * The databases of a run: real SQLite in memory, one connection for each path however many of the engine's open it, for they never do at
 * once. A process that dies leaves its database as it was. Connections outlive a run, emptied, since to make tables and statements anew
 * would take longer than most histories.
 */
export class SimDatabase {
  readonly connection: Real.Database;
  readonly #statements = new Map<string, Real.Statement>();
  /** False until somebody opens it in this run. */
  isThere = false;
  /** Told of every statement that is about to change something. */
  beforeRun: (sql: string, params: readonly unknown[]) => void = () => {};

  constructor() {
    this.connection = new Real(':memory:');
  }

  prepare(sql: string): Real.Statement {
    const known = this.#statements.get(sql) ?? this.connection.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }

  /** What the system does with a transaction that its process does not end. */
  rollBack(): void {
    if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
  }

  /** Of a program that was started before: a death in the middle of the steps would leave its tables to every history that follows. */
  makeTables(): void {
    for (const sql of migrations) this.connection.exec(sql);
    this.connection.pragma(`user_version = ${migrations.length}`);
  }

  /** Takes every row away; the tables stay, as of a program that was started before. */
  clear(): void {
    this.isThere = false;
    this.beforeRun = () => {};
    this.rollBack();
    const tables = this.connection
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    if (tables.length === 0) return;
    this.connection.pragma('foreign_keys = OFF');
    // Twice, for triggers fill some of them again.
    for (const { name } of [...tables, ...tables]) this.connection.exec(`DELETE FROM "${name}"`);
    const hasNumbers = this.connection
      .prepare("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")
      .get();
    if (hasNumbers) this.connection.exec('DELETE FROM sqlite_sequence');
    this.connection.pragma('foreign_keys = ON');
  }
}

const databases = new Map<string, SimDatabase>();

export function databaseAt(path: string): SimDatabase {
  const known = databases.get(path);
  if (known) return known;
  const made = new SimDatabase();
  if (path === recordPath) made.makeTables();
  databases.set(path, made);
  return made;
}

export function clearDatabases(): void {
  for (const database of databases.values()) database.clear();
}
