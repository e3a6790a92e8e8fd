import type { Snapshot } from '../../preload/contract.ts';

/** Rates of the last minutes: a moment in seconds since 1970, and bytes per second. */
export interface RateHistory {
  readonly seconds: readonly number[];
  readonly rates: readonly number[];
}

const keptSeconds = 300;

/** The history with one more snapshot; one point a second. Pure. */
export function withSnapshot(history: RateHistory, { totals }: Pick<Snapshot, 'totals'>): RateHistory {
  const second = Math.floor(totals.atMs / 1000);
  const last = history.seconds.at(-1);
  if (last !== undefined && second <= last) return history;
  const from = second - keptSeconds;
  const kept = history.seconds.findIndex(each => each >= from);
  const start = kept < 0 ? history.seconds.length : kept;
  return {
    seconds: [...history.seconds.slice(start), second],
    rates: [...history.rates.slice(start), totals.bytesPerSecond],
  };
}

export const noRates: RateHistory = { seconds: [], rates: [] };
