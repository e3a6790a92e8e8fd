import { AppError, isAbort, toErrorRecord } from '../base/app-error.ts';
import { systemClock } from '../base/clock.ts';
import type { CredentialSource, Credentials } from '../model/credentials.ts';
import { createDigest } from '../model/digest.ts';
import type { ObjectStore, StoredObject } from '../remote/object-store.ts';
import { openStore } from '../remote/open-store.ts';
import type { StoreSetup } from '../remote/store-setup.ts';
import { createBufferPool } from './buffer-pool.ts';
import { type FileSlice, type FileSliceBody, openFileSlice } from './file-slice.ts';
import type { FromWorker, Job, JobResults, ToWorker, WorkerSetup } from './job.ts';
import { createMovedBytesCounter } from './moved-bytes.ts';
import { createOutbox } from './outbox.ts';
import { createRateLimit } from './rate-limit.ts';
import { putVerified, sendVerifiedPart } from './send.ts';
import { requireUnlinked, requireUntouched } from './source.ts';

const mostStores = 16;

interface OpenedStore {
  readonly store: ObjectStore;
  credentials: Credentials | null;
}

/**
 * Reads, checksums, signs and sends for whoever posts the messages that the returned function takes. One attempt per job; whoever gave
 * the job decides on another. Owns its connections, open files and buffers, and keeps no state that its death would lose. After `close`
 * it calls `leave`, once its jobs have let go of their files.
 */
export function serveJobs(
  setup: WorkerSetup,
  post: (messages: readonly FromWorker[]) => void,
  leave: () => void,
): (messages: readonly ToWorker[]) => void {
  const answer = createOutbox(post, setImmediate);
  const buffers = createBufferPool();
  const rateLimit = createRateLimit(setup.rateLimit, systemClock);
  const running = new Map<number, AbortController>();
  const stores = new Map<string, OpenedStore>();

  /**
   * One store per bucket, setup and access key, so that no job is signed with another account's key; a renewed token of the
   * same key replaces the one before. The oldest is let go when there are many, as temporary keys come and go.
   */
  function storeFor(wanted: StoreSetup, credentials: Credentials | null): ObjectStore {
    const { clockOffset: _, ...plain } = wanted;
    const id = JSON.stringify([plain, credentials?.accessKeyId]);
    const known = stores.get(id);
    if (known) {
      known.credentials = credentials;
      return known.store;
    }
    const source: CredentialSource = {
      async current() {
        if (opened.credentials) return opened.credentials;
        throw new AppError('credentials.missing', 'the job came without credentials');
      },
      invalidate() {},
    };
    const opened: OpenedStore = {
      credentials,
      store: openStore(wanted, {
        credentials: source,
        onNotice: notice => answer({ type: 'notice', notice }),
        now: systemClock.now,
      }),
    };
    const [oldest] = stores.keys();
    if (stores.size >= mostStores && oldest !== undefined) stores.delete(oldest);
    stores.set(id, opened);
    return opened.store;
  }

  async function withSlice<T>(
    job: Job,
    slot: number,
    signal: AbortSignal,
    use: (body: FileSliceBody) => Promise<T>,
  ): Promise<T> {
    const moved = createMovedBytesCounter(setup.moved, slot);
    const slice: FileSlice = job.slice;
    // A digest job reads and never sends, so what would be computed on the way is of no matter.
    const algorithm = job.type === 'digest' ? 'crc32' : job.algorithm;
    const body = openFileSlice({ slice, algorithm, buffers, rateLimit, moved, signal });
    try {
      return await use(body);
    } finally {
      body.close();
    }
  }

  function perform(
    { job, credentials, slot }: Extract<ToWorker, { type: 'run' }>,
    signal: AbortSignal,
  ): Promise<JobResults[keyof JobResults]> {
    return withSlice<JobResults[keyof JobResults]>(job, slot, signal, body => {
      switch (job.type) {
        case 'sendPart':
          return sendVerifiedPart(storeFor(job.setup, credentials), job, body, signal);
        case 'put':
          return putUntouched(job, storeFor(job.setup, credentials), body, signal);
        case 'digest':
          return digestAll(job, body, signal);
      }
    });
  }

  let isClosing = false;

  function leaveWhenIdle(): void {
    // After the last answers.
    if (isClosing && running.size === 0) setImmediate(leave);
  }

  async function take(message: ToWorker): Promise<void> {
    if (message.type === 'cancel') {
      running.get(message.id)?.abort();
      return;
    }
    if (message.type === 'close') {
      isClosing = true;
      for (const stop of running.values()) stop.abort();
      leaveWhenIdle();
      return;
    }
    const { id } = message;
    const stop = new AbortController();
    running.set(id, stop);
    try {
      answer({ type: 'finished', id, value: await perform(message, stop.signal) });
    } catch (thrown) {
      if (stop.signal.aborted && isAbort(thrown)) answer({ type: 'aborted', id });
      else answer({ type: 'failed', id, error: toErrorRecord(thrown) });
    } finally {
      running.delete(id);
      leaveWhenIdle();
    }
  }

  return messages => {
    for (const message of messages) void take(message);
  };
}

/** Between the two looks at the path, what it names is what is sent; `body` was opened from it. */
async function putUntouched(
  job: Extract<Job, { type: 'put' }>,
  store: ObjectStore,
  body: FileSliceBody,
  signal: AbortSignal,
): Promise<StoredObject> {
  const { source } = job.slice;
  if (!job.followsLinks) requireUnlinked(source.path);
  const stored = await putVerified(store, job, body, signal);
  requireUntouched(source, job.followsLinks);
  return stored;
}

/** All digests in one pass over the bytes. */
async function digestAll(
  job: Extract<Job, { type: 'digest' }>,
  body: FileSliceBody,
  signal: AbortSignal,
): Promise<JobResults['digest']> {
  const digests = await Promise.all(job.algorithms.map(createDigest));
  for await (const chunk of body.read()) {
    signal.throwIfAborted();
    for (const digest of digests) digest.update(chunk);
  }
  return digests.map(digest => digest.hex());
}
