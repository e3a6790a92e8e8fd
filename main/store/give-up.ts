import type { Clock } from '../base/clock.ts';

/** Between two tries, in ms. */
const againMs = { first: 1_000, longest: 30_000 } as const;

/** Gives claims up, in writing as soon as the record can be written. */
export interface GivingUp {
  /** The same log, whose `release` never throws: what it was to free stays claimed until that could be written, or the store is closed. */
  of<L extends Releasing>(log: L): L;
  close(): void;
}

interface Releasing {
  release(id: string): void;
}

/** A claim of a living process that nobody works for any more would keep everybody off what it is about, this process included. */
export function createGivingUp(clock: Clock): GivingUp {
  let left: (() => void)[] = [];
  let isClosed = false;
  let waitMs: number = againMs.first;
  let timer: { stop(): void } | null = null;

  function isRefused(release: () => void): boolean {
    try {
      release();
      return false;
    } catch {
      return true;
    }
  }

  function tryAgain(): void {
    timer = null;
    left = left.filter(isRefused);
    waitMs = left.length === 0 ? againMs.first : Math.min(againMs.longest, 2 * waitMs);
    wait();
  }

  function wait(): void {
    if (left.length > 0 && !isClosed) timer ??= clock.after(waitMs, tryAgain);
  }

  return {
    of: log => ({
      ...log,
      release(id: string) {
        const release = () => log.release(id);
        if (isRefused(release)) left.push(release);
        wait();
      },
    }),
    close() {
      isClosed = true;
      timer?.stop();
    },
  };
}
