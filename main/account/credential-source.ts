import { AppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { CredentialSource, Credentials } from '../model/credentials.ts';

/** Fetches a set from where it lies; may be slow. Its signal fires when nobody waits for the set any more. */
export type LoadCredentials = (signal: AbortSignal) => Promise<Credentials>;

/** Renewal begins so long before the end, or at a quarter of the lifetime if that is less. */
const marginMs = 5 * 60_000;
/** After a renewal that failed while the old set still holds. */
const retryMs = 30_000;

interface Held {
  readonly credentials: Credentials;
  readonly renewAtMs: number;
}

/**
 * Keeps one set and renews it before its end. All who ask while a set is being fetched share that fetch. When a renewal
 * fails, the old set is given out until its end. A set that the server refused is never given out again: when loading
 * brings the same one, as with permanent keys, `credentials.expired` is thrown.
 */
export function createCredentialSource(
  load: LoadCredentials,
  { clock }: { readonly clock: Clock },
): CredentialSource {
  let held: Held | null = null;
  let refused: Credentials | null = null;
  let loading: {
    readonly promise: Promise<Credentials>;
    readonly stop: AbortController;
    waiting: number;
  } | null = null;

  function isUsable({ expiresAtMs }: Credentials): boolean {
    return expiresAtMs === undefined || expiresAtMs > clock.now();
  }

  function hold(credentials: Credentials): Credentials {
    if (!isUsable(credentials) || (refused && isSame(credentials, refused))) {
      const facts = { expiresAtMs: credentials.expiresAtMs ?? null };
      throw new AppError('credentials.expired', 'the credentials are no longer accepted', facts);
    }
    const { expiresAtMs } = credentials;
    const lifetimeMs = expiresAtMs === undefined ? Number.POSITIVE_INFINITY : expiresAtMs - clock.now();
    const renewAtMs = clock.now() + lifetimeMs - Math.min(marginMs, lifetimeMs / 4);
    held = { credentials, renewAtMs: expiresAtMs === undefined ? lifetimeMs : renewAtMs };
    return credentials;
  }

  async function fetch(signal: AbortSignal): Promise<Credentials> {
    const old = held;
    try {
      return hold(await load(signal));
    } catch (thrown) {
      // `invalidate` may have come in between; then the old set is of no use.
      if (old === null || held !== old || signal.aborted || !isUsable(old.credentials)) throw thrown;
      held = { ...old, renewAtMs: clock.now() + retryMs };
      return old.credentials;
    }
  }

  function startLoading() {
    const stop = new AbortController();
    const promise = fetch(stop.signal).finally(() => {
      if (loading === started) loading = null;
    });
    promise.catch(() => {});
    const started = { promise, stop, waiting: 0 };
    return started;
  }

  async function join(signal?: AbortSignal): Promise<Credentials> {
    loading ??= startLoading();
    const joined = loading;
    joined.waiting += 1;
    try {
      return await abortable(joined.promise, signal);
    } finally {
      joined.waiting -= 1;
      if (joined.waiting === 0) {
        joined.stop.abort();
        if (loading === joined) loading = null;
      }
    }
  }

  return {
    async current(signal) {
      signal?.throwIfAborted();
      if (held && clock.now() < held.renewAtMs) return held.credentials;
      return await join(signal);
    },
    invalidate(credentials) {
      if (held && !isSame(held.credentials, credentials)) return;
      held = null;
      refused = credentials;
      // A fetch that is under way began before the refusal, and may bring the refused set; `hold` sees to that.
    },
  };
}

function isSame(a: Credentials, b: Credentials): boolean {
  return (
    a.accessKeyId === b.accessKeyId &&
    a.accessKeySecret === b.accessKeySecret &&
    a.securityToken === b.securityToken
  );
}

/** The promise's outcome, or the signal's reason if that comes first. */
async function abortable<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return await promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
