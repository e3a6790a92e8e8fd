import { z } from 'zod';
import { type ErrorCode, type ErrorRecord, type Facts, reactions } from '../base/app-error.ts';
import { type Reason, reasonCodes } from './action.ts';
import type { ChecksumAlgorithm } from './checksum.ts';
import type { Proof } from './proof.ts';
import type { BucketAddress, ObjectOptions } from './target.ts';

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

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(reactions, code);

export const recordedFacts: z.ZodType<Facts> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);

export const recordedReason: z.ZodType<Reason> = z.object({
  code: z.enum(reasonCodes),
  facts: recordedFacts,
});

export const recordedError: z.ZodType<ErrorRecord> = z.object({
  /** A code of another version of the program means the same here: a cause without a name. */
  code: z.string().transform(code => (isErrorCode(code) ? code : 'bug')),
  message: z.string(),
  facts: recordedFacts,
});

const options = z.object({
  contentType: z.string().exactOptional(),
  cacheControl: z.string().exactOptional(),
  contentDisposition: z.string().exactOptional(),
  contentEncoding: z.string().exactOptional(),
  contentLanguage: z.string().exactOptional(),
  expires: z.string().exactOptional(),
  meta: z.record(z.string(), z.string()).exactOptional(),
  keepsMtime: z.boolean().exactOptional(),
  storageClass: z.string().exactOptional(),
  acl: z.string().exactOptional(),
  encryption: z
    .object({ algorithm: z.enum(['AES256', 'KMS', 'SM4']), keyId: z.string().exactOptional() })
    .exactOptional(),
  tags: z.record(z.string(), z.string()).exactOptional(),
  forbidOverwrite: z.boolean().exactOptional(),
  ifMatch: z.string().exactOptional(),
  trafficLimit: z.number().exactOptional(),
  callback: z
    .object({
      urls: z.array(z.string()),
      host: z.string().exactOptional(),
      body: z.string(),
      bodyType: z.enum(['application/x-www-form-urlencoded', 'application/json']),
      sni: z.boolean().exactOptional(),
      variables: z.record(z.string(), z.string()),
    })
    .exactOptional(),
});

export const recordedOptions: z.ZodType<ObjectOptions> = options;
/** As people write them: a word that means nothing is a mistake. */
export const writtenOptions: z.ZodType<ObjectOptions> = options.strict();
