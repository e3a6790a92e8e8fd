import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Checksum } from '../model/checksum.ts';
import type { DeleteFailure, ListPage, PartsPage, UploadsPage } from './object-store.ts';
import { escapeXml, parseXml, type XmlElement } from './xml.ts';

/** Documents that OSS and S3 share; what differs comes in as an argument. */

/** The root of an answer that must be `name`; throws `remote.not-storage` for anything else. */
export function documentOf(text: string, name: string): XmlElement {
  const document = parseXml(text);
  if (document?.name === name) return document.root;
  throw new AppError('remote.not-storage', `the answer is not a ${name}`, problem('answer.other', { name }));
}

/** ETags come in quotes, which belong to the header's syntax. */
export function bareEtag(text: string | null | undefined): string {
  return (text ?? '').replace(/^(W\/)?"|"$/g, '');
}

/** A page of a listing as the server tells it; at most one of `token` and `marker` leads on. */
export interface ListAnswer extends Omit<ListPage, 'next'> {
  /** Of version 2. */
  readonly token: string | null;
  /** Of version 1, which some servers answer in whatever they are asked: list after this name. */
  readonly marker: string | null;
}

/** One page of a listing of either version. OSS encodes the token as it does keys, S3 does not. */
export function readListPage(text: string, isTokenEncoded: boolean): ListAnswer {
  const root = documentOf(text, 'ListBucketResult');
  const decode = decoderOf(root);
  const objects = root.children('Contents').map(object => ({
    key: decode(object.text('Key')),
    size: sizeOf(object),
    etag: bareEtag(object.text('ETag')),
    lastModifiedMs: timeOf(object.text('LastModified')),
    storageClass: object.text('StorageClass'),
  }));
  const prefixes = root.children('CommonPrefixes').map(prefix => decode(prefix.text('Prefix')));
  const page = { objects, prefixes };
  if (root.text('IsTruncated') !== 'true') return { ...page, token: null, marker: null };
  const token = root.text('NextContinuationToken');
  if (token) return { ...page, token: isTokenEncoded ? decode(token) : token, marker: null };
  const named = decode(root.text('NextMarker'));
  const marker = named === '' ? lastName([...objects.map(({ key }) => key), ...prefixes]) : named;
  if (marker === null) throw namesNoNext();
  return { ...page, token: null, marker };
}

/** The last in the order of a listing, that of UTF-8 bytes. */
function lastName(names: readonly string[]): string | null {
  const [last] = names.map(name => Buffer.from(name)).sort((a, b) => Buffer.compare(b, a));
  return last?.toString() ?? null;
}

function namesNoNext(): AppError {
  return new AppError(
    'remote.not-storage',
    'a page is truncated and names no next one',
    problem('answer.noNextPage'),
  );
}

/** One page of parts; `checksumOf` reads what the store keeps of a part. */
export function readPartsPage(text: string, checksumOf: (part: XmlElement) => Checksum | null): PartsPage {
  const root = documentOf(text, 'ListPartsResult');
  const parts = root.children('Part').map(part => ({
    number: integerOf(part.text('PartNumber')),
    size: sizeOf(part),
    etag: bareEtag(part.text('ETag')),
    checksum: checksumOf(part),
  }));
  if (root.text('IsTruncated') !== 'true') return { parts, next: null };
  // Some servers name no next part; then it is the one after the last.
  const marker = root.text('NextPartNumberMarker') || null;
  const next = marker === null ? parts.at(-1)?.number : integerOf(marker);
  if (next === undefined) throw namesNoNext();
  return { parts, next };
}

export function readUploadsPage(text: string): UploadsPage {
  const root = documentOf(text, 'ListMultipartUploadsResult');
  const decode = decoderOf(root);
  const uploads = root.children('Upload').map(upload => ({
    key: decode(upload.text('Key')),
    uploadId: uploadIdOf(upload),
    initiatedAtMs: timeOf(upload.text('Initiated')),
  }));
  if (root.text('IsTruncated') !== 'true') return { uploads, next: null };
  return {
    uploads,
    next: {
      key: decode(root.text('NextKeyMarker')),
      uploadId: root.text('NextUploadIdMarker') ?? '',
    },
  };
}

export function readUploadId(text: string): string {
  return uploadIdOf(documentOf(text, 'InitiateMultipartUploadResult'));
}

/** Keys must pass `fitsXml`. */
export function writeDelete(keys: readonly string[]): string {
  const objects = keys.map(key => `<Object><Key>${escapeXml(key)}</Key></Object>`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?><Delete><Quiet>false</Quiet>${objects}</Delete>`;
}

/**
 * The keys of `asked` that stayed. What an answer names neither as deleted nor as failed counts as failed; OSS reports no
 * failures one by one.
 */
export function readDeleteFailures(text: string, asked: readonly string[]): readonly DeleteFailure[] {
  const root = documentOf(text, 'DeleteResult');
  const decode = decoderOf(root);
  const deleted = new Set(root.children('Deleted').map(each => decode(each.text('Key'))));
  const failed = new Map(
    root
      .children('Error')
      .map(each => [
        decode(each.text('Key')),
        { code: each.text('Code') ?? 'Unknown', message: each.text('Message') ?? '' },
      ]),
  );
  return asked
    .filter(key => !deleted.has(key))
    .map(key => {
      const { code, message } = failed.get(key) ?? {
        code: 'NotDeleted',
        message: 'the server does not name it as deleted',
      };
      return { key, code, message };
    });
}

/** The request of Complete; `extra` adds elements to a part, such as its checksum. */
export function writeComplete<T extends { readonly number: number; readonly etag: string }>(
  parts: readonly T[],
  extra: (part: T) => string = () => '',
): string {
  const ascending = [...parts].sort((a, b) => a.number - b.number);
  const elements = ascending.map(
    part =>
      `<Part><PartNumber>${part.number}</PartNumber><ETag>"${escapeXml(part.etag)}"</ETag>${extra(part)}</Part>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><CompleteMultipartUpload>${elements.join('')}</CompleteMultipartUpload>`;
}

/**
 * Names are encoded where the answer says so: `encoding-type=url` was asked for because XML can't carry every key. S3
 * writes a blank as `+` there and a plus as `%2B`.
 */
function decoderOf(root: XmlElement): (text: string | null) => string {
  if (root.text('EncodingType') !== 'url') return text => text ?? '';
  return text => {
    const encoded = (text ?? '').replaceAll('+', ' ');
    try {
      return decodeURIComponent(encoded);
    } catch (cause) {
      throw new AppError(
        'remote.not-storage',
        'a name in the answer is not well encoded',
        problem('answer.encoding'),
        cause,
      );
    }
  };
}

/** Without an id a request about the upload would be one about the object. */
function uploadIdOf(element: XmlElement): string {
  const uploadId = element.text('UploadId') ?? '';
  if (uploadId.trim() !== '') return uploadId;
  throw new AppError('remote.not-storage', 'the answer names no upload', problem('answer.noUpload'));
}

function sizeOf(element: XmlElement): number {
  return integerOf(element.text('Size'));
}

function integerOf(text: string | null): number {
  const value = Number(text ?? '');
  if (text !== null && text !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new AppError('remote.not-storage', 'a number in the answer is none', problem('answer.noNumber'));
}

/** 0 where a server gives no time. */
function timeOf(text: string | null): number {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? 0 : ms;
}
