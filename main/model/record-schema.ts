import { z } from 'zod';
import type { ChecksumAlgorithm } from './checksum.ts';
import type { Proof } from './proof.ts';
import type { BucketAddress } from './target.ts';

/** How values of the model are read back from where they were kept: the database, a report. */
export const checksumAlgorithm = z.enum<Record<ChecksumAlgorithm, ChecksumAlgorithm>>({
  crc64: 'crc64',
  crc64nvme: 'crc64nvme',
  crc32: 'crc32',
  crc32c: 'crc32c',
  md5: 'md5',
});

export const recordedProof: z.ZodType<Proof> = z.object({
  size: z.int().nonnegative(),
  ours: z.object({ algorithm: checksumAlgorithm, value: z.string().min(1) }),
  theirs: z.string(),
  etag: z.string(),
  requestId: z.string(),
  versionId: z.string().nullable(),
  provenAtMs: z.number(),
  callback: z
    .discriminatedUnion('became', [
      z.object({ became: z.literal('answered'), answer: z.string() }),
      z.object({
        became: z.literal('failed'),
        message: z.string(),
        ec: z.string().nullable(),
        requestId: z.string(),
      }),
    ])
    .nullable(),
});

export const recordedAddress: z.ZodType<BucketAddress> = z.object({
  kind: z.enum(['oss', 's3']),
  endpoint: z.string(),
  bucket: z.string(),
  region: z.string(),
  addressing: z.enum(['virtual', 'path', 'domain']),
});
