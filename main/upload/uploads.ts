import { randomUUID } from 'node:crypto';
import { createAbortLinks } from '../base/abort-links.ts';
import { AppError, type ErrorCode, toAppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { BucketAccess } from '../model/access.ts';
import type { Decision } from '../model/action.ts';
import type { LaneName, Priority } from '../model/lane.ts';
import { checkKey } from '../model/object-key.ts';
import { withOwnMark } from '../model/own-mark.ts';
import { type ByteWindow, type Source, type SourceIdentity, withWindow } from '../model/source.ts';
import type { ObjectOptions } from '../model/target.ts';
import { type FolderPlace, isOver, step, type Transfer, uploadOf } from '../model/transfer.ts';
import { choosePartSize } from '../plan/partition.ts';
import type { Ledger } from '../progress/ledger.ts';
import { checkOptions } from '../remote/check-options.ts';
import type { LooseUploads } from '../store/loose-uploads.ts';
import type { TransferLog } from '../store/transfer-log.ts';
import { cancelTransfer } from './cancel-transfer.ts';
import { goesWhole } from './goes-whole.ts';
import { createRun, type RunTools } from './run.ts';
import { sourceSeen } from './source.ts';
import { createTidying } from './tidy-left.ts';
import { runTransfer } from './transfer-run.ts';
import { withWish } from './with-wish.ts';

/** One file and where it is to go. */
export interface UploadWish {
  /** Absolute path. */
  readonly path: string;
  readonly access: BucketAccess;
  readonly key: string;
  readonly options: ObjectOptions;
  /** Which bytes of the file go up; absent for all. */
  readonly window?: ByteWindow;
  /** By one PUT whatever the threshold; refused above what the store takes by one. An upload that was begun by parts goes on. */
  readonly isSimple?: true;
  /** Bytes; absent for the planner's choice. An upload that was begun keeps its own. */
  readonly partSize?: number;
  /** Files of at least so many bytes go by parts. */
  readonly threshold: number;
  /** False where a link in the place of the file, or of a directory above it, counts as no file; links are followed unless told so. */
  readonly followsLinks?: boolean;
  /** False where somebody else counts what waits for its turn: it joins the totals when the turn comes. */
  readonly countsWaiting?: boolean;
  /** Called when the upload has its place among those that wait for their turn: what comes later is behind it. */
  readonly onQueued?: () => void;
  /** The folder's path that the file stands for; its object is marked with the transfer's id. */
  readonly place?: FolderPlace;
  /** The file as it was seen a while ago. One that goes by one PUT is not looked at again before a worker opens it. */
  readonly seen?: SourceIdentity;
  /** Told with the proof of a file of a folder: the line of its journal. */
  readonly onDecided?: (decision: Decision) => void;
  /** What waits with `manual`, as everything does unless told otherwise, starts before what waits with `background`. */
  readonly priority?: Priority;
}

export interface UploadsSetup {
  readonly log: TransferLog;
  readonly loose: LooseUploads;
  readonly clock: Clock;
  readonly ledger: Ledger;
  /** Runs the task when its turn comes; rejects with the signal's reason when that fires while it waits. */
  readonly turn: <T>(
    lane: LaneName,
    task: () => Promise<T>,
    signal: AbortSignal,
    priority?: Priority,
  ) => Promise<T>;
  /** To be told when something begins and ends to move. */
  readonly ticker: { start(): void; stop(): void };
  readonly toolsFor: (wish: Omit<UploadWish, 'path' | 'key'>) => RunTools;
}

/** The uploads of one process. */
export interface Uploads {
  /**
   * Takes one file to `done`, `failed`, `blocked`, or to `paused` when the signal fires, and resolves with what became of
   * it. Rejects for wishes that do not become a transfer (no such file, key or options not legal, `transfer.busy`, …), and with the
   * signal's reason when that fires before the turn has come.
   */
  upload(wish: UploadWish, signal: AbortSignal): Promise<Transfer>;
  /** Stops a transfer for good; resolves when the server has none of its parts left. One that is over stays as it is. */
  cancel(transferId: string, access: BucketAccess, signal: AbortSignal): Promise<void>;
  /** Pauses everything that runs and waits for it; later calls are refused. */
  close(): Promise<void>;
}

/** Between two tries to store how a transfer has ended, in ms: whoever has made room on the disk wants to go on soon. */
const storeAgainMs = { first: 1_000, longest: 5_000 } as const;

/** What may keep a record from being written only for a while; of a page that is damaged nobody knows whether it was read wrong just now. */
function isPassing(code: ErrorCode): boolean {
  return code.startsWith('disk.') || code === 'store.busy' || code === 'store.damaged';
}

/** A file that goes by parts and has waited for longer is looked at again before it is written down; whoever sends it looks in any case. */
const freshMs = 1_000;

interface Claimed {
  readonly transfer: Transfer;
  /** Nothing of it was written down before. */
  readonly isNew: boolean;
}

export function createUploads(setup: UploadsSetup): Uploads {
  const { log, clock, ledger, turn, ticker, toolsFor } = setup;
  const tidy = createTidying(setup.loose, clock);
  const closing = new AbortController();
  const links = createAbortLinks();
  const working = new Set<Promise<unknown>>();
  const running = new Map<string, { readonly stop: AbortController; readonly ended: Promise<unknown> }>();
  let waiting = 0;

  /** Remembers a call until it ends, so that `close` can wait for it. */
  function track<T>(work: () => Promise<T>): Promise<T> {
    if (closing.signal.aborted) throw new AppError('bug', 'the engine is closed');
    const promise = work();
    working.add(promise);
    const forget = () => void working.delete(promise);
    promise.then(forget, forget);
    return promise;
  }

  /** The bytes that a wish means. Throws when the file has none such, or more than the store takes in the wished way. */
  async function look(wish: UploadWish, { lookAt, glanceAt, store }: RunTools): Promise<Source> {
    const { path, window, seen } = wish;
    const source = withWindow(seen ? sourceSeen(path, seen) : await glanceAt(path), window);
    return goesWhole(source, wish, store.limits) ? source : withWindow(await lookAt(path), window);
  }

  /** The transfer of a wish, claimed for this process. A wish that the store can't fulfil leaves no record. */
  async function claim(wish: UploadWish, source: Source, tools: RunTools): Promise<Claimed> {
    const { access, key, options, place = null } = wish;
    const target = { address: access.address, key };
    const { limits } = tools.store;
    const isWhole = goesWhole(source, wish, limits);
    const { transfer, isNew } = await log.together(() =>
      log.claim({ source, target, options, place, isWhole }),
    );
    try {
      if (!isWhole && !uploadOf(transfer.state)) choosePartSize(source.length, limits, wish.partSize);
      return { transfer: isNew ? transfer : withWish(transfer, tools), isNew };
    } catch (thrown) {
      if (isNew) log.setState(transfer.id, step(transfer.state, { type: 'cancelled' }));
      log.release(transfer.id);
      throw thrown;
    }
  }

  async function run(
    wish: UploadWish,
    source: Source,
    tools: RunTools,
    stop: AbortController,
  ): Promise<Transfer> {
    const { transfer, isNew } = await claim(wish, source, tools);
    ledger.open(transfer.id, transfer.source.length);
    const ended = finish(transfer, tools, stop.signal, isNew);
    running.set(transfer.id, { stop, ended });
    return ended;
  }

  async function finish(
    first: Transfer,
    tools: RunTools,
    signal: AbortSignal,
    isNew: boolean,
  ): Promise<Transfer> {
    let last = first;
    try {
      last = await runTransfer(first, tools, signal, isNew);
      return last;
    } finally {
      running.delete(first.id);
      // One that is over has been stored, and its claim went with that.
      if (!isOver(last.state)) leave(last, tools);
    }
  }

  function leave(last: Transfer, tools: RunTools): void {
    if (isStored(last) || closing.signal.aborted) log.release(last.id);
    else void track(() => storeLater(last, tools));
  }

  function isStored({ id, state }: Transfer): boolean {
    try {
      return log.find(id)?.state.at === state.at;
    } catch {
      return false;
    }
  }

  /**
   * A disk that takes no more for a while would leave a record of a transfer that is being sent for ever. Until the end is stored, the transfer
   * stays claimed; what this process did not get to store counts with the next one as left in the middle.
   */
  async function storeLater(last: Transfer, { onChange }: RunTools): Promise<void> {
    try {
      for (let waitMs: number = storeAgainMs.first; ; waitMs = Math.min(storeAgainMs.longest, 2 * waitMs)) {
        await clock.sleep(waitMs, closing.signal);
        if (tryToStore(last)) break;
      }
      onChange(last);
    } catch {
      // The engine closes, or the transfer is not ours to write any more: its folder was forgotten, or somebody else has taken it.
    } finally {
      log.release(last.id);
    }
  }

  /** False where the disk, its content or another process is in the way for now; throws what waiting does not mend. */
  function tryToStore({ id, state }: Transfer): boolean {
    try {
      log.setState(id, state);
      return true;
    } catch (thrown) {
      if (isPassing(toAppError(thrown).code)) return false;
      throw thrown;
    }
  }

  async function upload(wish: UploadWish, outer: AbortSignal): Promise<Transfer> {
    const { kind } = wish.access.address;
    checkKey(kind, wish.key);
    checkOptions(kind, wish.place ? withOwnMark(wish.options, randomUUID()) : wish.options);
    const tools = toolsFor(wish);
    const seen = await look(wish, tools);
    const { length } = seen;
    const seenAtMs = clock.monotonic();
    const stop = new AbortController();
    const unbind = [outer, closing.signal].map(signal => links.bind(stop, signal));
    waiting += 1;
    const place = `waiting:${waiting}`;
    if (wish.countsWaiting !== false) ledger.open(place, length);
    ticker.start();
    try {
      const begin = async () => {
        ledger.leave(place);
        const isFresh = goesWhole(seen, wish, tools.store.limits) || clock.monotonic() - seenAtMs < freshMs;
        return run(wish, isFresh ? seen : await look(wish, tools), tools, stop);
      };
      const lane = length < wish.threshold ? 'small' : 'large';
      const turned = turn(lane, begin, stop.signal, wish.priority);
      wish.onQueued?.();
      const end = await turned;
      // In passing, while the result is already out; `close` waits for it.
      if (end.state.at === 'done' && !closing.signal.aborted) {
        void track(() => tidy(wish.access.address, tools.store, outer));
      }
      return end;
    } finally {
      for (const each of unbind) each();
      ledger.leave(place);
      ticker.stop();
    }
  }

  async function cancel(transferId: string, access: BucketAccess, signal: AbortSignal): Promise<void> {
    const active = running.get(transferId);
    active?.stop.abort();
    await active?.ended;
    const transfer = log.claimById(transferId);
    if (!transfer) return;
    const tools = toolsFor({ access, options: transfer.options, threshold: 0 });
    try {
      await cancelTransfer(createRun(transfer, tools, signal));
    } finally {
      log.release(transfer.id);
    }
  }

  return {
    upload: (wish, signal) => track(() => upload(wish, signal)),
    cancel: (transferId, access, signal) => track(() => cancel(transferId, access, signal)),
    async close() {
      closing.abort();
      await Promise.allSettled(working);
    },
  };
}
