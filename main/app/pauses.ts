import { toAppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Desk } from '../desk/desk.ts';
import type { StateFile } from './state-file.ts';

/** Pauses that end by themselves, besides the user's own. Kept over a restart. */
export interface Pauses {
  pauseFor(ms: number): void;
  pauseUntilTomorrow(): void;
  pauseAll(): void;
  resume(): void;
  /** When the pause ends; null for one without an end, or for none. */
  untilMs(): number | null;
  /** The machine runs on its battery, or no longer does. */
  onBattery(isOnBattery: boolean): void;
  isByBattery(): boolean;
  /** The machine has slept: a pause may be over that no timer has ended. */
  look(): void;
  close(): void;
}

/** Morning, when people come back to work. */
const morningHour = 8;
/** Timers stand still while the machine sleeps and can't wait for weeks; each wait is looked at again after so long. */
const longestWaitMs = 3_600_000;

export interface PausesSetup {
  readonly desk: Pick<Desk, 'setAllPaused' | 'engine' | 'changes' | 'ready'>;
  readonly state: StateFile;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly log: Log;
}

export function createPauses({ desk, state, clock, log }: PausesSetup): Pauses {
  let timer: { stop(): void } | null = null;
  let isClosed = false;

  const isPaused = () => desk.engine().hand.isAllPaused();

  /** Between two engines, as after a sleep, there is nothing to pause or resume: what is wished then is done with the next one. */
  function withEngine(task: () => void): void {
    try {
      task();
    } catch (thrown) {
      if (toAppError(thrown).code !== 'request.stopped') throw thrown;
      desk
        .ready()
        .then(() => {
          if (!isClosed) task();
        })
        .catch(error => log.error('a pause could not be made or ended', { error }));
    }
  }

  function set(paused: boolean, untilMs: number | null, isByBattery: boolean): void {
    withEngine(() => {
      state.change({ pausedUntilMs: untilMs, isPausedByBattery: isByBattery });
      desk.setAllPaused(paused);
      look();
    });
  }

  function look(): void {
    timer?.stop();
    timer = null;
    const { pausedUntilMs } = state.get();
    if (pausedUntilMs === null) return;
    const leftMs = pausedUntilMs - clock.now();
    if (leftMs <= 0) set(false, null, false);
    else timer = clock.after(Math.min(leftMs, longestWaitMs), look);
  }

  /** Whoever resumes in the page ends our pause as well. */
  const unlisten = desk.changes.listen(() => {
    const { pausedUntilMs, isPausedByBattery } = state.get();
    if (pausedUntilMs === null && !isPausedByBattery) return;
    try {
      if (!isPaused()) state.change({ pausedUntilMs: null, isPausedByBattery: false });
    } catch {
      // Between two engines nothing is paused or resumed.
    }
  });
  look();

  return {
    pauseFor: ms => set(true, clock.now() + ms, false),
    pauseUntilTomorrow() {
      const morning = new Date(clock.now());
      morning.setDate(morning.getDate() + 1);
      morning.setHours(morningHour, 0, 0, 0);
      set(true, morning.getTime(), false);
    },
    pauseAll: () => set(true, null, false),
    resume: () => set(false, null, false),
    untilMs: () => state.get().pausedUntilMs,
    onBattery(isOnBattery) {
      withEngine(() => {
        if (isOnBattery && !isPaused()) set(true, null, true);
        else if (!isOnBattery && state.get().isPausedByBattery) set(false, null, false);
      });
    },
    isByBattery: () => state.get().isPausedByBattery,
    look,
    close() {
      isClosed = true;
      timer?.stop();
      unlisten();
    },
  };
}
