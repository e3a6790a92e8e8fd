import type { StoreKind } from '../model/target.ts';

/** 3 to 63 characters; S3 allows dots. */
export const bucketNameRule: Readonly<Record<StoreKind, RegExp>> = {
  oss: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  s3: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
};
