import { type AppError, isAbort, toAppError } from '../base/app-error.ts';
import type { Action } from '../model/action.ts';
import type { LaneName } from '../model/lane.ts';
import type { Act } from './act/act.ts';
import { actAppend } from './act/append.ts';
import { actCompare } from './act/compare.ts';
import { actCopy } from './act/copy.ts';
import { actMark } from './act/mark.ts';
import { actUpload } from './act/upload.ts';
import { afterFailure } from './after-failure.ts';
import type { Bell } from './bell.ts';
import type { FolderRun } from './folder-run.ts';

/** Deletions are carried out by `carryOutDeletes`, once nothing else waits. */
const acts: Readonly<Record<Exclude<Action['do'], 'delete'>, Act>> = {
  upload: actUpload,
  compare: actCompare,
  copy: actCopy,
  append: actAppend,
  mark: actMark,
};

/** Large files under way at once; each of them keeps many requests busy. */
const largeAtOnce = 2;
/** Actions read from the store at a time. */
const readAtOnce = 64;
/** The longest sleep between two looks at what is due. */
const longestWaitMs = 60_000;

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
  const busy = new Map<string, LaneName>();
  const counts: Record<LaneName, number> = { small: 0, large: 0 };
  /** Read ahead, next one last. Whatever was planned anew since is found out when its turn comes. */
  const ready: Record<LaneName, Action[]> = { small: [], large: [] };
  const width: Readonly<Record<LaneName, number>> = { small: run.parallel * 2, large: largeAtOnce };
  let trouble: AppError | null = null;

  function begin(action: Action, signal: AbortSignal): void {
    busy.set(action.path, action.lane);
    counts[action.lane] += 1;
    void carryOut(action, signal).finally(() => {
      busy.delete(action.path);
      counts[action.lane] -= 1;
      bell.ring();
    });
  }

  /** Never rejects: what is thrown here would be nobody's. */
  async function carryOut(action: Action, signal: AbortSignal): Promise<void> {
    try {
      if (action.do === 'delete') return;
      run.emit({ type: 'began', path: action.path, what: action.do, size: action.size });
      const end = await acts[action.do](run, action, signal);
      if (end.type === 'void' && signal.aborted) return;
      store.batch(() => {
        store.actions.remove(folder.id, action);
        if (end.type === 'instead') store.actions.put(folder.id, end.action);
        if (end.type !== 'done') return;
        if (end.what !== 'conflict') run.solve(action.path);
        run.journal(action.path, end.what, end.reason);
      });
      if (end.type !== 'done') return;
      const { reason, bytes } = end;
      run.emit({ type: 'ended', path: action.path, what: action.do, reason, bytes });
    } catch (thrown) {
      if (signal.aborted || isAbort(thrown)) return;
      try {
        fail(action, toAppError(thrown));
      } catch (again) {
        trouble ??= toAppError(again);
      }
    }
  }

  function fail(action: Action, error: AppError): void {
    const { path } = action;
    const attempts = action.attempts + 1;
    const now = clock.now();
    const since = store.problems.find(folder.id, path)?.sinceMs ?? now;
    const next = afterFailure(error, attempts, now - since);
    if (next.is === 'blocked') {
      trouble ??= error;
      return;
    }
    store.batch(() => {
      store.actions.remove(folder.id, action);
      if (next.is === 'void') return;
      if (next.is === 'again') {
        store.actions.put(folder.id, { ...action, attempts, dueAtMs: now + next.inMs });
        return;
      }
      run.report(path, error, 'failed', next.inMs === null ? null : now + next.inMs);
      run.journal(path, 'fail', { code: 'failed', facts: { code: error.code } });
    });
  }

  function fill(lane: LaneName, signal: AbortSignal): void {
    while (counts[lane] < width[lane]) {
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
          if (counts.small === width.small && counts.large === width.large) {
            await bell.wait(longestWaitMs, signal);
            continue;
          }
          const earliestMs = store.actions.earliestDue(folder.id);
          if (busy.size === 0 && earliestMs === null && !isMoreComing()) return;
          // What is due already waits for a free place, which rings.
          const waitMs = (earliestMs ?? 0) - clock.now();
          await bell.wait(waitMs > 0 ? Math.min(longestWaitMs, waitMs) : longestWaitMs, signal);
        }
      } finally {
        stop.abort();
        while (busy.size > 0) await bell.wait(longestWaitMs, new AbortController().signal);
      }
    },
  };
}
