import type { StoreKind } from '../model/target.ts';
import type { Answer } from './call.ts';
import type { ObjectFacts, ObjectRecord } from './object-table.ts';
import type { Refusal } from './refusal.ts';
import type { BucketRequest } from './request.ts';

/** The words in which one of the two services speaks of what both do alike. */
export interface Dialect {
  readonly kind: StoreKind;
  /** Of its own header names. */
  readonly prefix: 'x-oss-' | 'x-amz-';
  readonly namespace: string | null;
  /** Entries of a listing when the client names no number. */
  readonly defaultMaxKeys: number;
  readonly defaultContentType: string;
  /** Headers of every answer. */
  commonHeaders(requestId: string, servedMs: number): Record<string, string>;
  /** `"ETag"` in the case of the service. */
  etag(hex: string): string;
  storageClass(given: string | null): string;
  isStorageClass(name: string): boolean;
  /** A name in a listing with `encoding-type=url`. */
  encodeName(name: string): string;
  /** What an answer says of the bytes of an object: ETag and checksums. */
  proofHeaders(object: ObjectFacts): Record<string, string>;
  /** All that HEAD and GET say of an object, but its length. */
  objectHeaders(object: ObjectRecord, request: BucketRequest): Record<string, string>;
  refusal(refusal: Refusal, request: BucketRequest | null, requestId: string): Answer;
}
