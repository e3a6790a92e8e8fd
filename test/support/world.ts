import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import type { BucketServerSetup } from '../../main/bucket/server.ts';
import { createEngine, type Engine, type EngineEvent, type EngineSetup } from '../../main/engine.ts';
import type { BucketAccess } from '../../main/model/access.ts';
import type { CredentialSource, Credentials } from '../../main/model/credentials.ts';
import type { StoreKind } from '../../main/model/target.ts';
import type { Transfer } from '../../main/model/transfer.ts';
import { createClockOffset } from '../../main/remote/clock-offset.ts';
import type { ObjectStore } from '../../main/remote/object-store.ts';
import { openStore } from '../../main/remote/open-store.ts';
import type { NetworkSetup } from '../../main/remote/store-setup.ts';
import type { UploadWish } from '../../main/upload/uploads.ts';
import { type LocalBucket, startLocalBucket, testBucket, testKey } from './local-bucket.ts';
import { type AtEnd, createTempDir } from './temp-dir.ts';

export interface World {
  readonly dir: string;
  readonly dataDir: string;
  readonly bucket: LocalBucket;
  readonly access: BucketAccess;
  /** Everything the engines of this world have told. */
  readonly events: EngineEvent[];
  /** Writes a file of random bytes into the world's folder. */
  file(name: string, size: number): { readonly path: string; readonly bytes: Buffer };
  /** An engine over the world's data directory; closed when the test is over. */
  engine(setup?: Partial<EngineSetup>): Promise<Engine>;
  /** One engine for one upload. */
  upload(
    path: string,
    key: string,
    wish?: Partial<UploadWish>,
    setup?: Partial<EngineSetup>,
  ): Promise<Transfer>;
  /** The bytes of an object, null when there is none. */
  read(key: string): Promise<Buffer | null>;
  /** Unfinished uploads on the server. */
  pending(): Promise<readonly string[]>;
}

/** The smallest parts that each service takes. */
export const partSizes: Readonly<Record<StoreKind, number>> = { oss: 100 * 1024, s3: 5 * 1024 * 1024 };

const network: NetworkSetup = {
  proxy: 'none',
  caFile: null,
  connectTimeoutMs: 5_000,
  progressTimeoutMs: 1_000,
  connections: 16,
};

export const never: AbortSignal = new AbortController().signal;

/** Waits a hundredth of what it is told, so that retries take no time and deadlines still come in order. */
export const hastyClock = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 100, signal),
};

export function fixedCredentials(credentials: Credentials): CredentialSource {
  return { current: async () => credentials, invalidate() {} };
}

/** A temporary folder, a local bucket with planned faults, and engines over one data directory. */
export async function createWorld(
  kind: StoreKind,
  setup: Partial<BucketServerSetup> & { readonly access?: Partial<BucketAccess> } = {},
  atEnd: AtEnd = onTestFinished,
): Promise<World> {
  const dir = await createTempDir(atEnd);
  const dataDir = join(dir, 'data');
  const bucket = await startLocalBucket(setup);
  atEnd(() => bucket.close());
  const access: BucketAccess = {
    address: bucket.server.address(kind, testBucket),
    signing: 'v4',
    checksum: 'crc32',
    credentials: fixedCredentials(testKey),
    ...setup.access,
  };
  const events: EngineEvent[] = [];

  async function engine(over: Partial<EngineSetup> = {}): Promise<Engine> {
    const made = await createEngine({
      dataDir,
      network,
      log: silentLog,
      clock: hastyClock,
      parallel: 4,
      rateLimit: null,
      attempts: 5,
      quietMs: 10,
      ...over,
    });
    made.onEvent(event => void events.push(event));
    atEnd(made.close);
    return made;
  }

  /** The bucket as the tests look at it: without engine, retry or faults in between. */
  const { credentials, ...plain } = access;
  const look: ObjectStore = openStore(
    { ...plain, network, clockOffset: createClockOffset() },
    { credentials, onNotice: () => {}, now: systemClock.now },
  );

  return {
    dir,
    dataDir,
    bucket,
    access,
    events,
    file(name, size) {
      const path = join(dir, name);
      const bytes = randomBytes(size);
      writeFileSync(path, bytes);
      return { path, bytes };
    },
    engine,
    async upload(path, key, wish = {}, over = {}) {
      const one = await engine(over);
      try {
        return await one.upload(
          { path, key, access, options: {}, threshold: partSizes[kind], partSize: partSizes[kind], ...wish },
          never,
        );
      } finally {
        await one.close();
      }
    },
    async read(key) {
      if (!(await look.head(key, never))) return null;
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await look.get(key, null, never)).bytes) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks);
    },
    async pending() {
      const page = await look.listUploads('', null, never);
      return page.uploads.map(upload => upload.key);
    },
  };
}
