import type { Readable } from 'node:stream';
import type { AddWishes } from '../../../preload/contract/transfers.ts';
import { AppError, isAbort, toAppError, toErrorRecord } from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';
import type { Engine } from '../../engine.ts';
import type { Proof } from '../../model/proof.ts';
import type { StreamSource } from '../../upload/stream/stream-source.ts';
import { type AddTools, newFromPage } from './add.ts';
import { createStates, endOf, type States, sendStream, writeFailure } from './carry-out.ts';
import { createGate } from './gate.ts';

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
  /**
   * Reads no more of one: its page waits with what it has, and the parts that are stored stay. False for what there is not, and for what moves by
   * one request, which no server would wait for.
   */
  pause(id: string): boolean;
  /** False when it is not paused by itself, and while everything is: then it goes on with everything. */
  resume(id: string): boolean;
  /** As `pause` of all there are and of all that come. */
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

/** One that is under way. */
interface Stream {
  readonly stop: AbortController;
  readonly ended: Promise<unknown>;
  /** False when nothing can hold it any more. */
  hold(): boolean;
  open(): void;
}

export function createPageStreams(setup: PageStreamsSetup): PageStreams {
  const { addTools, isPaused, onChange } = setup;
  const streams = new Map<string, Stream>();
  /** Those that were paused by themselves. */
  const paused = new Set<string>();

  function fail(states: States, thrown: unknown, { reason }: AbortSignal): AppError {
    const error =
      reason instanceof AppError ? reason : isAbort(thrown) ? pageGone(thrown) : toAppError(thrown);
    states.change({ type: endOf(error), error: toErrorRecord(error) });
    return error;
  }

  async function end(id: string, reason?: AppError): Promise<boolean> {
    const stream = streams.get(id);
    stream?.stop.abort(reason);
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
      const gate = createGate();
      let isBegun = false;
      let isShownPaused = false;
      const hold = () => {
        if (isBegun && wish.isSimple) return false;
        gate.shut();
        // One that came while everything was paused is shown as waiting until it is paused itself.
        if (!isShownPaused) states.hold();
        isShownPaused = true;
        return true;
      };
      const open = () => {
        if (!gate.isShut()) return;
        if (isBegun) states.goOn();
        isShownPaused = false;
        gate.open();
      };
      /** The last bytes may have been read before it was paused. */
      const statesToEnd: States = {
        ...states,
        change(event) {
          if (event.type === 'proven') open();
          states.change(event);
        },
      };
      const source = pageSource(wish.name, wish.size, body, gate.passed);
      const run = async () => {
        try {
          await gate.passed(signal);
          states.change({ type: 'started' });
          isBegun = true;
          const { partSize, isSimple } = wish;
          const { target, options } = item;
          const job = { id, access, key: target.key, options, source, partSize, isSimple };
          return { id, proof: await sendStream(job, engine, statesToEnd, signal) };
        } catch (thrown) {
          throw fail(states, thrown, stopping.signal);
        } finally {
          body.destroy();
          engine.transfers.release(id);
          streams.delete(id);
          paused.delete(id);
          onChange();
        }
      };
      if (isPaused()) gate.shut();
      const sent = run();
      streams.set(id, { stop: stopping, ended: sent.catch(() => {}), hold, open });
      return await sent;
    },
    pause(id) {
      const isHeld = streams.get(id)?.hold() ?? false;
      if (isHeld) paused.add(id);
      return isHeld;
    },
    resume(id) {
      if (!paused.delete(id) || isPaused()) return false;
      streams.get(id)?.open();
      return true;
    },
    setPaused(next) {
      for (const [id, stream] of streams) {
        if (next) stream.hold();
        else if (!paused.has(id)) stream.open();
      }
    },
    stop: id => end(id, new AppError('request.stopped', 'the transfer was cancelled')),
    async stopAll() {
      await Promise.all([...streams.keys()].map(id => end(id)));
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

function pageSource(
  name: string,
  size: number | null,
  body: Readable,
  passed: (signal: AbortSignal) => Promise<void>,
): StreamSource {
  return {
    name,
    size,
    async *open(signal) {
      const stop = () => void body.destroy();
      signal.addEventListener('abort', stop, { once: true });
      try {
        signal.throwIfAborted();
        for await (const chunk of body) {
          await passed(signal);
          yield chunk as Uint8Array;
        }
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
  };
}
