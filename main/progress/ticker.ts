import type { ProgressSnapshot } from '../../preload/contract.ts';
import type { Clock } from '../base/clock.ts';

/** Four snapshots a second is what an eye can use. */
const tickMs = 250;

/** Hands snapshots to listeners on a tick while somebody listens and something is open; unchanged ones are not sent. */
export function createTicker(take: (atMs: number) => ProgressSnapshot, clock: Clock) {
  const listeners = new Set<(snapshot: ProgressSnapshot) => void>();
  let timer: { stop(): void } | null = null;
  let open = 0;
  let last = '';

  function tick(): void {
    const snapshot = take(clock.now());
    const { atMs: _, ...rest } = snapshot;
    const key = JSON.stringify(rest);
    if (key === last) return;
    last = key;
    for (const listener of listeners) listener(snapshot);
  }

  return {
    listen(listener: (snapshot: ProgressSnapshot) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** One more transfer moves. */
    start(): void {
      open += 1;
      timer ??= clock.every(tickMs, tick);
    },
    /** One fewer; the last one gets a closing snapshot. */
    stop(): void {
      open -= 1;
      if (open > 0) return;
      timer?.stop();
      timer = null;
      tick();
    },
    close(): void {
      timer?.stop();
      timer = null;
      listeners.clear();
    },
  };
}
