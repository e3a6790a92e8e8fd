import Sqlite from 'better-sqlite3';
import { toStoreError } from './sqlite-error.ts';

/** The transactions of one connection. What a task itself throws passes through; what SQLite throws leaves as an `AppError`. */
export interface Transactions {
  /** All or nothing. Takes the write lock at once. Inside another one it is a part of that, which is then undone as a whole when this one fails. */
  write<T>(task: () => T): T;
  /** Inside of a `write`: one that fails undoes itself alone, so that the others may go on. */
  apart<T>(task: () => T): T;
  /** Everything read inside belongs to one moment; inside a `write`, to that of the write. */
  read<T>(task: () => T): T;
}

export function createTransactions(connection: Sqlite.Database, path: string): Transactions {
  // Nested, it is a savepoint.
  const transaction = connection.transaction((task: () => unknown) => task());
  /** Writes under way, one inside of the other. */
  let depth = 0;
  /** What an inner write has failed with: nothing of the outer one may be kept, even where nobody lets it fail. */
  let spoiled: { readonly by: unknown } | null = null;

  function whole<T>(begin: (task: () => unknown) => unknown, task: () => T): T {
    const outer = spoiled;
    spoiled = null;
    depth += 1;
    try {
      return begin(() => {
        const result = task();
        if (spoiled) throw spoiled.by;
        return result;
      }) as T;
    } catch (thrown) {
      throw thrown instanceof Sqlite.SqliteError ? toStoreError(thrown, path) : thrown;
    } finally {
      depth -= 1;
      spoiled = outer;
    }
  }

  /** A savepoint of its own would cost as much as the writes inside of it. */
  function joined<T>(task: () => T): T {
    try {
      return task();
    } catch (thrown) {
      spoiled ??= { by: thrown };
      throw thrown;
    }
  }

  return {
    write: task => (depth > 0 ? joined(task) : whole(transaction.immediate, task)),
    apart: task => whole(transaction, task),
    read: task => (depth > 0 ? task() : whole(transaction.deferred, task)),
  };
}
