import { realpath } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { ProgressSnapshot } from '../preload/contract.ts';
import { type AppError, type ErrorRecord, toErrorRecord } from './base/app-error.ts';
import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { Note } from './base/said.ts';
import { joinFolders } from './engine-folders.ts';
import type { BucketAccess } from './model/access.ts';
import type { Proof } from './model/proof.ts';
import type { Transfer } from './model/transfer.ts';
import { createLedger, type LedgerEntry } from './progress/ledger.ts';
import { createTicker } from './progress/ticker.ts';
import { createLanes } from './queue/lanes.ts';
import { createQueue } from './queue/queue.ts';
import { createClockOffset, readClockOffset } from './remote/clock-offset.ts';
import type { ListedObject, Notice, ObjectStore } from './remote/object-store.ts';
import { openStore as openRemote } from './remote/open-store.ts';
import { eachPage } from './remote/paging.ts';
import type { NetworkSetup, StoreSetup } from './remote/store-setup.ts';
import { openWebSource, type WebSource } from './remote/web-source.ts';
import { withFlush } from './remote/with-flush.ts';
import { withLog } from './remote/with-log.ts';
import { withRetry } from './remote/with-retry.ts';
import type { HandLog } from './store/hand-log.ts';
import type { History } from './store/history.ts';
import type { LooseUploads } from './store/loose-uploads.ts';
import { openStore } from './store/open-store.ts';
import type { StoreHealth } from './store/store-health.ts';
import type { TransferList } from './store/transfer-list.ts';
import type { TransferLog } from './store/transfer-log.ts';
import type { FolderSyncs } from './sync/folder-sync.ts';
import { type Appends, createAppends } from './upload/append/appends.ts';
import { findNamed } from './upload/append/find-file.ts';
import { type Joined, type JoinWish, joinParts } from './upload/by-hand/join-parts.ts';
import { type Callbacks, repeatCallback } from './upload/callback/repeat-callback.ts';
import { type Copies, createCopies } from './upload/copy/copies.ts';
import type { CopyTools } from './upload/copy/copy-object.ts';
import { openLane } from './upload/lane.ts';
import { createPool } from './upload/pool.ts';
import { withPool } from './upload/pooled-store.ts';
import { createProver, type Prover } from './upload/prove/prover.ts';
import { type MarkerWish, putMarker } from './upload/put-marker.ts';
import { createRateLimit, createRateLimitCells, setRate } from './upload/rate-limit.ts';
import type { RunTools } from './upload/run.ts';
import { readSource, readUnlinkedSource } from './upload/source.ts';
import { createInFlight } from './upload/stream/in-flight.ts';
import { createStreams, type Streams } from './upload/stream/streams.ts';
import { createUploads, type Uploads, type UploadWish } from './upload/uploads.ts';

export interface EngineSetup {
  /** Holds the database; made when missing. Several engines, also in other processes, may share it. */
  readonly dataDir: string;
  readonly network: NetworkSetup;
  readonly log: Log;
  readonly clock: Clock;
  /** Requests with a body in flight at once, over all transfers. */
  readonly parallel: number;
  /** Bytes of a part where nobody wishes otherwise and the file allows it; absent for the planner's own. */
  readonly usualPartSize?: number;
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
  | {
      readonly type: 'noted';
      readonly transferId: string;
      readonly what: string;
      readonly reason: string;
      readonly note: Note;
    }
  | {
      readonly type: 'retrying';
      readonly what: string;
      readonly error: ErrorRecord;
      readonly inMs: number;
      /** Whose body it was: `transfer:part`; null for requests without one. */
      readonly subject: string | null;
    }
  /** To a request with a part of a transfer, `transfer:part`. */
  | { readonly type: 'answered'; readonly subject: string; readonly requestId: string }
  | { readonly type: 'notice'; readonly notice: Notice };

/** All stages joined. */
export interface Engine
  extends FolderSyncs,
    Uploads,
    Prover,
    Callbacks,
    Copies,
    Streams,
    Pick<Appends, 'append'> {
  /** Where a damaged database was put when the engine started; null when all was well. */
  readonly setAside: string | null;
  /** The bucket with retry and log around it, for everything but uploads. */
  open(access: BucketAccess): ObjectStore;
  /**
   * Asks a web server for a file, which then waits to be read. Rejects as `openWebSource` says. Whoever does not give it to
   * `uploadStream`, which lets go of it in any case, has to close it.
   */
  openWeb(url: string, signal: AbortSignal): Promise<WebSource>;
  /** All objects below a prefix in byte order of their keys, page by page; a page that fails is asked for again. */
  listPages(
    access: BucketAccess,
    prefix: string,
    signal: AbortSignal,
  ): AsyncIterable<readonly ListedObject[]>;
  /** See `putMarker`. */
  putMarker(wish: MarkerWish, signal: AbortSignal): Promise<Proof>;
  /** Bytes per second over all transfers from now on, those under way included; null for no limit. */
  setRate(bytesPerSecond: number | null): void;
  /** Transfers that are not over, of all processes. */
  unfinished(): readonly Transfer[];
  /** True while a living process, this one included, works on the transfer. */
  isBusy(transferId: string): boolean;
  /** Ends an upload that a script drives, and proves the object. */
  joinParts(wish: JoinWish, signal: AbortSignal): Promise<Joined>;
  /** Uploads that we have begun and that no transfer stands for. */
  readonly loose: LooseUploads;
  /** What is asked for by hand and outlives the process; whoever carries it out writes its states by `transfers`. */
  readonly hand: HandLog;
  readonly transfers: Pick<TransferLog, 'find' | 'claimById' | 'setState' | 'release'>;
  readonly list: TransferList;
  readonly history: History;
  readonly health: () => StoreHealth;
  /** A server is at another address now, and nothing else about it has changed. Before anything works there. */
  readonly moveEndpoint: (from: string, to: string) => void;
  /** How far the servers' clocks are from ours, in ms, for each store that was opened. */
  clockOffsetsMs(): readonly number[];
  /** The totals of this moment, as `onProgress` tells them. */
  progress(): ProgressSnapshot;
  /** How far a transfer of this process is; null when it is not under way. */
  progressOf(transferId: string): LedgerEntry | null;
  /** One that does not go on for now counts in the totals no more. */
  leaveProgress(transferId: string): void;
  /** Bytes handed to the network by the requests in flight, by subject: `transfer:part`. */
  moving(): Iterable<readonly [subject: string, bytes: number]>;
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
  const { clock, network, parallel, usualPartSize } = setup;
  const usualPart = usualPartSize === undefined ? {} : { usualPartSize };
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
  const tellRetry = (what: string, error: AppError, inMs: number, subject: string | null = null) =>
    emit({ type: 'retrying', what, error: toErrorRecord(error), inMs, subject });

  const store = await openStore(setup.dataDir, { clock, log: setup.log });
  const queue = createQueue({ small: parallel, large: largeAtOnce });
  const turns = createLanes(parallel);
  const rateLimit = createRateLimitCells(setup.rateLimit);
  const pool = createPool({
    parallel,
    turns,
    openLane,
    threads: Math.min(mostThreads, availableParallelism(), parallel),
    rateLimit,
    onNotice,
  });
  const inFlight = createInFlight();
  const moving = () => [...pool.moving(), ...inFlight.moving()];
  const ledger = createLedger(moving);
  const ticker = createTicker(ledger.snapshot, clock);
  const opened = new WeakMap<BucketAccess, ObjectStore>();
  const clockOffsets: Int32Array[] = [];

  function open(access: BucketAccess): ObjectStore {
    const known = opened.get(access);
    if (known) return known;
    const { credentials, ...plain } = access;
    const clockOffset = createClockOffset();
    clockOffsets.push(clockOffset);
    const remote: StoreSetup = { ...plain, network, clockOffset };
    const single = openRemote(remote, { credentials, onNotice, now: clock.now });
    const pooled = withPool(single, remote, pool, credentials);
    const again = withRetry(withLog(pooled, setup.log, clock), {
      clock,
      random: Math.random,
      attempts: setup.attempts,
      credentials,
      onRetry: tellRetry,
      onAnswer: (subject, requestId) => emit({ type: 'answered', subject, requestId }),
    });
    const bucket = withFlush(again, store.flush);
    opened.set(access, bucket);
    return bucket;
  }

  const digest: RunTools['digest'] = (slice, algorithms, signal) =>
    pool.run(
      { type: 'digest', slice, algorithms },
      { subject: slice.source.path, lane: 'large' },
      async () => null,
      signal,
    );

  function toolsFor(wish: Omit<UploadWish, 'path' | 'key'>): RunTools {
    const { access, options, window, threshold, partSize, isSimple, followsLinks = true } = wish;
    return {
      log: store.log,
      loose: store.loose,
      store: open(access),
      clock,
      ledger,
      wished: options,
      ...(window ? { window } : {}),
      settings: {
        threshold,
        ...(isSimple ? { isSimple } : {}),
        ...(partSize === undefined ? {} : { partSize }),
        ...usualPart,
        isRecordRebuilt: store.isRebuilt,
        parallel,
        quietMs: setup.quietMs,
        attempts: setup.attempts,
      },
      lookAt: followsLinks ? readSource : readUnlinkedSource,
      digest,
      onChange: transfer => emit({ type: 'changed', transfer }),
      onNote: (transferId, what, reason, note) => emit({ type: 'noted', transferId, what, reason, note }),
    };
  }

  const uploads = createUploads({
    log: store.log,
    loose: store.loose,
    clock,
    ledger,
    turn: queue.run,
    ticker,
    toolsFor,
  });

  const appends = createAppends({
    log: store.appends,
    ledger,
    clock,
    rateLimit: createRateLimit(rateLimit, clock),
    attempts: setup.attempts,
    openStore: open,
    ticker,
    onRetry: tellRetry,
  });

  const streams = createStreams({
    ...usualPart,
    open,
    turn: queue.run,
    turns,
    ticker,
    clock,
    ledger,
    loose: store.loose,
    uploadIds: target => store.log.uploadIds(target),
    parallel,
    attempts: setup.attempts,
    rateLimit: createRateLimit(rateLimit, clock),
    inFlight,
    onNote: (transferId, what, reason, note) => emit({ type: 'noted', transferId, what, reason, note }),
  });

  const copyTools: CopyTools = {
    open,
    loose: store.loose,
    uploadIds: target => store.log.uploadIds(target),
    clock,
    parallel,
    attempts: setup.attempts,
  };

  const prover = createProver({ open, digest, parallel, lookAt: readSource, findFile: findNamed, clock });
  const copies = createCopies(copyTools);
  const putMarkerAt: Engine['putMarker'] = (wish, signal) =>
    putMarker(wish, { open, clock, attempts: setup.attempts }, signal);
  const folders = joinFolders({
    ...{ store, uploads, appends, copies, prover, digest, open, clock, parallel },
    putMarker: putMarkerAt,
    log: setup.log,
    dataDir: await realpath(setup.dataDir),
  });

  return {
    ...folders,
    ...uploads,
    ...streams,
    append: appends.append,
    ...prover,
    ...copies,
    repeatCallback: (wish, signal) => repeatCallback(wish, copyTools, signal),
    listPages: (access, prefix, signal) => eachPage(open(access), { prefix }, signal),
    putMarker: putMarkerAt,
    setRate: bytesPerSecond => setRate(rateLimit, bytesPerSecond),
    setAside: store.setAside,
    open,
    openWeb: (url, signal) =>
      openWebSource(
        url,
        {
          network,
          clock,
          random: Math.random,
          attempts: setup.attempts,
          onRetry: tellRetry,
        },
        signal,
      ),
    unfinished: () => store.log.unfinished(),
    isBusy: id => store.log.isOwned(id),
    joinParts: (wish, signal) => {
      const { loose } = store;
      const { attempts } = setup;
      const remote = open(wish.access);
      return joinParts(
        wish,
        { store: remote, loose, clock, attempts, parallel, lookAt: readSource, digest },
        signal,
      );
    },
    loose: store.loose,
    hand: store.hand,
    transfers: store.log,
    list: store.list,
    history: store.history,
    health: store.health,
    moveEndpoint: store.moveEndpoint,
    clockOffsetsMs: () => clockOffsets.map(readClockOffset),
    progress: () => ledger.snapshot(clock.now()),
    progressOf: ledger.entry,
    leaveProgress: ledger.leave,
    moving,
    onEvent(listener) {
      eventListeners.add(listener);
      return () => void eventListeners.delete(listener);
    },
    onProgress: ticker.listen,
    async close() {
      await folders.close();
      await Promise.all([uploads.close(), streams.close(), appends.close()]);
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
