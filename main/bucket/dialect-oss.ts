import { encodeText } from '../remote/uri.ts';
import { hexToBase64, hexToDecimal } from './checksums.ts';
import type { Dialect } from './dialect.ts';
import { encryptionHeaders } from './encryption.ts';
import type { ObjectFacts } from './object-table.ts';
import { tagCount } from './tagging.ts';
import { httpTime } from './times.ts';
import { xmlDocument } from './xml.ts';

/** Codes that OSS calls otherwise than the table of refusals. */
const names: Readonly<Record<string, string>> = {
  InvalidURI: 'InvalidObjectName',
  InvalidRequest: 'InvalidArgument',
  BadDigest: 'InvalidDigest',
  InvalidTag: 'InvalidArgument',
  NoSuchLifecycleConfiguration: 'NoSuchLifecycle',
  ServerSideEncryptionConfigurationNotFoundError: 'NoSuchServerSideEncryptionRule',
};

const storageClasses = ['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive'];

function proofHeaders({ etag, md5, crc64 }: ObjectFacts): Record<string, string> {
  return {
    etag: `"${etag.toUpperCase()}"`,
    ...(md5 === null ? {} : { 'content-md5': hexToBase64(md5) }),
    ...(crc64 === null ? {} : { 'x-oss-hash-crc64ecma': hexToDecimal(crc64) }),
  };
}

/** Alibaba Cloud OSS. */
export const ossDialect: Dialect = {
  kind: 'oss',
  prefix: 'x-oss-',
  namespace: null,
  defaultMaxKeys: 100,
  defaultContentType: 'application/octet-stream',
  commonHeaders: (requestId, servedMs) => ({
    server: 'AliyunOSS',
    'x-oss-request-id': requestId,
    'x-oss-server-time': String(Math.round(servedMs)),
  }),
  etag: hex => `"${hex.toUpperCase()}"`,
  storageClass: given => storageClasses.find(name => name === given) ?? 'Standard',
  isStorageClass: name => storageClasses.includes(name),
  encodeName: encodeText,
  proofHeaders,
  objectHeaders(object) {
    const { attributes } = object;
    const tags = tagCount(attributes.tagging);
    const meta = Object.entries(attributes.meta).map(
      ([name, value]) => [`x-oss-meta-${name}`, value] as const,
    );
    return {
      ...proofHeaders(object),
      ...attributes.headers,
      ...Object.fromEntries(meta),
      'accept-ranges': 'bytes',
      'last-modified': httpTime(object.modifiedAtMs),
      'x-oss-object-type': object.type,
      'x-oss-storage-class': this.storageClass(attributes.storageClass),
      ...(object.type === 'Appendable' ? { 'x-oss-next-append-position': String(object.size) } : {}),
      ...encryptionHeaders('oss', attributes.encryption),
      ...(tags === null ? {} : { 'x-oss-tagging-count': tags }),
    };
  },
  refusal(refusal, request, requestId) {
    const code = names[refusal.code] ?? refusal.code;
    const { AWSAccessKeyId: _, ...elements } = refusal.elements;
    const body = xmlDocument(
      'Error',
      [
        ['Code', code],
        ['Message', refusal.message],
        ['RequestId', requestId],
        ['HostId', request?.host ?? ''],
        ...Object.entries(elements),
        ['EC', refusal.ec],
      ],
      null,
    );
    const isSilent = refusal.status === 304;
    return {
      status: refusal.status,
      headers: {
        ...refusal.headers,
        ...(isSilent ? {} : { 'content-type': 'application/xml' }),
        ...(refusal.ec === null ? {} : { 'x-oss-ec': refusal.ec }),
        ...(request?.method === 'HEAD' ? { 'x-oss-err': Buffer.from(body).toString('base64') } : {}),
      },
      body: isSilent ? null : body,
    };
  },
};
