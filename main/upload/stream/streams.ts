import { randomUUID } from 'node:crypto';
import { AppError } from '../../base/app-error.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { LaneName } from '../../model/lane.ts';
import { checkKey } from '../../model/object-key.ts';
import { planStream } from '../../plan/stream-parts.ts';
import { checkOptions } from '../../remote/check-options.ts';
import type { ObjectStore } from '../../remote/object-store.ts';
import { withMtime } from '../options-at-begin.ts';
import { createPartBuffers } from './part-buffers.ts';
import { checkSimple } from './put-open.ts';
import { sendStream } from './send-stream.ts';
import type { StreamResult, StreamRun, StreamTools, StreamWish } from './stream-run.ts';

export interface StreamsSetup extends Omit<StreamTools, 'store'> {
  /** Retries by itself, and compares what bodies in memory say of themselves with its answers. */
  readonly open: (access: BucketAccess) => ObjectStore;
  /** Runs the task when its turn comes; rejects with the signal's reason when that fires while it waits. */
  readonly turn: <T>(lane: LaneName, task: () => Promise<T>, signal: AbortSignal) => Promise<T>;
  /** Bytes of a part where nobody wishes otherwise; absent for the planner's own. */
  readonly usualPartSize?: number;
  /** To be told when something begins and ends to move. */
  readonly ticker: { start(): void; stop(): void };
}

/** The streams of one process. */
export interface Streams {
  /**
   * Sends a stream and proves the object. Rejects when that failed, or with the signal's reason when that fired before the
   * end; then the server holds no part any more, or the record of loose uploads names those that could not be removed.
   */
  uploadStream(wish: StreamWish, signal: AbortSignal): Promise<StreamResult>;
  /** Gives up everything that runs and waits for it; later calls are refused. */
  close(): Promise<void>;
}

/** How long the server is asked to forget a stream after it was given up; what it holds then is written down. */
const graceMs = 20_000;

export function createStreams(setup: StreamsSetup): Streams {
  const { ledger, ticker, turn, clock } = setup;
  const closing = new AbortController();
  const working = new Set<Promise<unknown>>();

  async function send(wish: StreamWish, outer: AbortSignal): Promise<StreamResult> {
    const { id = randomUUID(), access, key, source, threshold, isSimple = false } = wish;
    const options = withMtime(wish.options, source.mtimeNs ?? null);
    if (closing.signal.aborted) throw new AppError('bug', 'the engine is closed');
    const { kind } = access.address;
    checkKey(kind, key);
    checkOptions(kind, options);
    const store = setup.open(access);
    const goesWhole = isSimple || (source.size !== null && source.size < threshold);
    const plan = planStream(
      source.size,
      store.limits,
      goesWhole ? undefined : wish.partSize,
      setup.usualPartSize,
    );
    if (isSimple) checkSimple(store, source, plan.partSize(1));

    const stop = new AbortController();
    const late = new AbortController();
    const signal = AbortSignal.any([outer, closing.signal, stop.signal]);
    const patience = { stop() {} };
    const onEnd = () => {
      patience.stop = clock.after(graceMs, () => late.abort()).stop;
    };
    signal.addEventListener('abort', onEnd, { once: true });
    const run: StreamRun = {
      ...setup,
      store,
      id,
      target: { address: access.address, key },
      options,
      source,
      threshold,
      isSimple,
      plan,
      buffers: createPartBuffers(),
      signal,
      stop: reason => stop.abort(reason),
      lateSignal: late.signal,
    };
    ledger.open(id, source.size);
    ticker.start();
    try {
      const proof = await turn('large', () => sendStream(run), signal);
      ledger.close(id, 'done');
      return { id, proof };
    } catch (thrown) {
      if (outer.aborted || closing.signal.aborted) ledger.leave(id);
      else ledger.close(id, 'failed');
      throw thrown;
    } finally {
      signal.removeEventListener('abort', onEnd);
      patience.stop();
      ticker.stop();
    }
  }

  return {
    async uploadStream(wish, signal) {
      const promise = send(wish, signal).finally(() => {
        working.delete(promise);
        wish.source.close?.();
      });
      working.add(promise);
      return promise;
    },
    async close() {
      closing.abort();
      await Promise.allSettled(working);
    },
  };
}
