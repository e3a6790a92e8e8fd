import { isAbort } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { FolderLog } from '../store/folder-log.ts';
import type { FolderEvent } from './folder-sync.ts';

/** How often another process's wish is looked for. The look costs one number while nobody writes. */
const lookEveryMs = 1_000;

/** Lets a folder's work go on while the folder is not paused, from whichever process the wish comes. */
export interface PauseGate {
  isPaused(): boolean;
  set(isPaused: boolean): void;
  /**
   * Runs a task until it is over. A pause aborts the signal it was given; it runs anew after the pause. Rejects with what the task throws, and with the
   * signal's reason.
   */
  whileOpen(task: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void>;
}

export function createPauseGate(
  folderId: string,
  folders: FolderLog,
  clock: Clock,
  emit: (event: FolderEvent) => void,
): PauseGate {
  const isPaused = () => folders.find(folderId)?.folder.isPaused ?? false;
  let onChange: () => void = () => {};

  async function untilResumed(signal: AbortSignal): Promise<void> {
    emit({ type: 'paused' });
    while (isPaused()) await clock.sleep(lookEveryMs, signal);
    emit({ type: 'resumed' });
  }

  /** Runs the task once; true when a pause cut it short. */
  async function runOnce(task: (signal: AbortSignal) => Promise<void>, outer: AbortSignal): Promise<boolean> {
    const pause = new AbortController();
    let changes = folders.changes();
    const look = () => {
      if (isPaused()) pause.abort();
    };
    const timer = clock.every(lookEveryMs, () => {
      try {
        const now = folders.changes();
        if (now === changes) return;
        changes = now;
        look();
      } catch {
        // A record that can't be read now is read with the next tick; nobody else would catch what a timer throws.
      }
    });
    onChange = look;
    try {
      await task(AbortSignal.any([outer, pause.signal]));
      return pause.signal.aborted && !outer.aborted;
    } catch (thrown) {
      if (pause.signal.aborted && !outer.aborted && isAbort(thrown)) return true;
      throw thrown;
    } finally {
      timer.stop();
      onChange = () => {};
    }
  }

  return {
    isPaused,
    set(wished) {
      folders.setPaused(folderId, wished);
      onChange();
    },
    async whileOpen(task, signal) {
      for (;;) {
        if (isPaused()) await untilResumed(signal);
        if (!(await runOnce(task, signal))) return;
      }
    },
  };
}
