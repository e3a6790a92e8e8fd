import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';

export interface RenewalSetup {
  /** Ends what works and starts it anew. One that throws leaves nothing at work. */
  readonly restart: () => Promise<void>;
  /** The last one has failed, or one has gone well since. */
  readonly onChange: () => void;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
}

/** Renewals, one after the other. One that failed is tried again by itself until one goes well. */
export interface Renewal {
  now(): Promise<void>;
  /** Resolves when none is under way. */
  ready(): Promise<void>;
  /** Nothing works until another goes well. */
  hasFailed(): boolean;
  /** Waits for those under way; none comes after it. */
  close(): Promise<void>;
}

const firstPauseMs = 5_000;
const longestPauseMs = 300_000;

export function createRenewal({ restart, onChange, clock, log }: RenewalSetup): Renewal {
  let last: Promise<void> = Promise.resolve();
  let failures = 0;
  let again: { stop(): void } | null = null;
  let isClosed = false;

  async function once(): Promise<void> {
    again?.stop();
    again = null;
    try {
      await restart();
    } catch (thrown) {
      const inMs = Math.min(longestPauseMs, firstPauseMs * 2 ** failures);
      failures += 1;
      log.error('nothing works until the next try', { inMs, error: thrown });
      if (!isClosed) again = clock.after(inMs, () => void now().catch(() => {}));
      if (failures === 1) onChange();
      throw thrown;
    }
    if (failures === 0) return;
    failures = 0;
    log.info('everything works again');
    onChange();
  }

  function now(): Promise<void> {
    const renewed = last.then(once);
    last = renewed.catch(() => {});
    return renewed;
  }

  return {
    now,
    ready: () => last,
    hasFailed: () => failures > 0,
    async close() {
      isClosed = true;
      again?.stop();
      await last;
    },
  };
}
