import Real from 'better-sqlite3';
import { databaseAt, recordPath, SimDatabase } from '../databases.ts';
import { guard } from '../disk/guard.ts';
import { DeadError, type Owner } from '../owner.ts';
import { livingOwner, stage } from '../stage.ts';

interface Options {
  readonly fileMustExist?: boolean;
}

type Task = (...given: unknown[]) => unknown;

/** `isWrite` where the disk may be full. */
type Strike = (isWrite: boolean) => void;

const isWriting = (sql: string) => !/^\s*(select|pragma)/i.test(sql);

class Statement {
  readonly #shared: SimDatabase;
  readonly #sql: string;
  readonly #statement: Real.Statement;
  readonly #strike: Strike;
  readonly #isWrite: boolean;

  constructor(shared: SimDatabase, sql: string, strike: Strike) {
    this.#shared = shared;
    this.#sql = sql;
    this.#statement = shared.prepare(sql);
    this.#strike = strike;
    this.#isWrite = isWriting(sql);
  }

  run(...params: unknown[]): Real.RunResult {
    this.#strike(this.#isWrite);
    this.#shared.beforeRun(this.#sql, params);
    return this.#statement.run(...params);
  }

  get(...params: unknown[]): unknown {
    this.#strike(this.#isWrite);
    return this.#statement.get(...params);
  }

  all(...params: unknown[]): unknown[] {
    this.#strike(this.#isWrite);
    return this.#statement.all(...params);
  }
}

class Database {
  static readonly SqliteError = Real.SqliteError;
  readonly #shared: SimDatabase;
  readonly #strike: Strike;
  readonly #end: () => void;
  readonly #owner: Owner;
  readonly #lock: FileLock | null;

  constructor(path: string, { fileMustExist = false }: Options = {}) {
    this.#owner = livingOwner();
    guard('open', path);
    this.#lock = /\.(lock|gate)$/.test(path) ? new FileLock(path) : null;
    const isPrivate = path === '' || path === ':memory:';
    this.#shared = isPrivate || this.#lock ? new SimDatabase() : databaseAt(path);
    // Calls of the program's own record fail as planned; the death of a process ends its transaction and frees its locks.
    this.#strike = path === recordPath ? strike : requireLife;
    if (!isPrivate) makeFile(path, fileMustExist);
    // The log of the database, for whoever flushes it.
    if (path === recordPath) makeFile(`${path}-wal`, false);
    this.#shared.isThere = true;
    const shared = this.#shared;
    this.#end = () => {
      shared.rollBack();
      this.#lock?.free();
    };
    this.#owner.atDeath.add(this.#end);
  }

  get inTransaction(): boolean {
    return this.#shared.connection.inTransaction;
  }

  prepare(sql: string): Statement {
    this.#strike(false);
    this.#lock?.look();
    return new Statement(this.#shared, sql, this.#strike);
  }

  exec(sql: string): this {
    this.#strike(true);
    if (this.#lock) this.#lock.take();
    else this.#shared.connection.exec(sql);
    return this;
  }

  pragma(source: string, options?: Real.PragmaOptions): unknown {
    this.#strike(false);
    return this.#shared.connection.pragma(source, options);
  }

  transaction(task: Task): Task & { immediate: Task; deferred: Task } {
    const { connection } = this.#shared;
    const real = connection.transaction((...given: unknown[]) => {
      const result = task(...given);
      // What fails here fails with the commit.
      this.#strike(true);
      return result;
    });
    const guarded =
      (begin: Task): Task =>
      (...given) => {
        this.#strike(true);
        return begin(...given);
      };
    return Object.assign(guarded(real), {
      immediate: guarded(real.immediate),
      deferred: guarded(real.deferred),
    });
  }

  close(): void {
    this.#owner.atDeath.delete(this.#end);
    this.#end();
  }
}

const holders = new Map<string, FileLock>();

/** A lock that stands for a file, as SQLite's exclusive transactions do. */
class FileLock {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Throws while somebody else holds it. */
  look(): void {
    const holder = holders.get(this.#path);
    if (holder && holder !== this) throw new Real.SqliteError('database is locked', 'SQLITE_BUSY');
  }

  take(): void {
    this.look();
    holders.set(this.#path, this);
  }

  free(): void {
    if (holders.get(this.#path) === this) holders.delete(this.#path);
  }
}

/** The file itself is a name with an inode: what is in it lies elsewhere. */
function makeFile(path: string, mustExist: boolean): void {
  const { disk } = stage();
  try {
    disk.find(path, 'open');
  } catch {
    if (mustExist) throw new Real.SqliteError('unable to open database file', 'SQLITE_CANTOPEN');
    disk.write(path, Buffer.alloc(1));
  }
}

function requireLife(): void {
  livingOwner();
}

/** SQLite names these when a call fails so; a full disk is no matter for one that only reads. */
function strike(isWrite: boolean): void {
  const owner = livingOwner();
  const { faults } = stage();
  if (faults.take('process', 'deathInDatabase')) {
    (owner.process ?? owner).die();
    throw new DeadError('died in the database');
  }
  const code = faults.next('database', does => isWrite || does !== 'SQLITE_FULL');
  if (code !== null) throw new Real.SqliteError('a planned fault', code);
}

export { Database as default };
