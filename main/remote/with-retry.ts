import { type AppError, isAbort, toAppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { CredentialSource } from '../model/credentials.ts';
import { isConditional } from './conditions.ts';
import type { Body, ObjectStore } from './object-store.ts';

export interface RetrySetup {
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Attempts of one call in all; counted anew once bytes were confirmed. */
  readonly attempts: number;
  readonly credentials: CredentialSource;
  /** A call failed and is going to be made again in `delayMs`. `subject` is the body's own; null where it has none. */
  readonly onRetry?: (call: string, error: AppError, delayMs: number, subject: string | null) => void;
  /** The store has answered a request whose body has a subject, and so many bytes. */
  readonly onAnswer?: (subject: string, requestId: string, bytes: number) => void;
}

/** First and longest pause, in ms: the values of OSS's own SDKs. */
const baseMs = 200;
const capMs = 20_000;
/** The longest wish of a server that is granted; a longer one would look like standing still. */
const longestAskedMs = 5 * 60_000;

/** How a call may be repeated: after any passing trouble, or only when the server has surely done nothing. */
type Repeat = 'freely' | 'if-surely-not-done';

/**
 * Codes that leave no doubt that the server has done nothing: no connection was made, or the request was turned away at
 * the door, for its number, its date or its credentials.
 */
export function isSurelyNotDone({ code }: AppError): boolean {
  return (
    code === 'net.unreachable' ||
    code === 'remote.throttled' ||
    code === 'remote.clock-skewed' ||
    code === 'credentials.expired'
  );
}

/** The pause before attempt `failures` + 1: anything up to twice as much each time (full jitter), at least what the server asks, within reason. */
export function retryDelayMs(error: AppError, failures: number, random: () => number): number {
  const jitter = random() * Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 10));
  const asked = error.facts['retryAfterMs'];
  return Math.round(typeof asked === 'number' ? Math.min(asked, longestAskedMs) + jitter : jitter);
}

/**
 * The same store with each call repeated as its code's reaction says; the only place where requests are repeated.
 * `retry` waits and tries again, `renew` drops the credentials and tries once more, everything else is thrown as it
 * is. `begin`, `complete`, `append`, and a `put` or `copy` under a condition are repeated only when the server has surely
 * done nothing; after any other failure the caller asks the store what became of them. A download is repeated until its first
 * byte. `putStream` passes as it is: its bytes come once. When the signal fires, a call is not begun and a pause ends at once.
 */
export function withRetry(inner: ObjectStore, setup: RetrySetup): ObjectStore {
  const { clock, random, attempts, credentials, onRetry, onAnswer } = setup;
  /** Grows with every request that got bytes across. */
  let confirmations = 0;

  async function again<T>(
    call: string,
    repeat: Repeat,
    signal: AbortSignal,
    work: () => Promise<T>,
    subject?: string,
  ): Promise<T> {
    let failures = 0;
    let isRenewed = false;
    let seen = confirmations;
    for (;;) {
      signal.throwIfAborted();
      const used = await credentials.current(signal);
      try {
        return await work();
      } catch (thrown) {
        if (signal.aborted || isAbort(thrown)) throw thrown;
        const error = toAppError(thrown);
        if (error.reaction === 'renew' && !isRenewed) {
          isRenewed = true;
          credentials.invalidate(used);
          onRetry?.(call, error, 0, subject ?? null);
          continue;
        }
        failures = confirmations === seen ? failures + 1 : 1;
        seen = confirmations;
        const isAllowed = repeat === 'freely' || isSurelyNotDone(error);
        if (error.reaction !== 'retry' || !isAllowed || failures >= attempts) throw thrown;
        const delayMs = retryDelayMs(error, failures, random);
        onRetry?.(call, error, delayMs, subject ?? null);
        await clock.sleep(delayMs, signal);
      }
    }
  }

  async function confirming<T extends { readonly requestId: string }>(
    { subject, size }: Body,
    work: Promise<T>,
  ): Promise<T> {
    const result = await work;
    confirmations += 1;
    if (subject !== undefined) onAnswer?.(subject, result.requestId, size);
    return result;
  }

  const { append } = inner;
  return {
    ...inner,
    get address() {
      return inner.address;
    },
    head: (key, signal) => again('head', 'freely', signal, () => inner.head(key, signal)),
    put: (key, body, options, signal) =>
      confirming(
        body,
        again(
          'put',
          isConditional(options) ? 'if-surely-not-done' : 'freely',
          signal,
          () => inner.put(key, body, options, signal),
          body.subject,
        ),
      ),
    begin: (key, options, signal) =>
      again('begin', 'if-surely-not-done', signal, () => inner.begin(key, options, signal)),
    sendPart: (part, signal) =>
      confirming(
        part.body,
        again('sendPart', 'freely', signal, () => inner.sendPart(part, signal), part.body.subject),
      ),
    listParts: (upload, after, signal) =>
      again('listParts', 'freely', signal, () => inner.listParts(upload, after, signal)),
    complete: (completion, signal) =>
      again('complete', 'if-surely-not-done', signal, () => inner.complete(completion, signal)),
    abandon: (upload, signal) => again('abandon', 'freely', signal, () => inner.abandon(upload, signal)),
    listUploads: (prefix, after, signal) =>
      again('listUploads', 'freely', signal, () => inner.listUploads(prefix, after, signal)),
    list: (query, signal) => again('list', 'freely', signal, () => inner.list(query, signal)),
    get: (key, range, signal) => again('get', 'freely', signal, () => inner.get(key, range, signal)),
    copy: (source, key, options, signal) =>
      again('copy', isConditional(options) ? 'if-surely-not-done' : 'freely', signal, () =>
        inner.copy(source, key, options, signal),
      ),
    copyPart: (upload, source, range, signal) =>
      again('copyPart', 'freely', signal, () => inner.copyPart(upload, source, range, signal)),
    delete: (key, signal) => again('delete', 'freely', signal, () => inner.delete(key, signal)),
    deleteIfMatch: (key, etag, signal) =>
      again('deleteIfMatch', 'freely', signal, () => inner.deleteIfMatch(key, etag, signal)),
    deleteMany: (keys, signal) => again('deleteMany', 'freely', signal, () => inner.deleteMany(keys, signal)),
    ...(append
      ? {
          append: (wish, signal) => again('append', 'if-surely-not-done', signal, () => append(wish, signal)),
        }
      : {}),
  };
}
