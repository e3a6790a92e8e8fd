import { fdatasync, openSync } from 'node:fs';
import { AppError } from '../base/app-error.ts';
import { letGo } from '../base/let-go.ts';
import { mapErrors, toStoreError } from './sqlite-error.ts';

/** Puts what was committed to a log of SQLite on the disk itself, beside the event loop. */
export interface Flusher {
  /** Something was committed. */
  changed(): void;
  /**
   * Resolves when everything committed before the call survives a power cut; at once when nothing was since the last time. Calls that come while the
   * disk is at work share the next round. Rejects with `disk.full` or `disk.failed`.
   */
  flush(): Promise<void>;
  close(): void;
}

/**
 * `walPath` is the log of an open connection, which is kept for as long as that is open. Commits that have left it for the database by then were
 * flushed by the checkpoint that moved them.
 */
export function createFlusher(walPath: string): Flusher {
  let handle: number | null = null;
  let isClosed = false;
  let commits = 0;
  let flushed = 0;
  let running: Promise<void> | null = null;

  function round(): Promise<void> {
    const reached = commits;
    // Windows flushes only what is open for writing.
    handle ??= mapErrors(walPath, () => openSync(walPath, 'r+'));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    fdatasync(handle, thrown => {
      running = null;
      if (isClosed) release();
      if (thrown) {
        reject(toStoreError(thrown, walPath));
        return;
      }
      flushed = reached;
      resolve();
    });
    return promise;
  }

  function release(): void {
    if (handle !== null) letGo(handle);
    handle = null;
  }

  return {
    changed() {
      commits += 1;
    },
    async flush() {
      const wanted = commits;
      while (flushed < wanted) {
        if (isClosed) throw new AppError('bug', 'the database was closed before it was flushed');
        // One that began before may not have seen the last commits.
        if (running === null) running = round();
        await running;
      }
    },
    close() {
      isClosed = true;
      // A round that is under way still needs the file.
      if (running === null) release();
    },
  };
}
