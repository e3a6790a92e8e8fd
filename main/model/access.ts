import type { ChecksumAlgorithm } from './checksum.ts';
import type { CredentialSource } from './credentials.ts';
import type { BucketAddress } from './target.ts';

/** What it takes to open a bucket; made from a profile, the environment or flags. */
export interface BucketAccess {
  readonly address: BucketAddress;
  /** OSS only: V1 for private deployments that know no V4. */
  readonly signing: 'v4' | 'v1';
  /** S3 only: the full-object checksum to ask for. */
  readonly checksum: Extract<ChecksumAlgorithm, 'crc32' | 'crc32c' | 'crc64nvme'>;
  readonly credentials: CredentialSource;
}
