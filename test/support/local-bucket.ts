import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createFaultPlan, type FaultPlan } from '../../main/bucket/faults.ts';
import { type BucketServer, type BucketServerSetup, createBucketServer } from '../../main/bucket/server.ts';
import type { Credentials } from '../../main/model/credentials.ts';
import { tempRoot } from './temp-root.ts';

/** The key pair that every local bucket of the tests knows. */
export const testKey: Credentials = {
  accessKeyId: 'LTAI5tTESTKEY0001',
  accessKeySecret: 'test-secret-0001',
};

/** A temporary key pair that it knows as well. */
export const testToken: Credentials = {
  accessKeyId: 'STS.TESTKEY0002',
  accessKeySecret: 'test-secret-0002',
  securityToken: 'test+token/2==',
};

export interface LocalBucket {
  readonly server: BucketServer;
  readonly faults: FaultPlan;
  /** The server's folder. */
  readonly dir: string;
  /** Starts the server anew over the same folder; the one before must have been closed. Faults stay planned. */
  restart(): Promise<BucketServer>;
  /** Stops the server and removes its folder. */
  close(): Promise<void>;
}

/** The name of the bucket that is there from the start. */
export const testBucket = 'test-bucket';

/** A server in a folder of its own, with `testBucket` in it. */
export async function startLocalBucket(setup: Partial<BucketServerSetup> = {}): Promise<LocalBucket> {
  const dir = setup.dir ?? (await mkdtemp(join(tempRoot(), 'longshore-bucket-')));
  const faults = setup.faults ?? createFaultPlan();
  const start = () =>
    createBucketServer({
      credentials: [testKey, testToken],
      buckets: [testBucket],
      ...setup,
      dir,
      faults,
    });
  let server = await start();
  return {
    get server() {
      return server;
    },
    faults,
    dir,
    async restart() {
      server = await start();
      return server;
    },
    async close() {
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
