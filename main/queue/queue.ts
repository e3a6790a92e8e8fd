import type { LaneName, Priority } from '../model/lane.ts';
import { createLine } from './line.ts';

/** Transfers under way at once: enough small ones to fill the line, few large ones, since each uses many requests. */
export interface QueueSetup {
  readonly small: number;
  readonly large: number;
}

/**
 * Decides when a transfer may start. Each size has places of its own, so neither starves the other. Within a size, `manual` goes before
 * `background`, and the first come is the first served; `background` waits for as long as there is anything `manual`, and
 * what is under way is not interrupted.
 */
export interface Queue {
  /** Runs the task when its turn comes; rejects with the signal's reason when that fires while it waits. `manual` unless told otherwise. */
  run<T>(lane: LaneName, task: () => Promise<T>, signal: AbortSignal, priority?: Priority): Promise<T>;
  /** So many small ones under way from now on; those that are go on. */
  setSmall(small: number): void;
}

export function createQueue({ small, large }: QueueSetup): Queue {
  const lines = { small: createLine(small), large: createLine(large) };
  return {
    run: (lane, task, signal, priority = 'manual') => lines[lane].run(priority, task, signal),
    setSmall: lines.small.setTotal,
  };
}
