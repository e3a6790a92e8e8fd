import { ossV1Signature, ossV1StringToSign } from '../remote/sign-oss-v1.ts';
import {
  ossV4Algorithm,
  ossV4CanonicalRequest,
  ossV4Scope,
  ossV4Signature,
  ossV4SigningKey,
  ossV4StringToSign,
  unsignedPayload,
} from '../remote/sign-oss-v4.ts';
import { encodeText } from '../remote/uri.ts';
import {
  checkSkew,
  findKey,
  type Gate,
  type Identity,
  isSame,
  maxSkewMs,
  parseCredential,
  parseV4Fields,
  refuseExpired,
  refuseSignature,
} from './gate.ts';
import { refuse, refuseArgument } from './refusal.ts';
import type { BucketRequest } from './request.ts';
import { parseBasicTime } from './times.ts';

/** Longest life of a V4 presigned URL. */
const maxExpiresS = 604_800;

/** OSS: V4 and V1, in the header or in the query. */
export function authenticateOss(request: BucketRequest, gate: Gate): Identity {
  const header = request.headers['authorization'];
  const isV4Url = request.parameter('x-oss-signature-version') !== undefined;
  const isV1Url = request.parameter('OSSAccessKeyId') !== undefined;
  if (header !== undefined && (isV4Url || isV1Url)) {
    throw refuse('InvalidArgument', { message: 'Only one authentication mechanism is allowed.' });
  }
  if (isV4Url) return identify(byV4Url(request, gate));
  if (isV1Url) return identify(byV1Url(request, gate));
  if (header === undefined) return identify(null);
  if (header.startsWith(ossV4Algorithm)) return identify(byV4Header(request, header, gate));
  if (header.startsWith('OSS ')) return identify(byV1Header(request, header, gate));
  throw refuse('InvalidArgument', { message: 'Unsupported authorization type.' });
}

function identify(accessKeyId: string | null): Identity {
  return { accessKeyId, proof: { kind: 'none' } };
}

function byV4Header(request: BucketRequest, header: string, gate: Gate): string {
  const fields = parseV4Fields(header.slice(ossV4Algorithm.length));
  const payload = request.headers['x-oss-content-sha256'];
  if (payload !== unsignedPayload) {
    throw refuseArgument(
      'x-oss-content-sha256',
      payload ?? '',
      'Invalid x-oss-content-sha256.',
      '0002-00000214',
    );
  }
  const time = request.headers['x-oss-date'] ?? '';
  const timeMs = parseBasicTime(time);
  if (timeMs === null) {
    throw refuse('AccessDenied', {
      message: 'OSS authentication requires a valid x-oss-date.',
      ec: '0002-00000217',
    });
  }
  checkSkew(timeMs, gate);
  return checkV4(request, gate, {
    credential: fields.get('Credential') ?? '',
    time,
    signature: fields.get('Signature') ?? '',
    additional: namesIn(fields.get('AdditionalHeaders')),
    token: request.headers['x-oss-security-token'],
  });
}

function byV4Url(request: BucketRequest, gate: Gate): string {
  if (request.parameter('x-oss-signature-version') !== ossV4Algorithm) {
    throw refuse('InvalidArgument', { message: 'Invalid signature version.' });
  }
  const time = request.parameter('x-oss-date') ?? '';
  const timeMs = parseBasicTime(time);
  if (timeMs === null) throw refuse('AccessDenied', { message: 'x-oss-date is not valid.' });
  const expires = request.parameter('x-oss-expires') ?? '';
  const expiresS = Number(expires);
  if (!/^\d+$/.test(expires) || expiresS < 1 || expiresS > maxExpiresS) {
    throw refuseArgument('x-oss-expires', expires, 'Invalid expiration time.', '0002-00000232');
  }
  if (timeMs > gate.nowMs + maxSkewMs) {
    throw refuse('AccessDenied', { message: 'Request is not valid yet.', ec: '0002-00000235' });
  }
  if (timeMs + expiresS * 1000 < gate.nowMs) throw refuseExpired(timeMs + expiresS * 1000, gate);
  return checkV4(request, gate, {
    credential: request.parameter('x-oss-credential') ?? '',
    time,
    signature: request.parameter('x-oss-signature') ?? '',
    additional: namesIn(request.parameter('x-oss-additional-headers')),
    token: request.parameter('x-oss-security-token'),
  });
}

interface V4Claim {
  readonly credential: string;
  readonly time: string;
  readonly signature: string;
  readonly additional: readonly string[];
  readonly token: string | undefined;
}

function checkV4(request: BucketRequest, gate: Gate, claim: V4Claim): string {
  const scope = parseCredential(claim.credential, 'oss', 'aliyun_v4_request');
  if (!scope || scope.day !== claim.time.slice(0, 8)) {
    throw refuse('InvalidArgument', { message: 'Invalid credential in the authorization.' });
  }
  if (gate.regions.oss !== null && scope.region !== gate.regions.oss) {
    throw refuse('InvalidArgument', {
      message: 'Invalid signing region in Authorization header.',
      ec: '0002-00000226',
      elements: { Header: 'Authorization' },
    });
  }
  const { accessKeyId, accessKeySecret } = findKey(gate, scope.accessKeyId, claim.token);
  const canonical = ossV4CanonicalRequest(request, claim.additional);
  const key = ossV4SigningKey(accessKeySecret, scope.day, scope.region);
  const scopeText = ossV4Scope(scope.day, scope.region);
  const toSign = (text: string) => ossV4StringToSign(claim.time, scopeText, text);
  const isRight = (text: string) => isSame(ossV4Signature(key, toSign(text)), claim.signature);
  if (isRight(canonical) || isRight(withEmptyValues(canonical, request.emptyNames))) return accessKeyId;
  throw refuseSignature(accessKeyId, claim.signature, toSign(canonical), canonical);
}

/** The SDKs agree to sign an empty value as a bare name, but for ali-oss, which signs `name=` where it sends that. */
function withEmptyValues(canonical: string, names: readonly string[]): string {
  const lines = canonical.split('\n');
  const encoded = new Set(names.map(encodeText));
  const query = (lines[2] ?? '').split('&').map(pair => (encoded.has(pair) ? `${pair}=` : pair));
  return [...lines.slice(0, 2), query.join('&'), ...lines.slice(3)].join('\n');
}

function byV1Header(request: BucketRequest, header: string, gate: Gate): string {
  const cut = header.lastIndexOf(':');
  const date = request.headers['x-oss-date'] ?? request.headers['date'] ?? '';
  const timeMs = Date.parse(date);
  if (Number.isNaN(timeMs))
    throw refuse('AccessDenied', { message: 'OSS authentication requires a valid Date.' });
  checkSkew(timeMs, gate);
  const accessKeyId = header.slice('OSS '.length, cut).trim();
  return checkV1(request, gate, {
    accessKeyId,
    date,
    signature: header.slice(cut + 1).trim(),
    token: request.headers['x-oss-security-token'],
  });
}

function byV1Url(request: BucketRequest, gate: Gate): string {
  const expires = request.parameter('Expires') ?? '';
  if (!/^\d+$/.test(expires))
    throw refuse('AccessDenied', { message: 'Invalid date (should be seconds since epoch).' });
  if (Number(expires) * 1000 < gate.nowMs) throw refuseExpired(Number(expires) * 1000, gate);
  return checkV1(request, gate, {
    accessKeyId: request.parameter('OSSAccessKeyId') ?? '',
    date: expires,
    signature: request.parameter('Signature') ?? '',
    token: request.parameter('security-token') ?? request.headers['x-oss-security-token'],
  });
}

interface V1Claim {
  readonly accessKeyId: string;
  readonly date: string;
  readonly signature: string;
  readonly token: string | undefined;
}

function checkV1(request: BucketRequest, gate: Gate, claim: V1Claim): string {
  const { accessKeyId, accessKeySecret } = findKey(gate, claim.accessKeyId, claim.token);
  const text = ossV1StringToSign(request, claim.date);
  if (!isSame(ossV1Signature(accessKeySecret, text), claim.signature)) {
    throw refuseSignature(accessKeyId, claim.signature, text);
  }
  return accessKeyId;
}

function namesIn(list: string | undefined): string[] {
  return (list ?? '')
    .split(';')
    .map(name => name.trim().toLowerCase())
    .filter(name => name !== '');
}
