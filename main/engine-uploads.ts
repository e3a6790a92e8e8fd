import type { Clock } from './base/clock.ts';
import type { EngineEvents } from './engine-events.ts';
import type { Remotes } from './engine-remotes.ts';
import type { Proof } from './model/proof.ts';
import type { Ledger } from './progress/ledger.ts';
import type { Places } from './queue/places.ts';
import type { Store } from './store/open-store.ts';
import { type Appends, createAppends } from './upload/append/appends.ts';
import { findNamed } from './upload/append/find-file.ts';
import { type Joined, type JoinWish, joinParts } from './upload/by-hand/join-parts.ts';
import { type Callbacks, repeatCallback } from './upload/callback/repeat-callback.ts';
import { type Copies, createCopies } from './upload/copy/copies.ts';
import type { Pool, Turns } from './upload/pool.ts';
import { createProver, type Prover } from './upload/prove/prover.ts';
import { type MarkerWish, putMarker } from './upload/put-marker.ts';
import { createRateLimit, type RateLimitCells } from './upload/rate-limit.ts';
import type { RunTools } from './upload/run.ts';
import { glanceAtUnlinkedSource, readSource, readUnlinkedSource } from './upload/source.ts';
import type { InFlight } from './upload/stream/in-flight.ts';
import { createStreams, type Streams } from './upload/stream/streams.ts';
import { createUploads, type Uploads, type UploadWish } from './upload/uploads.ts';

/** What all ways of uploading share. */
export interface UploadParts extends Pick<Remotes, 'open'> {
  readonly store: Store;
  readonly events: EngineEvents;
  readonly clock: Clock;
  /** Which file is next. */
  readonly queue: Places['queue'];
  /** Which request with a body is next. */
  readonly turns: Turns;
  readonly pool: Pool;
  readonly inFlight: InFlight;
  readonly rateLimit: RateLimitCells;
  readonly ledger: Ledger;
  readonly ticker: { start(): void; stop(): void };
  readonly settings: Pick<
    RunTools['settings'],
    'parallel' | 'most' | 'usualPartSize' | 'attempts' | 'quietMs'
  >;
}

/** Every way in which bytes and objects come into a bucket, and how they are proven there. */
export interface UploadWays {
  readonly uploads: Uploads;
  readonly appends: Appends;
  readonly streams: Streams;
  readonly copies: Copies;
  readonly prover: Prover;
  readonly digest: RunTools['digest'];
  readonly putMarker: (wish: MarkerWish, signal: AbortSignal) => Promise<Proof>;
  readonly repeatCallback: Callbacks['repeatCallback'];
  readonly joinParts: (wish: JoinWish, signal: AbortSignal) => Promise<Joined>;
  /** Pauses what still runs, and waits for it. */
  close(): Promise<void>;
}

export function joinUploads(parts: UploadParts): UploadWays {
  const { store, open, events, clock, queue, turns, pool, inFlight, ledger, ticker, settings } = parts;
  const { parallel, most, usualPartSize, attempts } = settings;
  const { log, loose } = store;
  const uploadIds = log.uploadIds;
  const rateLimit = createRateLimit(parts.rateLimit, clock);
  const onNote = events.noted;

  const digest: RunTools['digest'] = (slice, algorithms, signal) =>
    pool.run(
      { type: 'digest', slice, algorithms },
      { subject: slice.source.path, lane: 'large' },
      async () => null,
      signal,
    );

  function toolsFor(wish: Omit<UploadWish, 'path' | 'key'>): RunTools {
    const { access, options, window, threshold, partSize, isSimple, followsLinks = true, onDecided } = wish;
    return {
      ...{ log, loose, clock, ledger, digest, onNote },
      store: open(access),
      wished: options,
      ...(window ? { window } : {}),
      settings: {
        ...settings,
        threshold,
        ...(isSimple ? { isSimple } : {}),
        ...(partSize === undefined ? {} : { partSize }),
        isRecordRebuilt: store.isRebuilt,
      },
      followsLinks,
      lookAt: followsLinks ? readSource : readUnlinkedSource,
      glanceAt: followsLinks ? readSource : glanceAtUnlinkedSource,
      onChange: events.changed,
      ...(onDecided ? { onDecided } : {}),
    };
  }

  const uploads = createUploads({ log, loose, clock, ledger, turn: queue.run, ticker, toolsFor });
  const appends = createAppends({
    ...{ log: store.appends, ledger, clock, rateLimit, attempts, ticker },
    openStore: open,
    onRetry: events.retrying,
  });
  const streams = createStreams({
    ...{
      open,
      turn: queue.run,
      turns,
      ticker,
      clock,
      ledger,
      loose,
      uploadIds,
      parallel: most,
      attempts,
      rateLimit,
    },
    ...(usualPartSize === undefined ? {} : { usualPartSize }),
    ...{ inFlight, onNote },
  });
  const copyTools = { open, loose, uploadIds, clock, parallel, attempts };

  return {
    uploads,
    appends,
    streams,
    copies: createCopies(copyTools),
    prover: createProver({
      ...{ open, digest, parallel, lookAt: readSource, findFile: findNamed, clock },
      ...(usualPartSize === undefined ? {} : { usualPartSize }),
    }),
    digest,
    putMarker: (wish, signal) => putMarker(wish, { open, clock, attempts }, signal),
    repeatCallback: (wish, signal) => repeatCallback(wish, copyTools, signal),
    joinParts: (wish, signal) =>
      joinParts(
        wish,
        { store: open(wish.access), loose, clock, attempts, parallel, lookAt: readSource, digest },
        signal,
      ),
    async close() {
      await Promise.all([uploads.close(), streams.close(), appends.close()]);
    },
  };
}
