import { encodeKey } from '../remote/uri.ts';
import type { Dialect } from './dialect.ts';
import { encryptionHeaders } from './encryption.ts';
import type { ObjectFacts } from './object-table.ts';
import { tagCount } from './tagging.ts';
import { httpTime } from './times.ts';
import { xmlDocument } from './xml.ts';

/** Codes that S3 calls otherwise than the table of refusals, some with a status of their own. */
const names: Readonly<Record<string, readonly [code: string, status?: number]>> = {
  InvalidDigest: ['BadDigest'],
  InvalidObjectName: ['KeyTooLongError'],
  MissingArgument: ['InvalidRequest'],
  NotImplemented: ['NotImplemented', 501],
  SecurityTokenExpired: ['ExpiredToken', 400],
  InvalidSecurityToken: ['InvalidToken', 400],
  FileAlreadyExists: ['PreconditionFailed', 412],
};

const storageClasses = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
  'EXPRESS_ONEZONE',
];

function proofHeaders({ etag, checksum }: ObjectFacts): Record<string, string> {
  return {
    etag: `"${etag}"`,
    ...(checksum === null
      ? {}
      : { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': checksum.type }),
  };
}

/** Amazon S3. */
export const s3Dialect: Dialect = {
  kind: 's3',
  prefix: 'x-amz-',
  namespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
  defaultMaxKeys: 1000,
  defaultContentType: 'binary/octet-stream',
  commonHeaders: requestId => ({
    server: 'AmazonS3',
    'x-amz-request-id': requestId.slice(0, 16),
    'x-amz-id-2': Buffer.from(requestId).toString('base64'),
  }),
  etag: hex => `"${hex}"`,
  storageClass: given => storageClasses.find(name => name === given) ?? 'STANDARD',
  isStorageClass: name => storageClasses.includes(name),
  encodeName: encodeKey,
  proofHeaders,
  objectHeaders(object, request) {
    const { attributes } = object;
    const tags = tagCount(attributes.tagging);
    const meta = Object.entries(attributes.meta).map(
      ([name, value]) => [`x-amz-meta-${name}`, value] as const,
    );
    const storageClass = this.storageClass(attributes.storageClass);
    const wantsChecksum = request.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED';
    return {
      ...(wantsChecksum ? proofHeaders(object) : { etag: `"${object.etag}"` }),
      ...attributes.headers,
      ...Object.fromEntries(meta),
      'accept-ranges': 'bytes',
      'last-modified': httpTime(object.modifiedAtMs),
      ...(storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': storageClass }),
      ...encryptionHeaders('s3', attributes.encryption),
      ...(tags === null ? {} : { 'x-amz-tagging-count': tags }),
    };
  },
  refusal(refusal, request, requestId) {
    const [code, status = refusal.status] = names[refusal.code] ?? [refusal.code];
    const { OSSAccessKeyId: _, ...elements } = refusal.elements;
    const body = xmlDocument(
      'Error',
      [
        ['Code', code],
        ['Message', refusal.message],
        ...Object.entries(elements),
        ['Resource', request?.path ?? ''],
        ['RequestId', requestId.slice(0, 16)],
        ['HostId', Buffer.from(requestId).toString('base64')],
      ],
      null,
    );
    const isSilent = status === 304;
    return {
      status,
      headers: { ...refusal.headers, ...(isSilent ? {} : { 'content-type': 'application/xml' }) },
      body: isSilent ? null : body,
    };
  },
};
