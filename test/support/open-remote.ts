import { systemClock } from '../../main/base/clock.ts';
import type { Credentials } from '../../main/model/credentials.ts';
import type { StoreKind } from '../../main/model/target.ts';
import { createClockOffset } from '../../main/remote/clock-offset.ts';
import type { Notice, ObjectStore } from '../../main/remote/object-store.ts';
import { openStore } from '../../main/remote/open-store.ts';
import type { NetworkSetup, StoreSetup } from '../../main/remote/store-setup.ts';
import { type LocalBucket, testBucket, testKey } from './local-bucket.ts';

/** Patient enough for a busy machine, and without a proxy. */
export const testNetwork: NetworkSetup = {
  proxy: 'none',
  caFile: null,
  connectTimeoutMs: 10_000,
  progressTimeoutMs: 30_000,
  connections: 16,
};

export interface RemoteOptions extends Partial<StoreSetup> {
  readonly bucket?: string;
  readonly credentials?: Credentials;
  readonly now?: () => number;
  readonly notices?: Notice[];
}

/** The store under test, talking to a local bucket. */
export function openRemote(local: LocalBucket, kind: StoreKind, options: RemoteOptions = {}): ObjectStore {
  const {
    bucket = testBucket,
    credentials = testKey,
    now = systemClock.now,
    notices = [],
    ...setup
  } = options;
  return openStore(
    {
      address: local.server.address(kind, bucket),
      signing: 'v4',
      checksum: 'crc32',
      network: testNetwork,
      clockOffset: createClockOffset(),
      ...setup,
    },
    {
      credentials: { current: async () => credentials, invalidate() {} },
      onNotice: notice => notices.push(notice),
      now,
    },
  );
}

/** A signal that never fires. */
export const noAbort: AbortSignal = new AbortController().signal;

/** The code of the `AppError` that a call throws; fails the test when it throws none. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (thrown) {
    return (thrown as { readonly code?: unknown }).code ?? thrown;
  }
  throw new Error('nothing was thrown');
}
