import { stage } from '../stage.ts';

/** Timers that code takes from nowhere, by the clock of the run. Node's own modules keep theirs. */
interface SimTimer {
  stop(): void;
  ref(): SimTimer;
  unref(): SimTimer;
  refresh(): SimTimer;
}

function timer(ms: number, label: string, run: () => void): SimTimer {
  const { scheduler } = stage();
  const { owner } = scheduler;
  let waiting = scheduler.after(ms, label, run, owner);
  const made: SimTimer = {
    stop: () => waiting.stop(),
    ref: () => made,
    unref: () => made,
    refresh() {
      waiting.stop();
      waiting = scheduler.after(ms, label, run, owner);
      return made;
    },
  };
  return made;
}

const stop = (given: unknown) => (given as SimTimer | undefined)?.stop();

export function replaceTimers(): void {
  const timers = {
    setTimeout: (run: () => void, ms = 0) => timer(ms, 'timeout', run),
    setInterval(run: () => void, ms = 0) {
      const made = timer(ms, 'interval', () => {
        made.refresh();
        run();
      });
      return made;
    },
    setImmediate(run: (...given: unknown[]) => void, ...given: unknown[]) {
      const { scheduler } = stage();
      scheduler.post(scheduler.owner, 'immediate', () => run(...given));
    },
    clearTimeout: stop,
    clearInterval: stop,
  };
  Object.assign(globalThis, timers);
}
