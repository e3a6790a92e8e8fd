import {
  credentialScope,
  hmac256,
  type KeyScheme,
  type Signer,
  sha256Hex,
  signingKey,
} from './signing-key.ts';
import { basicTime } from './timestamp.ts';
import { byCodeUnit, encodeKey, encodeText, type Query } from './uri.ts';

/** What an OSS signature covers. Nothing here is percent-encoded yet. */
export interface OssRequest {
  readonly method: string;
  /** Signed whatever the addressing style; null for calls on the service. */
  readonly bucket: string | null;
  /** Null for calls on the bucket. */
  readonly key: string | null;
  readonly query: Query;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export const ossV4Algorithm = 'OSS4-HMAC-SHA256';
/** The only payload hash that OSS accepts. */
export const unsignedPayload = 'UNSIGNED-PAYLOAD';

const scheme: KeyScheme = { prefix: 'aliyun_v4', service: 'oss', terminator: 'aliyun_v4_request' };

/**
 * The canonical request. `additional` names headers (lower case) signed besides the default set; only those present and
 * not in the default set count. A parameter `x-oss-signature` is left out, so a verifying server may pass the query as it came.
 */
export function ossV4CanonicalRequest(request: OssRequest, additional: readonly string[] = []): string {
  const extra = ossV4AdditionalHeaders(request.headers, additional);
  const headers = Object.entries(request.headers)
    .filter(([name]) => isDefaultHeader(name) || extra.includes(name))
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join('');
  return [
    request.method,
    ossV4Resource(request),
    canonicalQuery(request.query),
    headers,
    extra.join(';'),
    unsignedPayload,
  ].join('\n');
}

/** The additional headers that really take part: present, not signed anyway, sorted. */
export function ossV4AdditionalHeaders(
  headers: Readonly<Record<string, string>>,
  wanted: readonly string[],
): string[] {
  return [...new Set(wanted)]
    .filter(name => Object.hasOwn(headers, name) && !isDefaultHeader(name))
    .sort(byCodeUnit);
}

export function ossV4Scope(day: string, region: string): string {
  return credentialScope(scheme, day, region);
}

/** `time` is the value of `x-oss-date`; `scope` comes from `ossV4Scope`. */
export function ossV4StringToSign(time: string, scope: string, canonicalRequest: string): string {
  return [ossV4Algorithm, time, scope, sha256Hex(canonicalRequest)].join('\n');
}

/** Cached; `day` is `YYYYMMDD`. */
export function ossV4SigningKey(secret: string, day: string, region: string): Buffer {
  return signingKey(scheme, secret, day, region);
}

/** Lower-case hex. */
export function ossV4Signature(key: Buffer, stringToSign: string): string {
  return hmac256(key, stringToSign).toString('hex');
}

/**
 * The headers to add to a request: `x-oss-date`, `x-oss-content-sha256`, the security token, `authorization`.
 * `request.headers` must hold every `x-oss-*`, `content-type` and `content-md5` that is going to be sent, and nothing
 * may change them afterwards.
 */
export function signOssV4(
  request: OssRequest,
  signer: Signer,
  nowMs: number,
  additional: readonly string[] = [],
): Record<string, string> {
  const time = basicTime(nowMs);
  const added: Record<string, string> = { 'x-oss-date': time, 'x-oss-content-sha256': unsignedPayload };
  if (signer.securityToken) added['x-oss-security-token'] = signer.securityToken;
  const signed = { ...request, headers: { ...request.headers, ...added } };
  const extra = ossV4AdditionalHeaders(signed.headers, additional);
  const names = extra.length > 0 ? `,AdditionalHeaders=${extra.join(';')}` : '';
  const { scope, signature } = sign(signed, signer, time, extra);
  added['authorization'] =
    `${ossV4Algorithm} Credential=${signer.accessKeyId}/${scope}${names},Signature=${signature}`;
  return added;
}

/**
 * The whole query of a presigned URL. Headers in `request.headers` that are signed (`content-type`, `x-oss-*`) must be sent
 * alike by whoever uses it. `expiresS` is 1…604800 seconds (limit of OSS).
 */
export function presignOssV4(
  request: OssRequest,
  signer: Signer,
  nowMs: number,
  expiresS: number,
  additional: readonly string[] = [],
): Query {
  const time = basicTime(nowMs);
  const extra = ossV4AdditionalHeaders(request.headers, additional);
  const query: (readonly [string, string])[] = [
    ...request.query,
    ['x-oss-signature-version', ossV4Algorithm],
    ['x-oss-credential', `${signer.accessKeyId}/${ossV4Scope(time.slice(0, 8), signer.region)}`],
    ['x-oss-date', time],
    ['x-oss-expires', String(expiresS)],
  ];
  if (signer.securityToken) query.push(['x-oss-security-token', signer.securityToken]);
  if (extra.length > 0) query.push(['x-oss-additional-headers', extra.join(';')]);
  const { signature } = sign({ ...request, query }, signer, time, extra);
  return [...query, ['x-oss-signature', signature]];
}

function sign(request: OssRequest, signer: Signer, time: string, extra: readonly string[]) {
  const day = time.slice(0, 8);
  const scope = ossV4Scope(day, signer.region);
  const text = ossV4StringToSign(time, scope, ossV4CanonicalRequest(request, extra));
  return {
    scope,
    signature: ossV4Signature(ossV4SigningKey(signer.accessKeySecret, day, signer.region), text),
  };
}

function isDefaultHeader(name: string): boolean {
  return name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-');
}

function ossV4Resource({ bucket, key }: OssRequest): string {
  if (bucket === null) return '/';
  return `/${encodeText(bucket)}/${key === null ? '' : encodeKey(key)}`;
}

function canonicalQuery(query: Query): string {
  return query
    .filter(([name]) => name !== 'x-oss-signature')
    .map(([name, value]) => [encodeText(name), encodeText(value)] as const)
    .sort(([a, x], [b, y]) => byCodeUnit(a, b) || byCodeUnit(x, y))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&');
}
