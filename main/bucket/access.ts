import type { Catalog } from './catalog.ts';
import type { BucketLimits } from './limits.ts';
import type { Operation } from './operation.ts';
import { refuse } from './refusal.ts';
import type { BucketRequest } from './request.ts';

/** Anonymous clients may read what is public, and the key that callbacks are checked with; whoever has a key may do everything. */
export function checkAccess(
  request: BucketRequest,
  operation: Operation,
  accessKeyId: string | null,
  catalog: Catalog,
): void {
  if (accessKeyId !== null || operation === 'callbackKey') return;
  const isRead = operation === 'get' || operation === 'head';
  if (isRead && isPublic(request, catalog)) return;
  throw refuse('AccessDenied', { message: 'You have no right to access this object because of bucket acl.' });
}

function isPublic({ bucket, key }: BucketRequest, catalog: Catalog): boolean {
  const record = catalog.buckets.find(bucket ?? '');
  const object = record && catalog.objects.find(record.id, key ?? '');
  const acl = object?.attributes.acl ?? 'default';
  return (acl === 'default' ? record?.acl : acl)?.startsWith('public-read') ?? false;
}

/** What may not be the name of an object. */
export function checkKey({ key, kind }: BucketRequest, limits: BucketLimits): void {
  if (key === null) return;
  const isTooLong = Buffer.byteLength(key) > limits[kind].maxKeyBytes;
  const isMisleading = kind === 'oss' && /^[/\\]/.test(key);
  if (!isTooLong && !isMisleading) return;
  throw refuse('InvalidObjectName', {
    message: isTooLong ? 'The specified object name is too long.' : 'The specified object name is not valid.',
    elements: { ObjectName: key.slice(0, 2048) },
  });
}
