import type { Blobs } from './blobs.ts';
import type { BucketRecord } from './bucket-table.ts';
import type { Callbacks } from './callback/callbacks.ts';
import type { Catalog } from './catalog.ts';
import type { Dialect } from './dialect.ts';
import type { BucketLimits } from './limits.ts';
import type { ObjectRecord } from './object-table.ts';
import type { Operation } from './operation.ts';
import type { Payload } from './payload.ts';
import { refuse } from './refusal.ts';
import type { BucketRequest } from './request.ts';
import { checkVersion } from './version.ts';

/** What all operations work on. */
export interface Place {
  readonly catalog: Catalog;
  readonly blobs: Blobs;
  readonly limits: BucketLimits;
  readonly callbacks: Callbacks;
  /** General region ids that answers name. */
  readonly regionNames: { readonly oss: string; readonly s3: string };
}

/** One authenticated request on its way to an answer. */
export interface Call {
  readonly operation: Operation;
  readonly request: BucketRequest;
  readonly dialect: Dialect;
  readonly place: Place;
  readonly requestId: string;
  readonly payload: Payload;
  /** Null for anonymous requests. */
  readonly accessKeyId: string | null;
  /** Why a callback of this call fails without being made; null unless that is planned. */
  readonly callbackFault: string | null;
  /** The server's clock. */
  now(): number;
}

/** Bytes that are read from disk while they go out. */
export interface ByteStream {
  readonly size: number;
  read(): AsyncIterable<Uint8Array>;
  /** Called once in any case, also when nothing was read. */
  close(): void;
}

/** What the operation answers; the headers that every answer has are added on the way out. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | ByteStream | null;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

/** The bucket that the request names. */
export function bucketOf(call: Call): BucketRecord {
  const name = call.request.bucket ?? '';
  const bucket = call.place.catalog.buckets.find(name);
  if (!bucket) throw refuse('NoSuchBucket', { elements: { BucketName: name } });
  return bucket;
}

/** The key that the request names; legal by the time an operation runs. */
export function keyOf(call: Call): string {
  return call.request.key ?? '';
}

/** The object that the request names, or `NoSuchKey`; `NoSuchVersion` for any version but the only one. */
export function objectOf(call: Call): ObjectRecord {
  checkVersion(keyOf(call), call.request.parameter('versionId'));
  const object = call.place.catalog.objects.find(bucketOf(call).id, keyOf(call));
  if (!object) throw refuse('NoSuchKey', { elements: { Key: keyOf(call) } });
  return object;
}

/** A header of the caller's dialect: `x-oss-NAME` or `x-amz-NAME`. */
export function dialectHeader(call: Call, name: string): string | undefined {
  return call.request.headers[`${call.dialect.prefix}${name}`];
}

export function xmlAnswer(body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body };
}
