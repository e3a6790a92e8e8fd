import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Checksum } from '../model/checksum.ts';
import { bareEtag } from './bucket-xml.ts';
import { decodeHeader, decodeMeta } from './header-text.ts';
import type { Headers } from './http.ts';
import type { EtagOpacity, ObjectInfo } from './object-store.ts';

export type HeaderPrefix = 'x-oss-' | 'x-amz-';

/** Standard headers besides the type that an object keeps. */
const keptHeaders = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];

function encryptionOf(prefix: HeaderPrefix, headers: Headers): ObjectInfo['encryption'] {
  const name = `${prefix}server-side-encryption`;
  const algorithm = headers[name];
  if (algorithm === undefined) return null;
  const keyId = headers[prefix === 'x-oss-' ? `${name}-key-id` : `${name}-aws-kms-key-id`];
  return { algorithm, keyId: keyId ?? null };
}

/** What the headers of a HEAD or GET tell; `size` is that of the whole object. */
export function readObjectInfo(
  prefix: HeaderPrefix,
  key: string,
  headers: Headers,
  size: number,
  checksum: Checksum | null,
): ObjectInfo {
  const metaPrefix = `${prefix}meta-`;
  const meta = Object.entries(headers)
    .filter(([name]) => name.startsWith(metaPrefix))
    .map(([name, value]) => [name.slice(metaPrefix.length), decodeMeta(value)] as const);
  const kept = Object.entries(headers)
    .filter(([name]) => keptHeaders.includes(name))
    .map(([name, value]) => [name, decodeHeader(value)] as const);
  const contentType = headers['content-type'];
  const lastModifiedMs = Date.parse(headers['last-modified'] ?? '');
  const position = headers['x-oss-next-append-position'];
  return {
    key,
    size,
    etag: bareEtag(headers['etag']),
    ...opacityOf(headers),
    checksum,
    lastModifiedMs: Number.isNaN(lastModifiedMs) ? 0 : lastModifiedMs,
    contentType: contentType === undefined ? null : decodeHeader(contentType),
    headers: Object.fromEntries(kept),
    encryption: encryptionOf(prefix, headers),
    tagCount: Number(headers[`${prefix}tagging-count`] ?? 0) || 0,
    storageClass: headers[`${prefix}storage-class`] ?? null,
    versionId: headers[`${prefix}version-id`] ?? null,
    meta: Object.fromEntries(meta),
    appendPosition: position === undefined ? null : Number(position),
    requestId: requestIdOf(headers),
  };
}

export function requestIdOf(headers: Headers): string {
  return headers['x-oss-request-id'] ?? headers['x-amz-request-id'] ?? '';
}

/** The ETag that every stored object or part is answered with; without one the answer is not a store's. */
export function etagOf(headers: Headers): string {
  const etag = bareEtag(headers['etag']);
  if (etag !== '') return etag;
  throw new AppError('remote.not-storage', 'the answer names no ETag', problem('answer.noEtag'));
}

/** What an answer's headers tell of its ETag: under a key of S3's KMS or of the customer it is no MD5, though it looks it. */
export function opacityOf(headers: Headers): EtagOpacity {
  const encryption = headers['x-amz-server-side-encryption'] ?? 'AES256';
  const isOpaque = encryption !== 'AES256' || 'x-amz-server-side-encryption-customer-algorithm' in headers;
  return isOpaque ? { isEtagOpaque: true } : {};
}

/** The whole object's size and the bytes of this answer, from a 200 or a 206. */
export function sizesOf(status: number, headers: Headers): { readonly whole: number; readonly sent: number } {
  const sent = Number(headers['content-length'] ?? Number.NaN);
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '');
  if (status === 206 && range) {
    return { whole: Number(range[3]), sent: Number(range[2]) - Number(range[1]) + 1 };
  }
  if (Number.isSafeInteger(sent)) return { whole: sent, sent };
  throw new AppError('remote.not-storage', 'the answer tells no size', problem('answer.noSize'));
}
