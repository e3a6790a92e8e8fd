import type { Clock } from '../../../../main/base/clock.ts';
import { stage } from '../stage.ts';

export type { Clock } from '../../../../main/base/clock.ts';

/** The clock of the run in the place of the system's. */
export const systemClock: Clock = {
  now: () => stage().scheduler.now(),
  monotonic: () => stage().scheduler.monotonic(),
  sleep(ms, signal) {
    const { scheduler } = stage();
    return new Promise((resolve, reject) => {
      const abort = () => {
        timer.stop();
        reject(new DOMException('The operation was aborted', 'AbortError'));
      };
      const timer = scheduler.after(ms, 'sleep', () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  },
  every(ms, callback) {
    const { scheduler } = stage();
    const { owner } = scheduler;
    let timer: { stop(): void };
    const wait = () => {
      timer = scheduler.after(
        ms,
        'every',
        () => {
          wait();
          callback();
        },
        owner,
      );
    };
    wait();
    return { stop: () => timer.stop() };
  },
  after(ms, callback) {
    const { scheduler } = stage();
    const { owner } = scheduler;
    let timer = scheduler.after(ms, 'after', callback, owner);
    return {
      stop: () => timer.stop(),
      restart() {
        timer.stop();
        timer = scheduler.after(ms, 'after', callback, owner);
      },
    };
  },
};
