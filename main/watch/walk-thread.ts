import { Worker } from 'node:worker_threads';
import { AppError, fromErrorRecord } from '../base/app-error.ts';
import { createDeferred, type Deferred } from '../base/async.ts';
import { systemClock } from '../base/clock.ts';
import { threadFile } from '../base/thread-file.ts';
import type { Look, WalkSetup } from './walk.ts';
import type { FromWalkWorker, ToWalkWorker } from './walk-messages.ts';

export type WalkStep = Extract<FromWalkWorker, { type: 'pieces' }>;

/** A walk in the thread, step by step. */
export interface OpenWalk {
  /** Rejects with what the walk threw, or with `worker.died`. */
  next(): Promise<WalkStep>;
  /** What is still under way is dropped, and rejects with the reason; `next` is not called again. */
  stop(reason?: unknown): void;
}

/** One thread that walks; several walks take turns in it. */
export interface WalkThread {
  readonly isDead: boolean;
  open(setup: WalkSetup, looks: readonly Look[]): OpenWalk;
  /** Resolves when the thread has ended. */
  close(): Promise<void>;
}

/** A thread that has not left by itself after so long hangs in the file system, and is ended. */
const patienceMs = 2_000;

const workerUrl = threadFile('walk-worker', import.meta.url);

/** Starts a thread. `entry` is another program that keeps to the messages of `walk-messages.ts`. */
export function openWalkThread(entry = workerUrl): WalkThread {
  const worker = new Worker(entry, { name: 'walk' });
  worker.unref();
  /** Answers come in the order of the questions of their walk. */
  const waiting = new Map<number, Deferred<WalkStep>[]>();
  const ended = createDeferred<void>();
  let lastId = 0;
  let failure: unknown;
  let isDead = false;

  const died = () => {
    const message = failure instanceof Error ? failure.message : 'it left';
    return new AppError('worker.died', 'the walking thread ended unexpectedly', { message }, failure);
  };
  const tell = (message: ToWalkWorker) => worker.postMessage(message);

  function forget(id: number): void {
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
  }

  worker.on('message', (message: FromWalkWorker) => {
    const callers = waiting.get(message.id);
    const caller = callers?.shift();
    if (message.type === 'pieces') caller?.resolve(message);
    else caller?.reject(fromErrorRecord(message.error));
  });
  worker.on('error', thrown => {
    failure = thrown;
  });
  worker.on('exit', () => {
    isDead = true;
    for (const caller of [...waiting.values()].flat()) caller.reject(died());
    waiting.clear();
    ended.resolve();
  });

  return {
    get isDead() {
      return isDead;
    },
    open(setup, looks) {
      lastId += 1;
      const id = lastId;
      const callers: Deferred<WalkStep>[] = [];
      waiting.set(id, callers);
      worker.ref();
      tell({ type: 'open', id, setup, looks });
      return {
        async next() {
          if (isDead) throw died();
          const caller = createDeferred<WalkStep>();
          callers.push(caller);
          tell({ type: 'next', id });
          return caller.promise;
        },
        stop(reason) {
          tell({ type: 'stop', id });
          for (const caller of callers.splice(0)) caller.reject(reason);
          forget(id);
        },
      };
    },
    async close() {
      if (isDead) return;
      tell({ type: 'close' });
      worker.ref();
      const patience = systemClock.after(patienceMs, () => void worker.terminate());
      await ended.promise;
      patience.stop();
    },
  };
}
