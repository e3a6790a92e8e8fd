import type { Revisions } from '../../preload/contract.ts';

/** What a page may have asked for, and asks for again when it changed. */
export type Topic = keyof Revisions;

/** Tells watchers that something changed, not what: they ask for what they show. */
export interface Changes {
  bump(topic: Topic): void;
  revisions(): Revisions;
  /** Called with every bump, in the same turn; a listener that has work to do waits for a tick of its own. */
  listen(listener: () => void): () => void;
}

/** `startMs` is the wall time: a page that outlives the program must not meet a number again that it has seen before. */
export function createChanges(startMs: number): Changes {
  const counts: Record<Topic, number> = {
    transfers: startMs,
    folders: startMs,
    accounts: startMs,
    targets: startMs,
    history: startMs,
    settings: startMs,
  };
  const listeners = new Set<() => void>();
  return {
    bump(topic) {
      counts[topic] += 1;
      for (const listener of listeners) listener();
    },
    revisions: () => ({ ...counts }),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
