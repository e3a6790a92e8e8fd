import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isAbort } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';

/** Tells that a file may have changed. Only a hint: where the system gives none, time alone ends a wait. */
export interface Hint {
  /** Resolves at a hint, one that came since the last wait included, or after `ms`; rejects when the signal fires. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Watches the folder, which outlives the file's rotations. */
export function openHint(path: string, clock: Clock): Hint {
  let hasCome = false;
  let wake = () => {};
  const name = basename(path);
  let watcher: FSWatcher | null = null;
  try {
    watcher = watch(dirname(path), { persistent: false }, (_, changed) => {
      if (changed !== null && changed !== name) return;
      hasCome = true;
      wake();
    });
    watcher.on('error', () => watcher?.close());
  } catch {
    // Too many watches, or a file system that has none: looking now and then is enough.
  }

  return {
    async wait(ms, signal) {
      signal.throwIfAborted();
      if (!hasCome) {
        const awake = new AbortController();
        wake = () => awake.abort();
        signal.addEventListener('abort', wake);
        try {
          await clock.sleep(ms, awake.signal);
        } catch (thrown) {
          if (!isAbort(thrown)) throw thrown;
        } finally {
          signal.removeEventListener('abort', wake);
        }
        signal.throwIfAborted();
      }
      hasCome = false;
    },
    close() {
      watcher?.close();
    },
  };
}
