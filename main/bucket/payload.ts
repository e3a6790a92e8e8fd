import { decodeAwsChunked } from './aws-chunked.ts';
import type { PayloadProof } from './gate.ts';
import { refuse } from './refusal.ts';
import type { BucketRequest } from './request.ts';

/** The body of a request without the encoding of its transport. */
export interface Payload {
  /** As announced; null for chunked transfer. */
  readonly size: number | null;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Filled when `bytes` has ended. */
  readonly trailers: ReadonlyMap<string, string>;
  /** Hex that the signature promised, if it did. */
  readonly sha256: string | null;
}

/** Opens the body of an authenticated request; nothing is read yet. */
export function openPayload(
  request: BucketRequest,
  proof: PayloadProof,
  raw: AsyncIterable<Uint8Array>,
): Payload {
  const trailers = new Map<string, string>();
  if (proof.kind === 'chunked') {
    const size = lengthIn(request.headers['x-amz-decoded-content-length']);
    const bytes = decodeAwsChunked(raw, proof.chain, trailers, announcedIn(request));
    return { size, bytes, trailers, sha256: null };
  }
  const size = lengthIn(request.headers['content-length']);
  const isChunked = request.headers['transfer-encoding'] !== undefined;
  return {
    size: size ?? (isChunked ? null : 0),
    bytes: raw,
    trailers,
    sha256: proof.kind === 'sha256' ? proof.hex : null,
  };
}

function announcedIn({ headers }: BucketRequest): ReadonlySet<string> {
  return new Set((headers['x-amz-trailer'] ?? '').split(',').map(name => name.trim().toLowerCase()));
}

/** Refuses a body whose length the service would not accept as unknown. */
export function requireLength(request: BucketRequest, payload: Payload): void {
  const isAnnounced = request.headers['content-length'] !== undefined;
  const isChunked = request.headers['transfer-encoding'] !== undefined;
  const isKnown =
    request.kind === 'oss' ? isAnnounced || isChunked : payload.size !== null && (isAnnounced || isChunked);
  if (!isKnown) throw refuse('MissingContentLength');
}

function lengthIn(header: string | undefined): number | null {
  if (header === undefined) return null;
  const size = Number(header);
  if (!/^\d+$/.test(header) || !Number.isSafeInteger(size)) throw refuse('BadRequest');
  return size;
}
