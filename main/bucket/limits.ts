import type { StoreKind } from '../model/target.ts';

/** Sizes in bytes. */
export interface KindLimits {
  /** Smallest part but the last; checked when an upload is completed. */
  readonly minPart: number;
  /** Largest body of a put, a part or an append. */
  readonly maxPut: number;
  /** Largest object by one copy request. */
  readonly maxCopy: number;
  readonly maxKeyBytes: number;
}

export type BucketLimits = Readonly<Record<StoreKind, KindLimits>>;

const gib = 1024 ** 3;

/** Those of the real services. */
export const realLimits: BucketLimits = {
  oss: { minPart: 100 * 1024, maxPut: 5 * gib, maxCopy: gib, maxKeyBytes: 1023 },
  s3: { minPart: 5 * 1024 ** 2, maxPut: 5 * gib, maxCopy: 5 * gib, maxKeyBytes: 1024 },
};

export const maxParts = 10_000;
/** Entries of a listing, keys of a deletion. */
export const maxPage = 1000;

/** What a document in a request may cost. */
export interface XmlLimit {
  readonly maxBytes: number;
  readonly maxElements: number;
}

const kib = 1024;

/** 10,000 parts with checksums need about two million bytes; a key of a deletion comes with four facts at most. */
export const xmlLimits = {
  createBucket: { maxBytes: 64 * kib, maxElements: 100 },
  deleteMany: { maxBytes: 2 * kib * kib, maxElements: 10 * maxPage },
  complete: { maxBytes: 8 * kib * kib, maxElements: 10 * maxParts },
} as const satisfies Readonly<Record<string, XmlLimit>>;
