import {
  credentialScope,
  hmac256,
  type KeyScheme,
  type Signer,
  sha256Hex,
  signingKey,
} from './signing-key.ts';
import { basicTime } from './timestamp.ts';
import { byCodeUnit, encodeText, type Query } from './uri.ts';

/** What an S3 signature covers. */
export interface S3Request {
  readonly method: string;
  /** Percent-encoded, exactly as sent: S3 neither normalises nor encodes it a second time. */
  readonly path: string;
  /** Not yet encoded. */
  readonly query: Query;
  /** Names in lower case; `host` is among them. */
  readonly headers: Readonly<Record<string, string>>;
}

export const s3Algorithm = 'AWS4-HMAC-SHA256';
export const s3UnsignedPayload = 'UNSIGNED-PAYLOAD';
/** SHA-256 of nothing. */
export const emptyPayloadHash = sha256Hex('');

const scheme: KeyScheme = { prefix: 'AWS4', service: 's3', terminator: 'aws4_request' };

/** Headers that the transport or a proxy may add or change on the way, so they are never signed. */
const unsigned = new Set(
  (
    'authorization cache-control connection content-length expect from keep-alive max-forwards pragma referer te trailer ' +
    'transfer-encoding upgrade user-agent x-amzn-trace-id'
  ).split(' '),
);

/** Names of the headers to sign: all but those that may change on the way, sorted. */
export function s3SignedHeaders(headers: Readonly<Record<string, string>>): string[] {
  return Object.keys(headers)
    .filter(name => !unsigned.has(name))
    .sort(byCodeUnit);
}

/**
 * The canonical request. `signedHeaders` are lower case and sorted. A parameter `X-Amz-Signature` is left out, so a
 * verifying server may pass the query as it came.
 */
export function s3CanonicalRequest(
  request: S3Request,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const headers = signedHeaders
    .map(name => [name, Object.hasOwn(request.headers, name) ? (request.headers[name] ?? '') : ''] as const)
    .map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, ' ')}\n`)
    .join('');
  return [
    request.method,
    request.path,
    canonicalQuery(request.query),
    headers,
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

export function s3Scope(day: string, region: string): string {
  return credentialScope(scheme, day, region);
}

/** `time` is the value of `x-amz-date`; `scope` comes from `s3Scope`. */
export function s3StringToSign(time: string, scope: string, canonicalRequest: string): string {
  return [s3Algorithm, time, scope, sha256Hex(canonicalRequest)].join('\n');
}

/** Cached; `day` is `YYYYMMDD`. Also the key of chunk signatures. */
export function s3SigningKey(secret: string, day: string, region: string): Buffer {
  return signingKey(scheme, secret, day, region);
}

/** Lower-case hex. */
export function s3Signature(key: Buffer, stringToSign: string): string {
  return hmac256(key, stringToSign).toString('hex');
}

/**
 * The headers to add to a request: `x-amz-date`, `x-amz-content-sha256`, the security token, `authorization`.
 * `payloadHash` is the hex SHA-256 of the body, or `UNSIGNED-PAYLOAD` where TLS protects the body.
 */
export function signS3(
  request: S3Request,
  signer: Signer,
  nowMs: number,
  payloadHash: string,
): Record<string, string> {
  const time = basicTime(nowMs);
  const added: Record<string, string> = { 'x-amz-date': time, 'x-amz-content-sha256': payloadHash };
  if (signer.securityToken) added['x-amz-security-token'] = signer.securityToken;
  const signed = { ...request, headers: { ...request.headers, ...added } };
  const names = s3SignedHeaders(signed.headers);
  const { scope, signature } = sign(signed, signer, time, names, payloadHash);
  added['authorization'] =
    `${s3Algorithm} Credential=${signer.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return added;
}

/**
 * The whole query of a presigned URL. Every header of `request` but the unsigned ones must be sent alike by whoever uses
 * it. `expiresS` is 1…604800 seconds (limit of S3).
 */
export function presignS3(request: S3Request, signer: Signer, nowMs: number, expiresS: number): Query {
  const time = basicTime(nowMs);
  const names = s3SignedHeaders(request.headers);
  const query: (readonly [string, string])[] = [
    ...request.query,
    ['X-Amz-Algorithm', s3Algorithm],
    ['X-Amz-Credential', `${signer.accessKeyId}/${s3Scope(time.slice(0, 8), signer.region)}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', String(expiresS)],
    ['X-Amz-SignedHeaders', names.join(';')],
  ];
  if (signer.securityToken) query.push(['X-Amz-Security-Token', signer.securityToken]);
  const { signature } = sign({ ...request, query }, signer, time, names, s3UnsignedPayload);
  return [...query, ['X-Amz-Signature', signature]];
}

function sign(
  request: S3Request,
  signer: Signer,
  time: string,
  names: readonly string[],
  payloadHash: string,
) {
  const day = time.slice(0, 8);
  const scope = s3Scope(day, signer.region);
  const text = s3StringToSign(time, scope, s3CanonicalRequest(request, names, payloadHash));
  return { scope, signature: s3Signature(s3SigningKey(signer.accessKeySecret, day, signer.region), text) };
}

/** Unlike in a request target, an empty value keeps its `=`. */
function canonicalQuery(query: Query): string {
  return query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeText(name), encodeText(value)] as const)
    .sort(([a, x], [b, y]) => byCodeUnit(a, b) || byCodeUnit(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}
