import { AppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Credentials } from '../model/credentials.ts';
import { openBucketKeys } from './bucket-keys.ts';
import { createBucketServer } from './server.ts';

export interface TrialBucket {
  readonly url: string;
  readonly port: number;
  readonly credentials: Credentials;
  close(): Promise<void>;
}

/** The local bucket for those who try without an account. Its keys lie in its folder, so they stay the same. */
export function openTrialIn(
  clock: Clock,
  log: Log,
): (dir: string, bucket: string, port: number) => Promise<TrialBucket> {
  return async (dir, bucket, port) => {
    const keys = openBucketKeys(dir);
    const open = (at: number) =>
      createBucketServer({ dir, port: at, credentials: [keys], buckets: [bucket], clock, log });
    const server = await open(port).catch(thrown => {
      const isTaken = thrown instanceof AppError && thrown.facts['problem'] === 'bucket.portTaken';
      if (!isTaken) throw thrown;
      return open(0);
    });
    return { url: server.url, port: server.port, credentials: keys, close: server.close };
  };
}
