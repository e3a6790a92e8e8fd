import Real from 'better-sqlite3';
import { realPathOf } from '../disk/guard.ts';
import { DeadError } from '../owner.ts';
import { livingOwner, stage } from '../stage.ts';

/** Real SQLite on files in memory. Calls of the engine's own database fail as planned; the death of a process closes what it had open. */
const engineDatabase = '/sim/state/longshore.db';

interface Options {
  readonly readonly?: boolean;
  readonly fileMustExist?: boolean;
}

type Task = (...given: unknown[]) => unknown;

/** `isWrite` where the disk may be full. */
type Strike = (isWrite: boolean) => void;

const isWriting = (sql: string) => !/^\s*(select|pragma)/i.test(sql);

class Statement {
  readonly #statement: Real.Statement;
  readonly #strike: Strike;
  readonly #isWrite: boolean;

  constructor(statement: Real.Statement, sql: string, strike: Strike) {
    this.#statement = statement;
    this.#strike = strike;
    this.#isWrite = isWriting(sql);
  }

  run(...params: unknown[]): Real.RunResult {
    this.#strike(this.#isWrite);
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
  readonly #real: Real.Database;
  readonly #strike: Strike;
  readonly #close: () => void;

  constructor(path: string, options: Options = {}) {
    const owner = livingOwner();
    this.#real = new Real(path === '' ? '' : realPathOf(path), { ...options, timeout: 0 });
    this.#strike = path === engineDatabase ? strike : requireLife;
    const real = this.#real;
    this.#close = () => real.close();
    owner.atDeath.add(this.#close);
    this.#onClose = () => owner.atDeath.delete(this.#close);
  }

  readonly #onClose: () => void;

  get inTransaction(): boolean {
    return this.#real.inTransaction;
  }

  prepare(sql: string): Statement {
    this.#strike(false);
    return new Statement(this.#real.prepare(sql), sql, this.#strike);
  }

  exec(sql: string): this {
    this.#strike(true);
    this.#real.exec(sql);
    return this;
  }

  pragma(source: string, options?: Real.PragmaOptions): unknown {
    this.#strike(false);
    return this.#real.pragma(source, options);
  }

  transaction(task: Task): Task & { immediate: Task; deferred: Task } {
    const { inTransaction } = this.#real;
    const real = this.#real.transaction((...given: unknown[]) => {
      const result = task(...given);
      // What fails here fails with the commit.
      this.#strike(!inTransaction);
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

  backup(path: string): Promise<unknown> {
    return this.#real.backup(realPathOf(path));
  }

  close(): void {
    this.#onClose();
    this.#real.close();
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
