import { timingSafeEqual } from 'node:crypto';
import type { Credentials } from '../model/credentials.ts';
import type { ChunkChain } from './chunk-signatures.ts';
import { type Refusal, refuse } from './refusal.ts';
import { wholeSeconds } from './times.ts';

/** What the signature says about the body. */
export type PayloadProof =
  | { readonly kind: 'none' }
  | { readonly kind: 'sha256'; readonly hex: string }
  | { readonly kind: 'chunked'; readonly trailers: boolean; readonly chain: ChunkChain | null };

/** Who asks. `accessKeyId` is null for an anonymous request. */
export interface Identity {
  readonly accessKeyId: string | null;
  readonly proof: PayloadProof;
}

/** General region ids that signatures must name; null accepts any. */
export interface Regions {
  readonly oss: string | null;
  readonly s3: string | null;
}

/** What a request is judged by. */
export interface Gate {
  readonly keys: ReadonlyMap<string, Credentials>;
  readonly regions: Regions;
  /** The server's clock. */
  readonly nowMs: number;
  /** Refuses every security token as expired, whatever its time. */
  readonly tokensExpired: boolean;
}

/** How far the clocks of client and server may be apart. */
export const maxSkewMs = 15 * 60_000;

/** The key pair of an id, after its security token was checked. */
export function findKey(gate: Gate, accessKeyId: string, token: string | undefined): Credentials {
  const known = gate.keys.get(accessKeyId);
  if (!known) {
    throw refuse('InvalidAccessKeyId', {
      elements: { OSSAccessKeyId: accessKeyId, AWSAccessKeyId: accessKeyId },
    });
  }
  if (known.securityToken === undefined && token === undefined) return known;
  if (gate.tokensExpired) throw refuse('SecurityTokenExpired');
  if (token === undefined || !isSame(token, known.securityToken ?? '')) throw refuse('InvalidSecurityToken');
  if (known.expiresAtMs !== undefined && known.expiresAtMs <= gate.nowMs)
    throw refuse('SecurityTokenExpired');
  return known;
}

/** Compares in constant time for texts of one length. */
export function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Refuses a time that is too far from the server's, and tells the client both. */
export function checkSkew(requestMs: number, gate: Gate): void {
  if (Math.abs(requestMs - gate.nowMs) <= maxSkewMs) return;
  throw refuse('RequestTimeTooSkewed', {
    elements: {
      RequestTime: wholeSeconds(requestMs),
      ServerTime: wholeSeconds(gate.nowMs),
      MaxAllowedSkewMilliseconds: String(maxSkewMs),
    },
  });
}

export function refuseExpired(expiresMs: number, gate: Gate): Refusal {
  return refuse('AccessDenied', {
    message: 'Request has expired.',
    elements: { Expires: wholeSeconds(expiresMs), ServerTime: wholeSeconds(gate.nowMs) },
  });
}

/** What a wrong signature is answered with: enough for the client to compare its own strings with ours. */
export function refuseSignature(
  accessKeyId: string,
  provided: string,
  stringToSign: string,
  canonical?: string,
): Refusal {
  return refuse('SignatureDoesNotMatch', {
    elements: {
      OSSAccessKeyId: accessKeyId,
      AWSAccessKeyId: accessKeyId,
      SignatureProvided: provided,
      StringToSign: stringToSign,
      StringToSignBytes: [...Buffer.from(stringToSign)]
        .map(byte => byte.toString(16).padStart(2, '0'))
        .join(' '),
      ...(canonical === undefined ? {} : { CanonicalRequest: canonical }),
    },
  });
}

/** Splits `Name=value, Name=value` of a V4 authorization, in any order and spacing. */
export function parseV4Fields(text: string): Map<string, string> {
  return new Map(
    text.split(',').map(field => {
      const cut = field.indexOf('=');
      return [field.slice(0, cut).trim(), field.slice(cut + 1).trim()] as const;
    }),
  );
}

/** `AK/DAY/REGION/SERVICE/TERMINATOR`; the key id itself may hold a slash. Null when it is not one. */
export function parseCredential(text: string, service: string, terminator: string) {
  const parts = text.split('/');
  if (parts.length < 5) return null;
  const [day = '', region = '', namedService, namedTerminator] = parts.slice(-4);
  if (namedService !== service || namedTerminator !== terminator || !/^\d{8}$/.test(day)) return null;
  return { accessKeyId: parts.slice(0, -4).join('/'), day, region };
}
