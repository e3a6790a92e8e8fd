import { base64ToHex, isS3Algorithm, type S3Algorithm } from './checksums.ts';
import { refuse } from './refusal.ts';
import type { BucketRequest } from './request.ts';

/** The checksum of the body that an S3 client sends along. */
export interface ChecksumClaim {
  readonly algorithm: S3Algorithm;
  /** Hex; null when it comes behind the body. */
  readonly hex: string | null;
}

const prefix = 'x-amz-checksum-';

/** What follows the prefix without being a checksum. */
const otherNames = ['algorithm', 'type', 'mode'];

/** The claim in the head of a request, null for none. `x-amz-trailer` only announces. */
export function claimOf(request: BucketRequest): ChecksumClaim | null {
  if (request.kind !== 's3') return null;
  const claims: ChecksumClaim[] = [];
  for (const [name, value] of Object.entries(request.headers)) {
    const algorithm = algorithmIn(name);
    if (algorithm) claims.push({ algorithm, hex: hexOfValue(algorithm, value) });
  }
  for (const name of (request.headers['x-amz-trailer'] ?? '').split(',')) {
    const algorithm = algorithmIn(name.trim().toLowerCase());
    if (algorithm) claims.push({ algorithm, hex: null });
  }
  if (claims.length > 1) {
    throw refuse('InvalidRequest', {
      message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    });
  }
  return claims[0] ?? null;
}

/** Refuses checksum headers of unknown names, also on requests that make no claim about their body. */
export function checkClaimNames({ kind, headers }: BucketRequest): void {
  if (kind === 's3') for (const name of Object.keys(headers)) algorithmIn(name);
}

/** Compares what came with what was announced, in the head or behind the body. */
export function checkClaim(
  claim: ChecksumClaim,
  trailers: ReadonlyMap<string, string>,
  actualHex: string,
): void {
  const { algorithm } = claim;
  const trailer = trailers.get(prefix + algorithm);
  const expected = claim.hex ?? (trailer === undefined ? null : hexOfValue(algorithm, trailer));
  if (expected === null) {
    throw refuse('InvalidRequest', {
      message: `The trailer ${prefix}${algorithm} was announced and did not come.`,
    });
  }
  if (expected !== actualHex) {
    throw refuse('BadDigest', {
      message: `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
    });
  }
}

/** Refuses a checksum that nobody here would verify. */
function algorithmIn(header: string): S3Algorithm | null {
  if (!header.startsWith(prefix)) return null;
  const name = header.slice(prefix.length);
  if (isS3Algorithm(name)) return name;
  if (otherNames.includes(name)) return null;
  throw refuse('InvalidRequest', { message: `The checksum ${header} is not supported.` });
}

function hexOfValue(algorithm: S3Algorithm, value: string): string {
  const hex = base64ToHex(algorithm, value);
  if (hex === null)
    throw refuse('InvalidRequest', { message: `Value for ${prefix}${algorithm} header is invalid.` });
  return hex;
}
