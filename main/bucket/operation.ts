import { bucketSettings } from './bucket-settings.ts';
import { checkCallbackPlace } from './callback/asked.ts';
import { isPublicKey } from './callback/public-key.ts';
import { checkClaimNames } from './checksum-claim.ts';
import { checkFeatures, checkParameters } from './parameters.ts';
import { refuse } from './refusal.ts';
import type { BucketRequest } from './request.ts';

export const operations = [
  'callbackKey',
  'listBuckets',
  'createBucket',
  'headBucket',
  'deleteBucket',
  'bucketInfo',
  'bucketLocation',
  'bucketStat',
  'bucketAcl',
  'bucketVersioning',
  'bucketSetting',
  'list',
  'listUploads',
  'deleteMany',
  'put',
  'get',
  'head',
  'delete',
  'objectAcl',
  'objectTagging',
  'copy',
  'append',
  'begin',
  'sendPart',
  'copyPart',
  'complete',
  'abandon',
  'listParts',
] as const;

export type Operation = (typeof operations)[number];

/** What a request asks for; throws for what is not served. */
export function operationOf(request: BucketRequest): Operation {
  const has = (name: string) => request.parameter(name) !== undefined;
  const found = isPublicKey(request) ? 'callbackKey' : operationOn(request, has);
  checkCallbackPlace(request, found);
  checkParameters(request, found);
  checkFeatures(request);
  checkClaimNames(request);
  if (!found) throw refuse('MethodNotAllowed', { elements: { Method: request.method } });
  return found;
}

function operationOn(request: BucketRequest, has: (name: string) => boolean): Operation | null {
  if (request.bucket === null) return serviceOperation(request);
  return request.key === null ? bucketOperation(request, has) : objectOperation(request, has);
}

function serviceOperation({ method }: BucketRequest): Operation | null {
  return method === 'GET' ? 'listBuckets' : null;
}

function bucketOperation({ method }: BucketRequest, has: (name: string) => boolean): Operation | null {
  switch (method) {
    case 'GET':
      if (has('uploads')) return 'listUploads';
      if (has('location')) return 'bucketLocation';
      if (has('bucketInfo')) return 'bucketInfo';
      if (has('stat')) return 'bucketStat';
      if (has('acl')) return 'bucketAcl';
      if (has('versioning')) return 'bucketVersioning';
      return bucketSettings.some(has) ? 'bucketSetting' : 'list';
    case 'HEAD':
      return 'headBucket';
    case 'PUT':
      return 'createBucket';
    case 'DELETE':
      return 'deleteBucket';
    case 'POST':
      return has('delete') ? 'deleteMany' : null;
    default:
      return null;
  }
}

function objectOperation(
  { method, headers, kind }: BucketRequest,
  has: (name: string) => boolean,
): Operation | null {
  const isCopy = headers[kind === 'oss' ? 'x-oss-copy-source' : 'x-amz-copy-source'] !== undefined;
  switch (method) {
    case 'GET':
      if (has('uploadId')) return 'listParts';
      if (has('acl')) return 'objectAcl';
      return has('tagging') ? 'objectTagging' : 'get';
    case 'HEAD':
      return 'head';
    case 'PUT':
      if (has('uploadId') || has('partNumber')) return isCopy ? 'copyPart' : 'sendPart';
      return isCopy ? 'copy' : 'put';
    case 'POST':
      if (has('uploads')) return 'begin';
      if (has('uploadId')) return 'complete';
      return has('append') ? 'append' : null;
    case 'DELETE':
      return has('uploadId') ? 'abandon' : 'delete';
    default:
      return null;
  }
}
