import { AppError } from '../../base/app-error.ts';
import type { BucketStats } from '../../bucket/stats.ts';
import type { BucketAddress } from '../../model/target.ts';
import { type Child, readEvents, startChild } from './child.ts';

/** A local bucket in a process of its own. */
export interface DemoBucket {
  readonly child: Child;
  readonly address: BucketAddress;
  readonly access: { readonly accessKeyId: string; readonly accessKeySecret: string };
  /** Bytes of objects and parts that have reached the bucket, whatever became of their requests. */
  receivedBytes(): Promise<number>;
  /** Ends the process and waits for it. */
  stop(): Promise<void>;
}

/** Starts `longshore bucket` over a folder and waits until it listens. It ends by itself when this process does. */
export async function startDemoBucket(
  folder: string,
  bucket: string,
  environment: NodeJS.ProcessEnv,
): Promise<DemoBucket> {
  const child = startChild({
    args: ['bucket', 'bucket', '--port', '0', '--create', bucket, '--json', '--stdin'],
    folder,
    environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // A write to a bucket that has just ended is no news: whoever waits for its answer hears of the end.
  child.process.stdin?.on('error', () => {});
  const events = readEvents(child);
  const { value: hello } = await events.next();
  const { event, endpoint, accessKeyId, accessKeySecret, region } = hello as Record<
    string,
    string | undefined
  >;
  if (event !== 'listening' || !endpoint || !accessKeyId || !accessKeySecret || !region) {
    throw new AppError('bug', 'the local bucket did not say where it listens');
  }
  return {
    child,
    address: { kind: 'oss', endpoint, bucket, region, addressing: 'path' },
    access: { accessKeyId, accessKeySecret },
    async receivedBytes() {
      child.process.stdin?.write('stats\n');
      const { value } = await events.next();
      const { put, sendPart } = value['bodyBytes'] as BucketStats['bodyBytes'];
      return put + sendPart;
    },
    async stop() {
      child.process.stdin?.end();
      await child.ended;
    },
  };
}
