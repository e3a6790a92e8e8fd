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

export function createChanges(): Changes {
  const counts: Record<Topic, number> = {
    transfers: 0,
    folders: 0,
    accounts: 0,
    targets: 0,
    history: 0,
    settings: 0,
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
