import { app } from 'electron';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';

/** What has to end before the app does. */
export interface Ending {
  /** Uploads whose last request, Complete, waits for its answer. */
  finishing(): number;
  /** Nothing keeps a window from going any more. */
  leave(): void;
  /** Stops everything, in reverse order of its start. */
  stop(): Promise<void>;
}

/** Quits once, and in good order: what is about to end may end, everything else pauses, and the record says so. */
export interface Quitting {
  /** From now on there is something that has to end. */
  bind(ending: Ending): void;
  /** The system shuts down, or its user logs out: it grants less time than somebody who waits. */
  bySystem(): void;
  /** Ends everything, and leaves it to `last` to end the process; done for it where it has not after ten seconds. */
  handOver(last: () => void): void;
}

/** For the answer to a Complete; without it, the store is asked at the next start. */
const completeMs = 5_000;
/** Together with `stopMs` less than the five seconds after which systems end a program by force: logind's and Windows's usual. */
const completeBySystemMs = 1_500;
/** For parts in flight to be given up, and the record to be closed. */
const stopMs = 2_000;
const handOverMs = 10_000;
const lookMs = 50;

export interface QuittingSetup {
  readonly clock: Pick<Clock, 'sleep' | 'monotonic'>;
  readonly log: Log;
}

export function createQuitting({ clock, log }: QuittingSetup): Quitting {
  let ending: Ending | null = null;
  let isStopping = false;
  let isStopped = false;
  let isBySystem = false;
  let last: (() => void) | null = null;

  /** The system may come in while the app waits for itself. */
  async function untilFinished({ finishing }: Ending): Promise<void> {
    const beganAt = clock.monotonic();
    const isLate = () => clock.monotonic() - beganAt >= (isBySystem ? completeBySystemMs : completeMs);
    try {
      while (finishing() > 0 && !isLate()) await clock.sleep(lookMs);
    } catch (thrown) {
      log.warn('nothing can be told of uploads under way', { error: thrown });
    }
  }

  async function stop(of: Ending): Promise<void> {
    const beganAt = clock.monotonic();
    const isDone = await Promise.race([
      of.stop().then(
        () => true,
        thrown => {
          log.error('something could not be stopped', { error: thrown });
          return true;
        },
      ),
      clock.sleep(stopMs).then(() => false),
    ]);
    const tookMs = Math.round(clock.monotonic() - beganAt);
    if (isDone) log.info('the app has stopped', { tookMs });
    // The record is safe at every moment; what was in flight is sent again.
    else log.warn('the app ends before everything has stopped', { tookMs });
  }

  async function end(of: Ending): Promise<void> {
    await untilFinished(of);
    await stop(of);
    isStopped = true;
    if (last !== null) {
      try {
        last();
        await clock.sleep(handOverMs);
      } catch (thrown) {
        log.error('the end of the app could not be handed over', { error: thrown });
      }
    }
    app.exit(0);
  }

  app.on('before-quit', event => {
    if (ending === null || isStopped) return;
    event.preventDefault();
    if (isStopping) return;
    isStopping = true;
    ending.leave();
    void end(ending);
  });

  return {
    bind(next) {
      ending = next;
    },
    bySystem() {
      isBySystem = true;
      app.quit();
    },
    handOver(next) {
      last = next;
      app.quit();
    },
  };
}
