import type { AppError } from '../base/app-error.ts';
import { breathe, createDeferred, type Deferred, sleepUnless } from '../base/async.ts';
import type { Action } from '../model/action.ts';
import type { LaneName } from '../model/lane.ts';
import type { Bell } from './bell.ts';
import { carryOut } from './carry-out.ts';
import type { FolderRun } from './folder-run.ts';

/** Large files under way at once; each of them keeps many requests busy. */
const largeAtOnce = 2;
/** Actions read from the store at a time. */
const readAtOnce = 64;
/** The longest sleep between two looks at what is due. */
const longestWaitMs = 60_000;
/** Small files are followed by others once this share of their places is taken at most: each look at what is due costs as much as a file. */
const refillAt = 0.75;
/** As long as small files take all their places, in ms: so long may a large one wait for its turn besides. */
const fullWaitMs = 1_000;

/** The carrying out of a folder's actions. */
export interface Work {
  /** Resolves when no action is left that is due, or will be; deletions do not count. Rejects with what blocks the whole folder. */
  untilQuiet(signal: AbortSignal): Promise<void>;
}

/**
 * Carries out actions while `untilQuiet` runs, small ones beside large ones so that neither starves the other. What one file meets is
 * written into the problems and does not stop the rest. `isMoreComing` tells that quiet is not the end yet.
 */
export function createWork(run: FolderRun, bell: Bell, isMoreComing: () => boolean): Work {
  const { folder, store, clock } = run;
  const rings = bell.listen();
  const busy = new Map<string, LaneName>();
  const counts: Record<LaneName, number> = { small: 0, large: 0 };
  /** Read ahead, next one last. Whatever was planned anew since is found out when its turn comes. */
  const ready: Record<LaneName, Action[]> = { small: [], large: [] };
  const widthOf = (lane: LaneName) => (lane === 'large' ? largeAtOnce : run.placesNow() * 2);
  let trouble: AppError | null = null;
  /** Somebody waits for places of small files. */
  let room: Deferred<void> | null = null;

  function begin(action: Action, signal: AbortSignal): void {
    busy.set(action.path, action.lane);
    counts[action.lane] += 1;
    void carryOut(run, action, signal).then(blocking => {
      trouble ??= blocking;
      busy.delete(action.path);
      counts[action.lane] -= 1;
      if (room && hasRoom()) room.resolve();
      bell.ring();
    });
  }

  function fill(lane: LaneName, signal: AbortSignal): void {
    while (counts[lane] < widthOf(lane)) {
      const action = ready[lane].pop() ?? readAhead(lane);
      if (action === null) return;
      if (!busy.has(action.path) && isStillPlanned(action)) begin(action, signal);
    }
  }

  function readAhead(lane: LaneName): Action | null {
    const taken = new Set(busy.keys());
    ready[lane] = store.actions.next(folder.id, lane, clock.now(), readAtOnce, taken).toReversed();
    return ready[lane].pop() ?? null;
  }

  function isStillPlanned({ path, do: what, dueAtMs, reason }: Action): boolean {
    const now = store.actions.find(folder.id, path);
    return now?.do === what && now.dueAtMs === dueAtMs && now.reason.code === reason.code;
  }

  const hasRoom = () => trouble !== null || counts.small <= widthOf('small') * refillAt;

  async function untilRoom(signal: AbortSignal): Promise<void> {
    room = createDeferred();
    await sleepUnless(room.promise, fullWaitMs, signal, clock);
    room = null;
  }

  return {
    async untilQuiet(signal) {
      const stop = new AbortController();
      const either = AbortSignal.any([signal, stop.signal]);
      try {
        for (;;) {
          signal.throwIfAborted();
          if (trouble) throw trouble;
          fill('large', either);
          fill('small', either);
          if (counts.small >= widthOf('small')) {
            await untilRoom(signal);
            await breathe();
            continue;
          }
          const earliestMs = store.actions.earliestDue(folder.id);
          if (busy.size === 0 && earliestMs === null && !isMoreComing()) return;
          // What is due already waits for a free place, which rings.
          const waitMs = (earliestMs ?? 0) - clock.now();
          await rings.wait(waitMs > 0 ? Math.min(longestWaitMs, waitMs) : longestWaitMs, signal);
          // Files end in groups, and are followed by as many at once.
          await breathe();
        }
      } finally {
        stop.abort();
        while (busy.size > 0) await rings.wait(longestWaitMs, new AbortController().signal);
      }
    },
  };
}
