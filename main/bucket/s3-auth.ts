import {
  s3Algorithm,
  s3CanonicalRequest,
  s3Scope,
  s3Signature,
  s3SigningKey,
  s3StringToSign,
  s3UnsignedPayload,
} from '../remote/sign-s3.ts';
import { byCodeUnit, encodeKey } from '../remote/uri.ts';
import {
  checkSkew,
  findKey,
  type Gate,
  type Identity,
  isSame,
  maxSkewMs,
  type PayloadProof,
  parseCredential,
  parseV4Fields,
  refuseExpired,
  refuseSignature,
} from './gate.ts';
import { refuse } from './refusal.ts';
import type { BucketRequest } from './request.ts';
import { parseBasicTime } from './times.ts';

/** Longest life of a presigned URL. */
const maxExpiresS = 604_800;

/** S3: Signature Version 4, in the header or in the query. */
export function authenticateS3(request: BucketRequest, gate: Gate): Identity {
  const header = request.headers['authorization'];
  const isUrl =
    request.parameter('X-Amz-Algorithm') !== undefined || request.parameter('X-Amz-Signature') !== undefined;
  if (header !== undefined && isUrl) {
    throw refuse('InvalidArgument', {
      message:
        'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the Authorization header.',
    });
  }
  if (isUrl) return byUrl(request, gate);
  if (header !== undefined) return byHeader(request, header, gate);
  return { accessKeyId: null, proof: { kind: 'none' } };
}

function byHeader(request: BucketRequest, header: string, gate: Gate): Identity {
  const fields = parseV4Fields(header.slice(s3Algorithm.length));
  const payload = request.headers['x-amz-content-sha256'];
  if (payload === undefined) {
    throw refuse('InvalidRequest', {
      message: 'Missing required header for this request: x-amz-content-sha256',
    });
  }
  const time = request.headers['x-amz-date'] ?? request.headers['date'] ?? '';
  const timeMs = parseBasicTime(time);
  if (timeMs === null) {
    throw refuse('AccessDenied', {
      message: 'AWS authentication requires a valid Date or x-amz-date header',
    });
  }
  checkSkew(timeMs, gate);
  return check(request, gate, payload, {
    credential: fields.get('Credential') ?? '',
    time,
    signature: fields.get('Signature') ?? '',
    signedHeaders: namesIn(fields.get('SignedHeaders')),
    token: request.headers['x-amz-security-token'],
    malformed: 'AuthorizationHeaderMalformed',
  });
}

function byUrl(request: BucketRequest, gate: Gate): Identity {
  const malformed = 'AuthorizationQueryParametersError';
  if (request.parameter('X-Amz-Algorithm') !== s3Algorithm) {
    throw refuse(malformed, { message: `X-Amz-Algorithm only supports "${s3Algorithm}"` });
  }
  const time = request.parameter('X-Amz-Date') ?? '';
  const timeMs = parseBasicTime(time);
  if (timeMs === null)
    throw refuse(malformed, { message: 'X-Amz-Date must be formatted as yyyyMMddTHHmmssZ' });
  const expires = request.parameter('X-Amz-Expires') ?? '';
  const expiresS = Number(expires);
  if (!/^\d+$/.test(expires) || expiresS < 1 || expiresS > maxExpiresS) {
    throw refuse(malformed, { message: 'X-Amz-Expires must be between 1 and 604800 seconds' });
  }
  if (timeMs > gate.nowMs + maxSkewMs) throw refuse('AccessDenied', { message: 'Request is not yet valid.' });
  if (timeMs + expiresS * 1000 < gate.nowMs) throw refuseExpired(timeMs + expiresS * 1000, gate);
  return check(request, gate, request.headers['x-amz-content-sha256'] ?? s3UnsignedPayload, {
    credential: request.parameter('X-Amz-Credential') ?? '',
    time,
    signature: request.parameter('X-Amz-Signature') ?? '',
    signedHeaders: namesIn(request.parameter('X-Amz-SignedHeaders')),
    token: request.parameter('X-Amz-Security-Token'),
    malformed,
  });
}

interface Claim {
  readonly credential: string;
  readonly time: string;
  readonly signature: string;
  readonly signedHeaders: readonly string[];
  readonly token: string | undefined;
  readonly malformed: 'AuthorizationHeaderMalformed' | 'AuthorizationQueryParametersError';
}

function check(request: BucketRequest, gate: Gate, payload: string, claim: Claim): Identity {
  const scope = parseCredential(claim.credential, 's3', 'aws4_request');
  if (!scope || scope.day !== claim.time.slice(0, 8)) {
    throw refuse(claim.malformed, {
      message: 'The credential is malformed; expecting AK/YYYYMMDD/REGION/s3/aws4_request.',
    });
  }
  if (gate.regions.s3 !== null && scope.region !== gate.regions.s3) {
    throw refuse(claim.malformed, {
      message: `The authorization is malformed; the region '${scope.region}' is wrong; expecting '${gate.regions.s3}'`,
      elements: { Region: gate.regions.s3 },
      headers: { 'x-amz-bucket-region': gate.regions.s3 },
    });
  }
  const unsigned = Object.keys(request.headers).filter(
    name => (name === 'host' || name.startsWith('x-amz-')) && !claim.signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    throw refuse('AccessDenied', {
      message: 'There were headers present in the request which were not signed',
      elements: { HeadersNotSigned: unsigned.join(', ') },
    });
  }
  const { accessKeyId, accessKeySecret } = findKey(gate, scope.accessKeyId, claim.token);
  const canonical = s3CanonicalRequest(
    { method: request.method, path: encodeKey(request.path), query: request.query, headers: request.headers },
    claim.signedHeaders,
    payload,
  );
  const scopeText = s3Scope(scope.day, scope.region);
  const text = s3StringToSign(claim.time, scopeText, canonical);
  const key = s3SigningKey(accessKeySecret, scope.day, scope.region);
  if (!isSame(s3Signature(key, text), claim.signature)) {
    throw refuseSignature(accessKeyId, claim.signature, text, canonical);
  }
  const chain = { key, time: claim.time, scope: scopeText, seed: claim.signature };
  return { accessKeyId, proof: proofOf(payload, chain) };
}

function proofOf(
  payload: string,
  chain: { key: Buffer; time: string; scope: string; seed: string },
): PayloadProof {
  switch (payload) {
    case s3UnsignedPayload:
      return { kind: 'none' };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return { kind: 'chunked', trailers: true, chain: null };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return { kind: 'chunked', trailers: false, chain };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return { kind: 'chunked', trailers: true, chain };
    default:
      if (/^[0-9a-f]{64}$/.test(payload)) return { kind: 'sha256', hex: payload };
      throw refuse('InvalidArgument', {
        message:
          'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING-… form, or a valid sha256 value.',
      });
  }
}

function namesIn(list: string | undefined): string[] {
  return (list ?? '')
    .split(';')
    .map(name => name.toLowerCase())
    .filter(name => name !== '')
    .sort(byCodeUnit);
}
