import type { ChecksumAlgorithm } from '../model/checksum.ts';
import type { CredentialSource } from '../model/credentials.ts';
import type { BucketAddress } from '../model/target.ts';
import type { Notice } from './object-store.ts';

/** How requests travel; the same for all stores of one engine. */
export interface NetworkSetup {
  /** `environment`: HTTP_PROXY, HTTPS_PROXY and NO_PROXY in either case; `none`; or a proxy's URL. */
  readonly proxy: 'environment' | 'none' | { readonly url: string };
  /** PEM file whose certificates are trusted in addition to the system's. */
  readonly caFile: string | null;
  readonly connectTimeoutMs: number;
  /** A request fails when no byte moved for so long; there is no limit on its whole length. */
  readonly progressTimeoutMs: number;
  /** Connections to one origin from one thread. */
  readonly connections: number;
}

/** Everything a thread needs to open a store, but credentials. Survives structured clone; `clockOffset` stays shared. */
export interface StoreSetup {
  readonly address: BucketAddress;
  /** OSS only: V1 for private deployments that know no V4. */
  readonly signing: 'v4' | 'v1';
  /** S3 only: the full-object checksum to ask for. */
  readonly checksum: Extract<ChecksumAlgorithm, 'crc32' | 'crc32c' | 'crc64nvme'>;
  readonly network: NetworkSetup;
  /** From `createClockOffset`: what to add to our clock, learned from the server by any thread. */
  readonly clockOffset: Int32Array;
}

/** What a store calls back on its own thread. */
export interface StoreHooks {
  readonly credentials: CredentialSource;
  readonly onNotice: (notice: Notice) => void;
  /** Wall time in ms, before the learned offset. */
  readonly now: () => number;
}
