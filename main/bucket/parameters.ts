import { bucketSettings } from './bucket-settings.ts';
import { isCallbackParameter } from './callback/asked.ts';
import type { Operation } from './operation.ts';
import { refuse } from './refusal.ts';
import type { BucketRequest } from './request.ts';

/** Those that carry a signature, name the call for a log, or limit its speed. In lower case; they change no meaning. */
const harmless = new Set(
  (
    'x-id ossaccesskeyid expires signature security-token ' +
    'x-oss-signature-version x-oss-credential x-oss-date x-oss-expires x-oss-security-token x-oss-additional-headers ' +
    'x-oss-signature x-oss-traffic-limit x-oss-request-payer ' +
    'x-amz-algorithm x-amz-credential x-amz-date x-amz-expires x-amz-security-token x-amz-signedheaders x-amz-signature ' +
    'x-amz-content-sha256 x-amz-user-agent x-amz-request-payer x-amz-sdk-checksum-algorithm'
  ).split(' '),
);

/** Response overrides, and checksums that SDKs move from the head into the URL when they presign. */
const harmlessForm = /^(response-|x-amz-checksum-)/;

/** What each operation understands besides. */
const understood: Readonly<Record<Operation, readonly string[]>> = {
  callbackKey: [],
  listBuckets: ['prefix', 'marker', 'max-keys', 'continuation-token', 'max-buckets'],
  createBucket: [],
  headBucket: [],
  deleteBucket: [],
  bucketInfo: ['bucketInfo'],
  bucketLocation: ['location'],
  bucketStat: ['stat'],
  bucketAcl: ['acl'],
  bucketVersioning: ['versioning'],
  bucketSetting: bucketSettings,
  list: [
    'list-type',
    'prefix',
    'delimiter',
    'marker',
    'max-keys',
    'start-after',
    'continuation-token',
    'fetch-owner',
    'encoding-type',
  ],
  listUploads: [
    'uploads',
    'prefix',
    'delimiter',
    'key-marker',
    'upload-id-marker',
    'max-uploads',
    'encoding-type',
  ],
  deleteMany: ['delete', 'encoding-type'],
  put: [],
  get: ['versionId'],
  head: ['versionId', 'objectMeta'],
  delete: ['versionId'],
  objectAcl: ['acl', 'versionId'],
  objectTagging: ['tagging', 'versionId'],
  copy: [],
  append: ['append', 'position'],
  begin: ['uploads', 'encoding-type', 'sequential'],
  sendPart: ['partNumber', 'uploadId'],
  copyPart: ['partNumber', 'uploadId'],
  complete: ['uploadId', 'encoding-type'],
  abandon: ['uploadId'],
  listParts: ['uploadId', 'max-parts', 'part-number-marker', 'encoding-type'],
};

/** Parameters with a value that would make a read answer something else than what is stored. */
const otherReads = ['partNumber', 'x-oss-process', 'callback', 'x-oss-callback'];

/**
 * Refuses parameters that the operation does not understand, because a subresource that is overlooked turns a request
 * into another one: `DELETE /bucket?style` into the deletion of the bucket. A read may carry unknown names with a value.
 * Without an operation nothing is understood.
 */
export function checkParameters({ kind, method, query }: BucketRequest, operation: Operation | null): void {
  const known: readonly string[] = operation === null ? [] : understood[operation];
  const isRead = method === 'GET' || method === 'HEAD';
  const unknown = query.find(([name, value]) => {
    const lower = name.toLowerCase();
    if (known.includes(name) || harmless.has(lower) || harmlessForm.test(lower)) return false;
    // Where OSS makes none they were refused before.
    if (kind === 'oss' && isCallbackParameter(name)) return false;
    return !isRead || value === '' || otherReads.includes(name);
  });
  if (unknown !== undefined) throw refuseFeature(`?${unknown[0]}`);
}

const unserved = /^x-(oss|amz)-(copy-source-)?server-side-encryption-customer/;

/** Refuses headers whose promise would be broken in silence: encryption with the client's own key, and callbacks of S3. */
export function checkFeatures({ kind, headers }: BucketRequest): void {
  const found = Object.keys(headers).find(
    name => unserved.test(name) || (kind === 's3' && name.startsWith('x-oss-callback')),
  );
  if (found !== undefined) throw refuseFeature(found);
}

function refuseFeature(name: string) {
  return refuse('NotImplemented', { status: 501, message: `This server does not implement ${name}.` });
}
