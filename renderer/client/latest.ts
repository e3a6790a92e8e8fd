import type { Snapshot } from '../../preload/contract.ts';
import type { Client } from './client.ts';

/** The newest snapshot and the state of the connection, for all components. */
export interface Latest {
  snapshot(): Snapshot | null;
  isConnected(): boolean;
  listen(listener: () => void): () => void;
}

/** Listens to the client for as long as the page lives. */
export function createLatest(client: Client): Latest {
  let snapshot: Snapshot | null = null;
  let isConnected = true;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  client.onSnapshot(next => {
    snapshot = next;
    tell();
  });
  client.onConnection(next => {
    isConnected = next;
    tell();
  });
  return {
    snapshot: () => snapshot,
    isConnected: () => isConnected,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
