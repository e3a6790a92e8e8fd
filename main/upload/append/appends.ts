import { AppError } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import type { BucketAccess } from '../../model/access.ts';
import { checkKey } from '../../model/object-key.ts';
import type { Ledger } from '../../progress/ledger.ts';
import { checkOptions } from '../../remote/check-options.ts';
import type { ObjectStore } from '../../remote/object-store.ts';
import type { AppendLog, AppendPlace } from '../../store/append-log.ts';
import type { RateLimit } from '../rate-limit.ts';
import type { AppendEvent } from './append-events.ts';
import { type AppendEnd, runAppend } from './append-run.ts';
import type { AppendWish } from './append-wish.ts';
import { emptyCrc } from './log-file.ts';
import { createPlaces } from './places.ts';
import { type AppendedObject, createProvenObjects } from './proven-objects.ts';
import { checkRoll } from './roll-key.ts';
import type { AppendableStore } from './send-append.ts';

export interface AppendsSetup {
  readonly log: AppendLog;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly rateLimit: RateLimit;
  /** Of one append, before passing trouble ends it. */
  readonly attempts: number;
  readonly openStore: (access: BucketAccess) => ObjectStore;
  /** To be told when something begins and ends to move. */
  readonly ticker: { start(): void; stop(): void };
  readonly onRetry: (what: string, error: AppError, inMs: number) => void;
}

export interface AppendResult extends AppendEnd {
  readonly objects: readonly AppendedObject[];
}

/** The appends of one process. */
export interface Appends {
  /**
   * Appends what the object lacks of the file, and goes on as it grows when the wish says so. Resolves with what was
   * appended, also when the signal fires, once the append in flight is over; `proven` events tell it before a rejection,
   * too. Rejects with `append.unsupported` before
   * anything is sent where the store can't append, with `transfer.busy`, `object.position`, `object.not-appendable`,
   * `append.diverged`, `append.full`, …
   */
  append(wish: AppendWish, onEvent: (event: AppendEvent) => void, signal: AbortSignal): Promise<AppendResult>;
  /** Stops what runs and waits for it; later calls are refused. */
  close(): Promise<void>;
}

/** Bytes of one append: large enough that a request costs little, small enough to send again. */
const usualChunkBytes = 8 * 1024 * 1024;
/** So long an append in flight may take to end by itself once the user wants to stop. */
const graceMs = 5_000;

export function createAppends(setup: AppendsSetup): Appends {
  const { log, ledger, clock, rateLimit, attempts, openStore, ticker, onRetry } = setup;
  const closing = new AbortController();
  const working = new Set<Promise<unknown>>();

  async function append(
    wish: AppendWish,
    onEvent: (event: AppendEvent) => void,
    outer: AbortSignal,
  ): Promise<AppendResult> {
    const { path, access, key, usualType } = wish;
    const options = { ...(usualType !== undefined && { contentType: usualType }), ...wish.options };
    const store = requireAppend(openStore(access));
    checkKey(access.address.kind, key);
    checkOptions(access.address.kind, options, 'append');
    if (wish.roll !== null) checkRoll(wish.roll);
    const signal = AbortSignal.any([outer, closing.signal]);
    const { id, places } = log.claim({ path, target: { address: access.address, key } });
    const hard = new AbortController();
    let grace: { stop(): void } | null = null;
    const onStop = () => {
      grace = clock.after(graceMs, () => hard.abort());
    };
    signal.addEventListener('abort', onStop, { once: true });
    const largest = Math.min(
      wish.rollAt ?? Number.POSITIVE_INFINITY,
      store.limits.maxAppend ?? store.limits.maxPut,
    );
    const chunkBytes = wish.chunkBytes ?? usualChunkBytes;
    const objects = createProvenObjects(clock);
    const tools = {
      ...{
        id,
        wish,
        ledger,
        objects,
        clock,
        rateLimit,
        attempts,
        store,
        options,
        signal,
        largest,
        chunkBytes,
      },
      places: createPlaces(places ?? { now: before(key), left: [] }, to => log.save(id, to)),
      bufferOf: growingBuffer(Math.min(chunkBytes, largest)),
      hardSignal: hard.signal,
      emit: onEvent,
      onRetry: (error: AppError, inMs: number) => onRetry('append', error, inMs),
    };
    const tellProven = async () => {
      const listed = await objects.list(path);
      for (const object of listed) onEvent({ type: 'proven', ...object });
      return listed;
    };
    ledger.open(id, null);
    ticker.start();
    try {
      const end = await runAppend(tools);
      if (end.isComplete) ledger.close(id, 'done');
      else ledger.know(id);
      return { ...end, objects: await tellProven() };
    } catch (thrown) {
      ledger.close(id, 'failed');
      await tellProven();
      throw thrown;
    } finally {
      ticker.stop();
      signal.removeEventListener('abort', onStop);
      (grace as { stop(): void } | null)?.stop();
      log.release(id);
    }
  }

  return {
    append(wish, onEvent, signal) {
      if (closing.signal.aborted) throw new AppError('bug', 'the engine is closed');
      const work = append(wish, onEvent, signal);
      working.add(work);
      const forget = () => void working.delete(work);
      work.then(forget, forget);
      return work;
    },
    async close() {
      closing.abort();
      await Promise.allSettled(working);
    },
  };
}

/** Memory that is used again and again; it grows for an append of an earlier run that was larger than this one's are. */
function growingBuffer(usual: number): (size: number) => Buffer {
  let buffer = Buffer.alloc(0);
  return size => {
    if (buffer.length < size) buffer = Buffer.allocUnsafeSlow(Math.max(size, usual));
    return buffer;
  };
}

/** Where the appending to a key begins of which nothing is known. */
function before(key: string): AppendPlace {
  const none = { roll: 0, base: 0, position: 0, next: null, inode: '', device: '' };
  return { key, ...none, crc: emptyCrc, headCrc: emptyCrc, tailCrc: emptyCrc };
}

function canAppend(store: ObjectStore): store is AppendableStore {
  return store.append !== undefined;
}

function requireAppend(store: ObjectStore): AppendableStore {
  if (canAppend(store)) return store;
  const { kind } = store.address;
  throw new AppError('append.unsupported', `${kind} has no appending to objects`, {
    store: kind.toUpperCase(),
  });
}
