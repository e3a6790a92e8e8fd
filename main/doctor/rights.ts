import type { StoreKind } from '../model/target.ts';

/** What keys may be allowed to do, as far as Longshore needs it. */
export type Right = 'list' | 'put' | 'get' | 'listParts' | 'listUploads' | 'abort' | 'append' | 'delete';

interface Grant {
  readonly action: string;
  /** Whether the service decides by the bucket, with the prefix as a condition, or by the object. */
  readonly on: 'bucket' | 'objects' | 'whole-bucket';
}

/** By which action a service allows each right. Begin, part and complete are covered by the right to put. */
const grants: Readonly<Record<StoreKind, Readonly<Partial<Record<Right, Grant>>>>> = {
  oss: {
    list: { action: 'oss:ListObjects', on: 'bucket' },
    put: { action: 'oss:PutObject', on: 'objects' },
    get: { action: 'oss:GetObject', on: 'objects' },
    listParts: { action: 'oss:ListParts', on: 'objects' },
    listUploads: { action: 'oss:ListMultipartUploads', on: 'whole-bucket' },
    abort: { action: 'oss:AbortMultipartUpload', on: 'objects' },
    append: { action: 'oss:PutObject', on: 'objects' },
    delete: { action: 'oss:DeleteObject', on: 'objects' },
  },
  s3: {
    list: { action: 's3:ListBucket', on: 'bucket' },
    put: { action: 's3:PutObject', on: 'objects' },
    get: { action: 's3:GetObject', on: 'objects' },
    listParts: { action: 's3:ListMultipartUploadParts', on: 'objects' },
    listUploads: { action: 's3:ListBucketMultipartUploads', on: 'whole-bucket' },
    abort: { action: 's3:AbortMultipartUpload', on: 'objects' },
    delete: { action: 's3:DeleteObject', on: 'objects' },
  },
};

/** Pure. Null for a right that the service does not have. */
export function grantOf(kind: StoreKind, right: Right): Grant | null {
  return grants[kind][right] ?? null;
}
