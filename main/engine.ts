import { availableParallelism } from 'node:os';
import type { ProgressSnapshot } from '../preload/contract.ts';
import { type ErrorRecord, toErrorRecord } from './base/app-error.ts';
import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { BucketAccess } from './model/access.ts';
import type { Transfer } from './model/transfer.ts';
import { createLedger } from './progress/ledger.ts';
import { createTicker } from './progress/ticker.ts';
import { createLanes } from './queue/lanes.ts';
import { createQueue } from './queue/queue.ts';
import { createClockOffset } from './remote/clock-offset.ts';
import type { Notice, ObjectStore } from './remote/object-store.ts';
import { openStore as openRemote } from './remote/open-store.ts';
import type { NetworkSetup, StoreSetup } from './remote/store-setup.ts';
import { withLog } from './remote/with-log.ts';
import { withRetry } from './remote/with-retry.ts';
import { openStore } from './store/open-store.ts';
import { openLane } from './upload/lane.ts';
import { createPool } from './upload/pool.ts';
import { withPool } from './upload/pooled-store.ts';
import { createRateLimitCells } from './upload/rate-limit.ts';
import type { RunTools } from './upload/run.ts';
import { readSource } from './upload/source.ts';
import { createUploads, type Uploads, type UploadWish } from './upload/uploads.ts';

export interface EngineSetup {
  /** Holds the database; made when missing. Several engines, also in other processes, may share it. */
  readonly dataDir: string;
  readonly network: NetworkSetup;
  readonly log: Log;
  readonly clock: Clock;
  /** Requests with a body in flight at once, over all transfers. */
  readonly parallel: number;
  /** Bytes per second over all transfers; null for no limit. */
  readonly rateLimit: number | null;
  /** Attempts of one request before the transfer fails; counted anew whenever bytes were confirmed. */
  readonly attempts: number;
  /** A changed file goes up again after it was left alone for so long, in ms. */
  readonly quietMs: number;
}

/** What happens to transfers, for those who show it. Progress in bytes comes by `onProgress` alone. */
export type EngineEvent =
  | { readonly type: 'changed'; readonly transfer: Transfer }
  | { readonly type: 'noted'; readonly transferId: string; readonly what: string; readonly reason: string }
  | { readonly type: 'retrying'; readonly what: string; readonly error: ErrorRecord; readonly inMs: number }
  | { readonly type: 'notice'; readonly notice: Notice };

/** All stages joined. */
export interface Engine extends Uploads {
  /** Where a damaged database was put when the engine started; null when all was well. */
  readonly setAside: string | null;
  /** The bucket with retry and log around it, for everything but uploads. */
  open(access: BucketAccess): ObjectStore;
  /** Transfers that are not over, of all processes. */
  unfinished(): readonly Transfer[];
  onEvent(listener: (event: EngineEvent) => void): () => void;
  /** At most four a second while something moves, and one when all is over. */
  onProgress(listener: (snapshot: ProgressSnapshot) => void): () => void;
  /** Pauses what still runs, waits for it, ends the workers and closes the database. */
  close(): Promise<void>;
}

/** Large files under way at once: the second one fills the line while the first one finishes. */
const largeAtOnce = 2;
/** More threads than this only take turns: two saturate the loopback of the machines that were measured. */
const mostThreads = 4;

export async function createEngine(setup: EngineSetup): Promise<Engine> {
  const { clock, network, parallel } = setup;
  const eventListeners = new Set<(event: EngineEvent) => void>();
  /** A listener that throws must not harm the transfer it hears of. */
  const emit = (event: EngineEvent) => {
    for (const listener of eventListeners) {
      try {
        listener(event);
      } catch (thrown) {
        setup.log.error('a listener of engine events failed', { error: thrown });
      }
    }
  };
  const onNotice = createNoticeBoard(emit);

  const store = await openStore(setup.dataDir, { clock, log: setup.log });
  const queue = createQueue({ small: parallel, large: largeAtOnce });
  const pool = createPool({
    parallel,
    turns: createLanes(parallel),
    openLane,
    threads: Math.min(mostThreads, availableParallelism(), parallel),
    rateLimit: createRateLimitCells(setup.rateLimit),
    onNotice,
  });
  const ledger = createLedger(pool.moving);
  const ticker = createTicker(ledger.snapshot, clock);
  const opened = new WeakMap<BucketAccess, ObjectStore>();

  function open(access: BucketAccess): ObjectStore {
    const known = opened.get(access);
    if (known) return known;
    const { credentials, ...plain } = access;
    const remote: StoreSetup = { ...plain, network, clockOffset: createClockOffset() };
    const single = openRemote(remote, { credentials, onNotice, now: clock.now });
    const pooled = withPool(single, remote, pool, credentials);
    const bucket = withRetry(withLog(pooled, setup.log, clock), {
      clock,
      random: Math.random,
      attempts: setup.attempts,
      credentials,
      onRetry: (what, error, inMs) => emit({ type: 'retrying', what, error: toErrorRecord(error), inMs }),
    });
    opened.set(access, bucket);
    return bucket;
  }

  function toolsFor({ access, options, threshold, partSize }: Omit<UploadWish, 'path' | 'key'>): RunTools {
    return {
      log: store.log,
      store: open(access),
      clock,
      ledger,
      wished: options,
      settings: {
        threshold,
        ...(partSize === undefined ? {} : { partSize }),
        isRecordRebuilt: store.isRebuilt,
        parallel,
        quietMs: setup.quietMs,
        attempts: setup.attempts,
      },
      lookAt: readSource,
      digest: (slice, algorithms, signal) =>
        pool.run(
          { type: 'digest', slice, algorithms },
          { subject: slice.source.path, lane: 'large' },
          async () => null,
          signal,
        ),
      onChange: transfer => emit({ type: 'changed', transfer }),
      onNote: (transferId, what, reason) => emit({ type: 'noted', transferId, what, reason }),
    };
  }

  const uploads = createUploads({
    log: store.log,
    ledger,
    lookAt: readSource,
    turn: queue.run,
    ticker,
    toolsFor,
  });

  return {
    ...uploads,
    setAside: store.setAside,
    open,
    unfinished: () => store.log.unfinished(),
    onEvent(listener) {
      eventListeners.add(listener);
      return () => void eventListeners.delete(listener);
    },
    onProgress: ticker.listen,
    async close() {
      await uploads.close();
      ticker.close();
      await pool.close();
      store.close();
    },
  };
}

/** Tells each thing once, whichever thread found it out. */
function createNoticeBoard(emit: (event: EngineEvent) => void): (notice: Notice) => void {
  const told = new Set<string>();
  return notice => {
    const subject = notice.type === 'clockSkewed' ? notice.type : JSON.stringify(notice);
    if (told.has(subject)) return;
    told.add(subject);
    emit({ type: 'notice', notice });
  };
}
