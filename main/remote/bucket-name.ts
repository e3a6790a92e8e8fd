import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { StoreKind } from '../model/target.ts';

/**
 * Throws `account.invalid` for a bucket name that the service would refuse. S3 gets the wide rule, since old buckets
 * and other servers have names with capitals and underscores; what it keeps out is anything that would change the host
 * or the path of a request.
 */
export function checkBucketName(kind: StoreKind, bucket: string): void {
  const rule =
    kind === 'oss' ? /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/ : /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;
  if (rule.test(bucket)) return;
  throw new AppError('account.invalid', 'this is not a bucket name', {
    ...problem('account.bucket'),
    bucket,
  });
}
