import type { Snapshot } from '../../preload/contract.ts';
import type { Client } from './client.ts';
import { noProgress, type PushedProgress, withRows } from './pushed-progress.ts';
import { noRates, type RateHistory, withSnapshot } from './rate-history.ts';

/** The newest snapshot and the state of the connection, for all components. */
export interface Latest {
  snapshot(): Snapshot | null;
  isConnected(): boolean;
  /** Rates of the last minutes, whichever view is open. */
  rates(): RateHistory;
  progress(): PushedProgress;
  listen(listener: () => void): () => void;
}

/** Listens to the client for as long as the page lives. */
export function createLatest(client: Client): Latest {
  let snapshot: Snapshot | null = null;
  let isConnected = true;
  let rates = noRates;
  let progress = noProgress;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  client.onSnapshot(next => {
    snapshot = next;
    rates = withSnapshot(rates, next);
    progress = withRows(progress, next.rows);
    tell();
  });
  client.onConnection(next => {
    isConnected = next;
    tell();
  });
  return {
    snapshot: () => snapshot,
    isConnected: () => isConnected,
    rates: () => rates,
    progress: () => progress,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
