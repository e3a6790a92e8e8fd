import { createHmac } from 'node:crypto';
import type { OssRequest } from './sign-oss-v4.ts';
import type { Signer } from './signing-key.ts';
import { httpTime } from './timestamp.ts';
import { byCodeUnit, type Query } from './uri.ts';

/**
 * Query parameters that V1 signs, besides every `x-oss-*`: the union of the lists of the Go, TypeScript and Python SDKs.
 * List parameters such as `prefix` or `max-keys` are not signed.
 */
const signedParameters = new Set(
  (
    'acl append asyncFetch bucketInfo callback callback-var cloudboxes cname comp continuation-token cors delete encryption ' +
    'endTime group inventory inventoryId lifecycle link live location logging metaQuery objectInfo objectMeta partNumber ' +
    'policy position qos qosInfo referer regionList regions replication replicationLocation replicationProgress ' +
    'requestPayment resourceGroup response-cache-control response-content-disposition response-content-encoding ' +
    'response-content-language response-content-type response-expires restore security-token sequential startTime stat ' +
    'status style styleName symlink tagging transferAcceleration uploadId uploads versionId versioning versions vod ' +
    'website worm wormExtend wormId'
  ).split(' '),
);

/** `/BUCKET/KEY?subresources` with the key and the values as they are, not encoded. */
export function ossV1Resource({ bucket, key, query }: OssRequest): string {
  const path = bucket === null ? '/' : `/${bucket}/${key ?? ''}`;
  const signed = query
    .filter(([name]) => signedParameters.has(name) || name.startsWith('x-oss-'))
    .sort(([a, x], [b, y]) => byCodeUnit(a, b) || byCodeUnit(x, y))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  return signed.length === 0 ? path : `${path}?${signed.join('&')}`;
}

/** `date` is what is signed as date: the `Date` (or `x-oss-date`) header, or the `Expires` number of a presigned URL. */
export function ossV1StringToSign(request: OssRequest, date: string): string {
  const { headers } = request;
  const ossHeaders = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-oss-'))
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join('');
  return [
    request.method,
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    date,
    ossHeaders + ossV1Resource(request),
  ].join('\n');
}

/** Base64. */
export function ossV1Signature(secret: string, stringToSign: string): string {
  return createHmac('sha1', secret).update(stringToSign).digest('base64');
}

/** The headers to add to a request: `date`, the security token, `authorization`. */
export function signOssV1(request: OssRequest, signer: Signer, nowMs: number): Record<string, string> {
  const date = httpTime(nowMs);
  const added: Record<string, string> = { date };
  if (signer.securityToken) added['x-oss-security-token'] = signer.securityToken;
  const text = ossV1StringToSign({ ...request, headers: { ...request.headers, ...added } }, date);
  added['authorization'] = `OSS ${signer.accessKeyId}:${ossV1Signature(signer.accessKeySecret, text)}`;
  return added;
}

/** The whole query of a presigned URL, good until `nowMs` plus `expiresS` seconds. */
export function presignOssV1(request: OssRequest, signer: Signer, nowMs: number, expiresS: number): Query {
  const expires = String(Math.floor(nowMs / 1000) + expiresS);
  const query: (readonly [string, string])[] = [...request.query];
  if (signer.securityToken) query.push(['security-token', signer.securityToken]);
  const text = ossV1StringToSign({ ...request, query }, expires);
  return [
    ...query,
    ['OSSAccessKeyId', signer.accessKeyId],
    ['Expires', expires],
    ['Signature', ossV1Signature(signer.accessKeySecret, text)],
  ];
}
