import type { RefusalCode } from './refusal.ts';

/** Settings that no bucket here has and that clients ask for all the same, with the code that says so. */
export const absentSettings = {
  tagging: 'NoSuchTagSet',
  policy: 'NoSuchBucketPolicy',
  cors: 'NoSuchCORSConfiguration',
  encryption: 'ServerSideEncryptionConfigurationNotFoundError',
  lifecycle: 'NoSuchLifecycleConfiguration',
} as const satisfies Readonly<Record<string, RefusalCode>>;

/** Names of the parameters by which they are asked for. */
export const bucketSettings = Object.keys(absentSettings) as (keyof typeof absentSettings)[];
