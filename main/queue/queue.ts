import { createLimit } from '../base/async.ts';
import type { LaneName } from '../model/lane.ts';

/** Transfers under way at once: enough small ones to fill the line, few large ones, since each uses many requests. */
export interface QueueSetup {
  readonly small: number;
  readonly large: number;
}

/** Decides when a transfer may start. First come, first served within its size. */
export interface Queue {
  /** Runs the task when its turn comes; rejects with the signal's reason when that fires while it waits. */
  run<T>(lane: LaneName, task: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createQueue({ small, large }: QueueSetup): Queue {
  const limits = { small: createLimit(small), large: createLimit(large) };
  return { run: (lane, task, signal) => limits[lane].run(task, signal) };
}
