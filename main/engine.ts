import { availableParallelism } from 'node:os';
import type { ProgressSnapshot } from '../preload/contract.ts';
import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import { createEngineEvents, type EngineEvent } from './engine-events.ts';
import { joinFolders } from './engine-folders.ts';
import { createRemotes } from './engine-remotes.ts';
import { joinUploads } from './engine-uploads.ts';
import type { BucketAccess } from './model/access.ts';
import type { Proof } from './model/proof.ts';
import type { Transfer } from './model/transfer.ts';
import { createLedger, type LedgerEntry } from './progress/ledger.ts';
import { createTicker } from './progress/ticker.ts';
import { createPlaces } from './queue/places.ts';
import type { ListedObject, ObjectStore } from './remote/object-store.ts';
import { eachPage } from './remote/paging.ts';
import type { NetworkSetup } from './remote/store-setup.ts';
import type { WebSource } from './remote/web-source.ts';
import type { HandLog } from './store/hand-log.ts';
import type { History } from './store/history.ts';
import type { LooseUploads } from './store/loose-uploads.ts';
import { openStore } from './store/open-store.ts';
import type { StoreHealth } from './store/store-health.ts';
import type { TransferList } from './store/transfer-list.ts';
import type { TransferLog } from './store/transfer-log.ts';
import type { FolderSyncs } from './sync/folder-sync.ts';
import type { Appends } from './upload/append/appends.ts';
import type { Joined, JoinWish } from './upload/by-hand/join-parts.ts';
import type { Callbacks } from './upload/callback/repeat-callback.ts';
import type { Copies } from './upload/copy/copies.ts';
import { openLane } from './upload/lane.ts';
import { createPool } from './upload/pool.ts';
import type { Prover } from './upload/prove/prover.ts';
import type { MarkerWish } from './upload/put-marker.ts';
import { createRateLimitCells, setRate } from './upload/rate-limit.ts';
import { createInFlight } from './upload/stream/in-flight.ts';
import type { Streams } from './upload/stream/streams.ts';
import type { Uploads } from './upload/uploads.ts';

export interface EngineSetup {
  /** Holds the database; made when missing. Several engines, also in other processes, may share it. */
  readonly dataDir: string;
  readonly network: NetworkSetup;
  readonly log: Log;
  readonly clock: Clock;
  /** Requests with a body in flight at once, over all transfers; null for as many as the line is worth. */
  readonly parallel: number | null;
  /** Bytes of a part where nobody wishes otherwise and the file allows it; absent for the planner's own. */
  readonly usualPartSize?: number;
  /** Bytes per second over all transfers; null for no limit. */
  readonly rateLimit: number | null;
  /** Attempts of one request before the transfer fails; counted anew whenever bytes were confirmed. */
  readonly attempts: number;
  /** A changed file goes up again after it was left alone for so long, in ms. */
  readonly quietMs: number;
}

export type { EngineEvent };

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

/** More threads than this only take turns: two saturate the loopback of the machines that were measured. */
const mostThreads = 4;

export async function createEngine(setup: EngineSetup): Promise<Engine> {
  const { clock, log, network, usualPartSize, attempts, quietMs } = setup;
  const events = createEngineEvents(log);
  const store = await openStore(setup.dataDir, { clock, log });

  const inFlight = createInFlight();
  const sending = () => [...pool.sending(), ...inFlight.sending()];
  const places = createPlaces(setup.parallel, { sending }, clock);
  const { queue, turns, line, most, aside: parallel } = places;
  const rateLimit = createRateLimitCells(setup.rateLimit);
  const threads = Math.min(mostThreads, availableParallelism(), most);
  const pool = createPool({ most, turns, openLane, threads, rateLimit, onNotice: events.notice });
  const remotes = createRemotes({ network, log, clock, attempts, pool, events, line, flush: store.flush });
  const { open } = remotes;

  const moving = () => [...pool.moving(), ...inFlight.moving()];
  const ledger = createLedger(moving);
  const ticker = createTicker(ledger.snapshot, clock);

  const ways = joinUploads({
    ...{ store, open, events, clock, queue, turns, pool, inFlight, rateLimit, ledger, ticker },
    settings: {
      parallel,
      most,
      attempts,
      quietMs,
      ...(usualPartSize === undefined ? {} : { usualPartSize }),
    },
  });
  const { uploads, appends, streams, copies, prover, digest, putMarker, repeatCallback, joinParts } = ways;
  const folders = joinFolders({
    ...{ store, uploads, appends, copies, prover, digest, putMarker, open, clock, log, parallel },
    placesNow: places.now,
    dataDir: store.dir,
  });

  return {
    ...folders,
    ...uploads,
    ...streams,
    ...prover,
    ...copies,
    ...remotes,
    ...{ append: appends.append, putMarker, repeatCallback, joinParts },
    listPages: (access, prefix, signal) => eachPage(open(access), { prefix }, signal),
    setRate: bytesPerSecond => setRate(rateLimit, bytesPerSecond),
    setAside: store.setAside,
    unfinished: () => store.log.unfinished(),
    isBusy: id => store.log.isOwned(id),
    loose: store.loose,
    hand: store.hand,
    transfers: store.log,
    list: store.list,
    history: store.history,
    health: store.health,
    moveEndpoint: store.moveEndpoint,
    progress: () => ledger.snapshot(clock.now()),
    progressOf: ledger.entry,
    leaveProgress: ledger.leave,
    moving,
    onEvent: events.listen,
    onProgress: ticker.listen,
    async close() {
      await folders.close();
      await ways.close();
      ticker.close();
      await pool.close();
      store.close();
    },
  };
}
