import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../base/app-error.ts';
import type { BucketAccess } from '../model/access.ts';
import type { LaneName } from '../model/lane.ts';
import type { Source } from '../model/source.ts';
import type { ObjectOptions } from '../model/target.ts';
import { step, type Transfer, uploadOf } from '../model/transfer.ts';
import { choosePartSize } from '../plan/partition.ts';
import type { Ledger } from '../progress/ledger.ts';
import { checkKey } from '../remote/object-names.ts';
import type { TransferLog } from '../store/transfer-log.ts';
import { cancelTransfer } from './cancel-transfer.ts';
import { createRun, type RunTools } from './run.ts';
import { runTransfer } from './transfer-run.ts';

/** One file and where it is to go. */
export interface UploadWish {
  /** Absolute path. */
  readonly path: string;
  readonly access: BucketAccess;
  readonly key: string;
  readonly options: ObjectOptions;
  /** Bytes; absent for the planner's choice. An upload that was begun keeps its own. */
  readonly partSize?: number;
  /** Files of at least so many bytes go by parts. */
  readonly threshold: number;
}

export interface UploadsSetup {
  readonly log: TransferLog;
  readonly ledger: Ledger;
  readonly lookAt: (path: string) => Promise<Source>;
  /** Runs the task when its turn comes; rejects with the signal's reason when that fires while it waits. */
  readonly turn: <T>(lane: LaneName, task: () => Promise<T>, signal: AbortSignal) => Promise<T>;
  /** To be told when something begins and ends to move. */
  readonly ticker: { start(): void; stop(): void };
  readonly toolsFor: (wish: Omit<UploadWish, 'path' | 'key'>) => RunTools;
}

/** The uploads of one process. */
export interface Uploads {
  /**
   * Takes one file to `done`, `failed`, `blocked`, or to `paused` when the signal fires, and resolves with what became of
   * it. Rejects for wishes that do not become a transfer (no such file, key not legal, `transfer.busy`, …), and with the
   * signal's reason when that fires before the turn has come.
   */
  upload(wish: UploadWish, signal: AbortSignal): Promise<Transfer>;
  /** Stops a transfer for good; resolves when the server has none of its parts left. One that is over stays as it is. */
  cancel(transferId: string, access: BucketAccess, signal: AbortSignal): Promise<void>;
  /** Pauses everything that runs and waits for it; later calls are refused. */
  close(): Promise<void>;
}

export function createUploads(setup: UploadsSetup): Uploads {
  const { log, ledger, lookAt, turn, ticker, toolsFor } = setup;
  const closing = new AbortController();
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

  /** The transfer of a wish, claimed for this process. A wish that the store can't fulfil leaves no record. */
  async function claim({ path, access, key, options, partSize, threshold }: UploadWish, tools: RunTools) {
    const source = await lookAt(path);
    const { transfer, isNew } = log.claim({ source, target: { address: access.address, key }, options });
    try {
      if (!uploadOf(transfer.state)) {
        choosePartSize(source.size, tools.store.limits, source.size < threshold ? undefined : partSize);
      }
      return isNew ? transfer : withWish(transfer, options, tools);
    } catch (thrown) {
      if (isNew) log.setState(transfer.id, step(transfer.state, { type: 'cancelled' }));
      release(transfer.id);
      throw thrown;
    }
  }

  /**
   * An unfinished transfer under the options of today. What a begun upload was given stays with the server until it starts
   * over; whether it may overwrite is decided at its end, by today's wish.
   */
  function withWish(transfer: Transfer, wished: ObjectOptions, tools: RunTools): Transfer {
    const { forbidOverwrite: _, ...given } = transfer.options;
    const { forbidOverwrite, ...rest } = wished;
    const isBegun = uploadOf(transfer.state) !== null;
    if (isBegun && !isDeepStrictEqual(given, rest)) {
      const reason = 'this upload was begun with other options, and the server keeps those';
      log.note(transfer.id, 'optionsKept', reason);
      tools.onNote(transfer.id, 'optionsKept', reason);
    }
    const overwrite = forbidOverwrite === undefined ? {} : { forbidOverwrite };
    const options = { ...(isBegun ? given : rest), ...overwrite };
    if (!isDeepStrictEqual(options, transfer.options)) log.setOptions(transfer.id, options);
    return { ...transfer, options };
  }

  /** What can't be given up in writing is free for others when this process ends. */
  function release(id: string): void {
    try {
      log.release(id);
    } catch {
      // A result is worth more than a tidy claim.
    }
  }

  async function run(wish: UploadWish, signal: AbortSignal, stop: AbortController): Promise<Transfer> {
    const tools = toolsFor(wish);
    const transfer = await claim(wish, tools);
    ledger.open(transfer.id, transfer.source.size);
    const ended = runTransfer(transfer, tools, signal).finally(() => {
      running.delete(transfer.id);
      release(transfer.id);
    });
    running.set(transfer.id, { stop, ended });
    return ended;
  }

  async function upload(wish: UploadWish, outer: AbortSignal): Promise<Transfer> {
    checkKey(wish.access.address.kind, wish.key);
    const { size } = await lookAt(wish.path);
    const stop = new AbortController();
    const signal = AbortSignal.any([outer, stop.signal, closing.signal]);
    waiting += 1;
    const place = `waiting:${waiting}`;
    ledger.open(place, size);
    ticker.start();
    try {
      const begin = () => {
        ledger.leave(place);
        return run(wish, signal, stop);
      };
      return await turn(size < wish.threshold ? 'small' : 'large', begin, signal);
    } finally {
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
      release(transfer.id);
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
