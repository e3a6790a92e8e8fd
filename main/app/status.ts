import type { FolderView } from '../../preload/contract/folders.ts';
import type { Snapshot } from '../../preload/contract.ts';
import { sharedSnapshot } from '../api/snapshot.ts';
import { toAppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Desk } from '../desk/desk.ts';

export type Standing = 'idle' | 'sending' | 'paused' | 'attention' | 'stale';

/** How everything stands together, as the tray, the task bar and notifications tell it. */
export interface Status {
  readonly standing: Standing;
  /** Nothing works: no engine could be started. It is tried again. */
  readonly isBroken: boolean;
  /** Which engine it is of. Counts of two engines are not compared: their record may be another. */
  readonly life: number;
  readonly isSending: boolean;
  /** Of what is to be sent, 0 to 100; null while it can't be told. */
  readonly percent: number | null;
  readonly bytesPerSecond: number;
  /** Grows as bytes go out, and falls when some were lost on their way; as long as it stays, nothing moves. */
  readonly sentBytes: number;
  /** Things that only the user can settle. */
  readonly needsUser: number;
  readonly isAllPaused: boolean;
  readonly done: number;
  readonly failed: number;
  /** Uploads that are under way or wait for their turn. */
  readonly open: number;
  readonly folders: readonly Pick<FolderView, 'id' | 'name' | 'standing'>[];
}

const asksUser: readonly FolderView['standing'][] = ['blocked', 'deletesHeld', 'rootLost'];
const isAsking = ({ standing }: Pick<FolderView, 'standing'>) => asksUser.includes(standing);

type Shared = Pick<Snapshot, 'totals' | 'counts' | 'folders' | 'isAllPaused'>;

/** Pure. */
export function statusOf({ totals, counts, folders, isAllPaused }: Shared, life = 0): Status {
  const isSending = !isAllPaused && (counts.active > 0 || folders.some(each => each.standing === 'sending'));
  const needsUser = counts.failed + folders.filter(isAsking).length;
  const isStale = folders.some(({ standing }) => standing === 'stale');
  const isKnown = totals.isTotalKnown && totals.totalBytes > 0;
  return {
    standing: isAllPaused
      ? 'paused'
      : needsUser > 0
        ? 'attention'
        : isSending
          ? 'sending'
          : isStale
            ? 'stale'
            : 'idle',
    ...{ isBroken: false, life },
    isSending,
    percent: isSending && isKnown ? Math.floor((100 * totals.confirmedBytes) / totals.totalBytes) : null,
    bytesPerSecond: totals.bytesPerSecond,
    sentBytes: totals.confirmedBytes + totals.movingBytes,
    needsUser,
    isAllPaused,
    done: counts.done,
    failed: counts.failed,
    open: counts.active + counts.waiting,
    folders: folders.map(({ id, name, standing }) => ({ id, name, standing })),
  };
}

/** Tells of the status whenever it may have changed: soon after a change, each second while bytes move, and else not at all. */
export interface StatusWatch {
  current(): Status;
  listen(listener: (status: Status) => void): () => void;
  close(): void;
}

const soonMs = 300;
const movingMs = 1_000;

export const quietStatus: Status = {
  ...{
    standing: 'idle',
    isBroken: false,
    life: 0,
    isSending: false,
    percent: null,
    bytesPerSecond: 0,
    sentBytes: 0,
  },
  ...{ needsUser: 0, isAllPaused: false, done: 0, failed: 0, open: 0, folders: [] },
};

/** Pure. */
function brokenStatus(before: Status): Status {
  const still = { isSending: false, percent: null, bytesPerSecond: 0 };
  return { ...before, ...still, standing: 'attention', isBroken: true };
}

export function watchStatus(desk: Desk, clock: Pick<Clock, 'after'>, log: Log): StatusWatch {
  const listeners = new Set<(status: Status) => void>();
  let engine: unknown = null;
  let life = 0;
  let status = look(quietStatus) ?? quietStatus;
  let waiting: { stop(): void } | null = null;
  let isClosed = false;

  function look(before: Status): Status | null {
    try {
      const snapshot = sharedSnapshot(desk);
      if (engine !== desk.engine()) {
        engine = desk.engine();
        life += 1;
      }
      return statusOf(snapshot, life);
    } catch (thrown) {
      if (desk.isBroken()) return brokenStatus(before);
      // Between two engines there is nothing to tell; the new one tells of itself.
      if (toAppError(thrown).code !== 'request.stopped')
        log.error('the status is unknown', { error: thrown });
      return null;
    }
  }

  function lookIn(ms: number): void {
    if (waiting !== null || isClosed) return;
    waiting = clock.after(ms, () => {
      waiting = null;
      status = look(status) ?? status;
      for (const listener of listeners) {
        try {
          listener(status);
        } catch (thrown) {
          log.error('the status could not be shown', { error: thrown });
        }
      }
      if (status.isSending) lookIn(movingMs);
    });
  }

  const unlisten = desk.changes.listen(() => lookIn(soonMs));
  return {
    current: () => status,
    listen(listener) {
      listeners.add(listener);
      lookIn(soonMs);
      return () => void listeners.delete(listener);
    },
    close() {
      isClosed = true;
      waiting?.stop();
      unlisten();
      listeners.clear();
    },
  };
}
