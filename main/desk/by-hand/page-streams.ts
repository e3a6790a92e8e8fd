import type { Readable } from 'node:stream';
import type { AddWishes } from '../../../preload/contract/transfers.ts';
import { AppError, isAbort, toAppError, toErrorRecord } from '../../base/app-error.ts';
import { createDeferred, type Deferred } from '../../base/async.ts';
import { problem } from '../../base/said.ts';
import type { Engine } from '../../engine.ts';
import type { Proof } from '../../model/proof.ts';
import type { StreamSource } from '../../upload/stream/stream-source.ts';
import { type AddTools, newFromPage } from './add.ts';
import { createStates, endOf, type States, sendStream, writeFailure } from './carry-out.ts';

export interface PageWish extends AddWishes {
  /** Below the prefix. */
  readonly name: string;
  /** Bytes; null when the page can't tell. */
  readonly size: number | null;
}

/** Bytes that come from pages: once, and only while their page is there. */
export interface PageStreams {
  /** Resolves when the object is proven. A stream that breaks leaves no parts, and a failed transfer. */
  send(
    wish: PageWish,
    body: Readable,
    signal: AbortSignal,
  ): Promise<{ readonly id: string; readonly proof: Proof }>;
  /** Nothing more is begun while it is set; what moves can't wait without being lost, and goes on. */
  setPaused(isPaused: boolean): void;
  /** Ends one and resolves when it has; false when there is none. */
  stop(id: string): Promise<boolean>;
  stopAll(): Promise<void>;
}

export interface PageStreamsSetup {
  readonly engine: () => Engine;
  readonly addTools: () => AddTools;
  readonly isPaused: () => boolean;
  /** Called whenever the list shows something else. */
  readonly onChange: () => void;
}

export function createPageStreams(setup: PageStreamsSetup): PageStreams {
  const { addTools, isPaused, onChange } = setup;
  const streams = new Map<string, { readonly stop: AbortController; readonly ended: Promise<unknown> }>();
  const waiting = new Set<Deferred<void>>();

  async function untilTurn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!isPaused()) return;
    const turn = createDeferred<void>();
    const onAbort = () => turn.reject(signal.reason);
    waiting.add(turn);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await turn.promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
      waiting.delete(turn);
    }
  }

  function fail(states: States, thrown: unknown): AppError {
    const error = isAbort(thrown) ? pageGone(thrown) : toAppError(thrown);
    states.change({ type: endOf(error), error: toErrorRecord(error) });
    return error;
  }

  async function stop(id: string): Promise<boolean> {
    const stream = streams.get(id);
    stream?.stop.abort();
    await stream?.ended;
    return stream !== undefined;
  }

  return {
    async send(wish, body, outer) {
      const engine = setup.engine();
      const { item, access } = await newFromPage(wish, addTools());
      const [id = ''] = engine.hand.add([item]);
      const transfer = engine.transfers.claimById(id);
      if (transfer === null) throw new AppError('bug', 'what was written down is there');
      onChange();
      const stopping = new AbortController();
      const signal = AbortSignal.any([outer, stopping.signal]);
      const states = createStates(transfer, engine, onChange);
      const source = pageSource(wish.name, wish.size, body);
      const run = async () => {
        try {
          await untilTurn(signal);
          states.change({ type: 'started' });
          const { partSize, isSimple } = wish;
          const { target, options } = item;
          const job = { id, access, key: target.key, options, source, partSize, isSimple };
          return { id, proof: await sendStream(job, engine, states, signal) };
        } catch (thrown) {
          throw fail(states, thrown);
        } finally {
          body.destroy();
          engine.transfers.release(id);
          streams.delete(id);
          onChange();
        }
      };
      const sent = run();
      streams.set(id, { stop: stopping, ended: sent.catch(() => {}) });
      return await sent;
    },
    setPaused(next) {
      if (next) return;
      for (const turn of waiting) turn.resolve();
    },
    stop,
    async stopAll() {
      await Promise.all([...streams.keys()].map(stop));
    },
  };
}

/** What died with its page, or with the process that sent it, is told so. */
export function endLostStreams(engine: Engine, onChange: () => void): void {
  for (const id of engine.hand.lostStreams()) {
    if (!engine.isBusy(id)) writeFailure(id, pageGone(), engine, onChange);
  }
}

function pageGone(cause?: unknown): AppError {
  return new AppError('stream.failed', 'the page that sent it is gone', problem('hand.pageGone'), cause);
}

function pageSource(name: string, size: number | null, body: Readable): StreamSource {
  return {
    name,
    size,
    async *open(signal) {
      const stop = () => void body.destroy();
      signal.addEventListener('abort', stop, { once: true });
      try {
        signal.throwIfAborted();
        for await (const chunk of body) yield chunk as Uint8Array;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
  };
}
