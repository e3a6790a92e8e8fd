import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { isFileLocked, openFileLock } from './file-lock.ts';
import { makeFolder } from './make-folder.ts';
import { mapErrors } from './sqlite-error.ts';

/** This opening of the store among all others, in this process and elsewhere. */
export interface Owners {
  /** Of this opening; never used again. */
  readonly ownId: string;
  /** True while the owner has the store open. The system knows, not we: a dead process can't hold its lock. */
  isAlive(ownerId: string): boolean;
  /** Of a living or dead owner, for messages; null when it ended in order. */
  pidOf(ownerId: string): number | null;
  /** Gives the life up; whatever this owner still has is free for others. */
  close(): void;
}

/**
 * Enters this opening among the owners, and clears away those that died. The lock is taken before the row is written,
 * so nobody ever sees an owner that is about to live and takes it for dead.
 */
export function openOwners(database: Database, dir: string, pid: number, nowMs: number): Owners {
  const ownId = randomUUID();
  const fileOf = (ownerId: string) => join(dir, `${ownerId}.lock`);
  mapErrors(dir, () => makeFolder(dir));
  const lock = openFileLock(fileOf(ownId), 0);

  const insert = database.prepare('INSERT INTO owner (id, pid, started_at_ms) VALUES (?, ?, ?)');
  const select = database.prepare<{ pid: number }>('SELECT pid FROM owner WHERE id = ?');
  const remove = database.prepare('DELETE FROM owner WHERE id = ?');
  /** Dead owners with unfinished work keep their row, for the note that tells who had it before. */
  const idle = database.prepare<{ id: string }>(
    'SELECT id FROM owner WHERE id NOT IN (SELECT owner FROM transfer WHERE owner IS NOT NULL)',
  );

  function isAlive(ownerId: string): boolean {
    return isFileLocked(fileOf(ownerId));
  }

  /** The row goes last: while it is there, a file that could not be removed is found again. */
  function forget(ownerId: string): void {
    if (removeFile(fileOf(ownerId))) remove.run(ownerId);
  }

  try {
    // The first that is flushed: with it the log of commits has its place in the folder for good.
    database.writeThrough(() => {
      insert.run(ownId, pid, nowMs);
      for (const { id } of idle.all()) if (id !== ownId && !isAlive(id)) forget(id);
    });
  } catch (thrown) {
    lock.close();
    removeFile(fileOf(ownId));
    throw thrown;
  }

  return {
    ownId,
    isAlive,
    pidOf: ownerId => select.get(ownerId)?.pid ?? null,
    close() {
      lock.close();
      forget(ownId);
    },
  };
}

/** False where the system keeps a file that somebody looks at just now, as Windows does. */
function removeFile(path: string): boolean {
  try {
    rmSync(path, { force: true });
    return true;
  } catch {
    return false;
  }
}
