import { Worker } from 'node:worker_threads';
import { AppError, fromErrorRecord } from '../base/app-error.ts';
import { createDeferred, type Deferred } from '../base/async.ts';
import { systemClock } from '../base/clock.ts';
import { threadFile } from '../base/thread-file.ts';
import type { Credentials } from '../model/credentials.ts';
import type { Notice } from '../remote/object-store.ts';
import type { FromWorker, Job, ResultOf, ToWorker, WorkerSetup } from './job.ts';
import { createOutbox } from './outbox.ts';

/** One worker thread, with its answers matched to the questions by number. */
export interface Lane {
  /** Jobs without an answer yet. */
  readonly open: number;
  readonly isDead: boolean;
  /**
   * Rejects with what the job threw, with an `AbortError` when the signal fires, or with `worker.died` when the
   * thread ends; nobody waits for a thread that is gone.
   */
  run<J extends Job>(
    job: J,
    credentials: Credentials | null,
    slot: number,
    signal: AbortSignal,
  ): Promise<ResultOf<J>>;
  /** Drops what is open and resolves when the thread has ended. */
  close(): Promise<void>;
}

/** What a job leaves behind is garbage at once; a third of the usual space for it costs no speed and saves some 60 MB a thread. */
const youngMb = 6;

/** A thread that has not left by itself after so long is stuck, and is ended. */
const patienceMs = 2_000;

const workerUrl = threadFile('worker', import.meta.url);

export type OpenLane = (setup: WorkerSetup, onNotice: (notice: Notice) => void) => Lane;

/** Starts a thread. `entry` is another program that keeps to the messages of `job.ts`. */
export function openLane(setup: WorkerSetup, onNotice: (notice: Notice) => void, entry = workerUrl): Lane {
  const resourceLimits = { maxYoungGenerationSizeMb: youngMb };
  const worker = new Worker(entry, { workerData: setup, name: 'upload', resourceLimits });
  worker.unref();
  const waiting = new Map<number, Deferred<ResultOf<Job>>>();
  let lastId = 0;
  let failure: unknown;
  let isDead = false;
  const ended = createDeferred<void>();

  worker.on('message', (messages: readonly FromWorker[]) => messages.forEach(take));

  function take(message: FromWorker): void {
    if (message.type === 'notice') {
      onNotice(message.notice);
      return;
    }
    const caller = waiting.get(message.id);
    waiting.delete(message.id);
    if (waiting.size === 0) worker.unref();
    if (message.type === 'finished') caller?.resolve(message.value);
    else if (message.type === 'failed') caller?.reject(fromErrorRecord(message.error));
    else caller?.reject(new DOMException('This operation was aborted', 'AbortError'));
  }
  worker.on('error', thrown => {
    failure = thrown;
  });
  worker.on('exit', code => {
    isDead = true;
    ended.resolve();
    const message = failure instanceof Error ? failure.message : `exit code ${code}`;
    for (const caller of waiting.values()) {
      caller.reject(new AppError('worker.died', 'an upload worker ended unexpectedly', { message }, failure));
    }
    waiting.clear();
  });

  // Many jobs begin in one turn of the event loop, as their records are flushed together.
  const tell = createOutbox<ToWorker>(messages => worker.postMessage(messages), queueMicrotask);
  return {
    get open() {
      return waiting.size;
    },
    get isDead() {
      return isDead;
    },
    async run<J extends Job>(job: J, credentials: Credentials | null, slot: number, signal: AbortSignal) {
      signal.throwIfAborted();
      if (isDead) throw new AppError('worker.died', 'the upload worker has ended');
      lastId += 1;
      const id = lastId;
      tell({ type: 'run', id, job, credentials, slot });
      const caller = createDeferred<ResultOf<Job>>();
      waiting.set(id, caller);
      worker.ref();
      const onAbort = () => tell({ type: 'cancel', id });
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return (await caller.promise) as ResultOf<J>;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
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
