import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { EngineEvents } from './engine-events.ts';
import type { BucketAccess } from './model/access.ts';
import type { Places } from './queue/places.ts';
import { createClockOffset, readClockOffset } from './remote/clock-offset.ts';
import type { ObjectStore } from './remote/object-store.ts';
import { openStore } from './remote/open-store.ts';
import type { NetworkSetup, StoreSetup } from './remote/store-setup.ts';
import { openWebSource, type WebSource } from './remote/web-source.ts';
import { withFlush } from './remote/with-flush.ts';
import { withLog } from './remote/with-log.ts';
import { type RetrySetup, withRetry } from './remote/with-retry.ts';
import type { Pool } from './upload/pool.ts';
import { withPool } from './upload/pooled-store.ts';

export interface RemoteParts {
  readonly network: NetworkSetup;
  readonly log: Log;
  readonly clock: Clock;
  /** Attempts of one request. */
  readonly attempts: number;
  /** Sends the bodies of files. */
  readonly pool: Pool;
  /** Puts on the disk what was recorded so far. */
  readonly flush: () => Promise<void>;
  readonly events: EngineEvents;
  /** To be told how the servers take what is sent to them. */
  readonly line: Places['line'];
}

/** The servers that the engine talks to. */
export interface Remotes {
  /** The bucket with pool, log, retry and flush around it; the same one for the same access. */
  open(access: BucketAccess): ObjectStore;
  openWeb(url: string, signal: AbortSignal): Promise<WebSource>;
  clockOffsetsMs(): readonly number[];
}

export function createRemotes(parts: RemoteParts): Remotes {
  const { network, log, clock, attempts, pool, flush, events, line } = parts;
  const opened = new WeakMap<BucketAccess, ObjectStore>();
  const clockOffsets: Int32Array[] = [];
  const again = { clock, random: Math.random, attempts, onRetry: events.retrying };
  const onRetry: NonNullable<RetrySetup['onRetry']> = (call, error, delayMs, subject) => {
    if (error.code === 'remote.throttled') line.refused('asked');
    if (error.code === 'net.timeout') line.refused('silent');
    events.retrying(call, error, delayMs, subject);
  };

  function open(access: BucketAccess): ObjectStore {
    const known = opened.get(access);
    if (known) return known;
    const { credentials, ...plain } = access;
    const clockOffset = createClockOffset();
    clockOffsets.push(clockOffset);
    const remote: StoreSetup = { ...plain, network, clockOffset };
    const single = openStore(remote, { credentials, onNotice: events.notice, now: clock.now });
    const pooled = withPool(single, remote, pool, credentials);
    const repeating = withRetry(withLog(pooled, log, clock), {
      ...again,
      ...{ credentials, onRetry },
      onAnswer(subject, requestId, bytes) {
        line.answered(bytes);
        events.answered(subject, requestId);
      },
    });
    const bucket = withFlush(repeating, flush);
    opened.set(access, bucket);
    return bucket;
  }

  return {
    open,
    openWeb: (url, signal) => openWebSource(url, { network, ...again }, signal),
    clockOffsetsMs: () => clockOffsets.map(readClockOffset),
  };
}
