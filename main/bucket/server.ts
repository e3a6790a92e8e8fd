import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../base/app-error.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { type Log, silentLog } from '../base/log.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import type { Credentials } from '../model/credentials.ts';
import type { BucketAddress, StoreKind } from '../model/target.ts';
import { bucketNameRule } from './bucket-name.ts';
import { publicKeyPath } from './callback/public-key.ts';
import { createExchange } from './exchange.ts';
import type { FaultPlan } from './faults.ts';
import { type BucketLimits, type KindLimits, realLimits } from './limits.ts';
import { openPlace } from './open-place.ts';
import { type BucketStats, createStats } from './stats.ts';

const usualIdleMs = 5 * 60_000;

export interface BucketServerSetup {
  /** Holds everything; made when missing. One server at a time. */
  readonly dir: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Whoever signs with one of these may do everything. */
  readonly credentials: readonly Credentials[];
  /** General ids that signatures must name; null accepts any. Defaults cn-hangzhou and us-east-1. */
  readonly regions?: { readonly oss?: string | null; readonly s3?: string | null };
  /** Names under which `BUCKET.NAME` addresses a bucket, besides `localhost`. */
  readonly domains?: readonly string[];
  /** Made at start when missing. */
  readonly buckets?: readonly string[];
  /** Default: those of the real services. */
  readonly limits?: Readonly<Partial<Record<StoreKind, Partial<KindLimits>>>>;
  /** A connection on which no byte moves for so long, in either direction, is closed. Default five minutes. */
  readonly idleMs?: number;
  /** Where applications that are called back find the key to check that with; default: a path of this server. */
  readonly publicKeyUrl?: string;
  readonly faults?: FaultPlan;
  readonly clock?: Clock;
  readonly log?: Log;
}

export interface BucketServer {
  /** Origin without a trailing slash. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly credentials: readonly Credentials[];
  /** How a client of either kind finds a bucket here, by path. */
  address(kind: StoreKind, bucket: string): BucketAddress;
  /** A bucket that is there already is fine. */
  createBucket(name: string): void;
  /** The names of all, in order. */
  buckets(): readonly string[];
  /** Since the start or the last `resetStats`. */
  stats(): BucketStats;
  resetStats(): void;
  /** Ends all connections and waits until nothing is written any more. */
  close(): Promise<void>;
}

/**
 * An OSS- and S3-compatible server over a folder, both protocols on one port. An acknowledged object or part survives the
 * death of the process, also by kill -9: its bytes are with the operating system and its rows in a committed transaction
 * before the answer goes out. Nothing is flushed to the disk for each request, so a power cut may take the last of them.
 */
export async function createBucketServer(setup: BucketServerSetup): Promise<BucketServer> {
  const { dir, credentials, host = '127.0.0.1', clock = systemClock, log = silentLog } = setup;
  const regions = { oss: 'cn-hangzhou', s3: 'us-east-1', ...setup.regions };
  const regionNames = { oss: regions.oss ?? 'cn-hangzhou', s3: regions.s3 ?? 'us-east-1' };
  let url = '';
  const publicKeyUrl = () => setup.publicKeyUrl ?? `${url}${publicKeyPath}`;
  const place = await openPlace({ dir, limits: limitsOf(setup), regionNames, publicKeyUrl, clock, log });
  const stats = createStats();
  const exchange = createExchange({
    place,
    keys: new Map(credentials.map(key => [key.accessKeyId, key])),
    regions,
    domains: ['localhost', ...(setup.domains ?? []).map(name => name.toLowerCase())],
    faults: setup.faults ?? null,
    stats,
    clock,
    log,
  });

  const running = new Set<Promise<void>>();
  const onRequest = (request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean) => {
    const done = exchange(request, response, randomBytes(12).toString('hex').toUpperCase(), awaitsContinue)
      .catch(thrown => {
        log.error('answer failed', { error: thrown });
        response.destroy();
      })
      .finally(() => running.delete(done));
    running.add(done);
  };
  // Bodies may take as long as they need, for an upload behind a rate limit runs for hours; only they have to move.
  const http = createServer({ requestTimeout: 0, maxHeaderSize: 64 * 1024, highWaterMark: 256 * 1024 });
  http.timeout = setup.idleMs ?? usualIdleMs;
  http.on('request', (request, response) => onRequest(request, response, false));
  http.on('checkContinue', (request, response) => onRequest(request, response, true));

  function createBucket(name: string): void {
    if (!bucketNameRule.s3.test(name))
      throw new AppError('usage', `${name} is no name for a bucket`, problem('bucket.name', { name }));
    if (!place.catalog.buckets.find(name)) place.catalog.buckets.add(name, 'private', clock.now());
  }

  try {
    for (const name of setup.buckets ?? []) createBucket(name);
    await new Promise<void>((resolve, reject) => {
      http.once('error', thrown => reject(cannotListen(thrown, host, setup.port ?? 0)));
      http.listen(setup.port ?? 0, host, resolve);
    });
  } catch (thrown) {
    place.close();
    throw thrown;
  }
  const { port } = http.address() as AddressInfo;
  url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  log.info('bucket server listens', { url, dir });

  return {
    url,
    host,
    port,
    credentials,
    address: (kind, bucket) => ({
      kind,
      endpoint: url,
      bucket,
      region: regionNames[kind],
      addressing: 'path',
    }),
    createBucket,
    buckets: () => place.catalog.buckets.list('', '', -1).map(({ name }) => name),
    stats: stats.read,
    resetStats: stats.reset,
    async close() {
      const closed = new Promise(resolve => http.close(resolve));
      http.closeAllConnections();
      place.callbacks.close();
      await closed;
      await Promise.allSettled(running);
      await place.blobs.settle();
      place.close();
    },
  };
}

function cannotListen(thrown: NodeJS.ErrnoException, host: string, port: number): AppError {
  const problems: Readonly<Record<string, ProblemFacts>> = {
    EADDRINUSE: problem('bucket.portTaken', { port, host }),
    EACCES: problem('bucket.portKept', { port, host }),
    EADDRNOTAVAIL: problem('bucket.notOurs', { host }),
  };
  const { code = thrown.message } = thrown;
  const about = problems[code] ?? problem('bucket.portFailed', { port, host, reason: code });
  return new AppError('usage', `port ${port} of ${host} can't be opened`, { ...about, host, port }, thrown);
}

function limitsOf({ limits }: BucketServerSetup): BucketLimits {
  return { oss: { ...realLimits.oss, ...limits?.oss }, s3: { ...realLimits.s3, ...limits?.s3 } };
}
