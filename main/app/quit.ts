import { app } from 'electron';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';

export interface QuitSetup {
  /** Uploads whose last request, Complete, waits for its answer. */
  readonly finishing: () => number;
  /** Nothing keeps a window from going any more. */
  readonly leave: () => void;
  /** Stops everything, in reverse order of its start. */
  readonly stop: () => Promise<void>;
  readonly clock: Pick<Clock, 'sleep' | 'monotonic'>;
  readonly log: Log;
}

/** For the answer to a Complete; without it, the store is asked at the next start. */
const completeMs = 5_000;
/** For parts in flight to be given up, and the record to be closed. */
const stopMs = 2_000;
const lookMs = 50;

/** Quits once, and in good order: what is about to end may end, everything else pauses, and the record says so. */
export function quitInOrder({ finishing, leave, stop, clock, log }: QuitSetup): void {
  let isStopping = false;
  let isStopped = false;

  async function end(): Promise<void> {
    const until = clock.monotonic() + completeMs;
    try {
      while (finishing() > 0 && clock.monotonic() < until) await clock.sleep(lookMs);
    } catch (thrown) {
      log.warn('nothing can be told of uploads under way', { error: thrown });
    }
    const beganAt = clock.monotonic();
    const isDone = await Promise.race([
      stop().then(
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
    isStopped = true;
    app.exit(0);
  }

  app.on('before-quit', event => {
    if (isStopped) return;
    event.preventDefault();
    if (isStopping) return;
    isStopping = true;
    leave();
    void end();
  });
}
