import { type Answer, bucketOf, type Call, keyOf, xmlAnswer } from './call.ts';
import { hexToBase64, hexToDecimal } from './checksums.ts';
import { countParameter } from './count-parameter.ts';
import { maxPage } from './limits.ts';
import { prefixes } from './listing.ts';
import { ownerNode } from './owner.ts';
import { checksumElements } from './s3-nodes.ts';
import { wholeSeconds } from './times.ts';
import type { PartRecord, UploadRecord } from './upload-table.ts';
import { partEtag, uploadOf } from './uploads.ts';
import { behind, type Cursor, groupOf, type WalkQuery, walk } from './walk.ts';
import { type XmlNode, xmlDocument } from './xml.ts';

/** ListParts: one page behind `part-number-marker`. */
export function listParts(call: Call): Answer {
  const { request, dialect } = call;
  const upload = uploadOf(call);
  const max = countParameter(call, 'max-parts', maxPage, maxPage);
  const marker = countParameter(call, 'part-number-marker', 0, Number.MAX_SAFE_INTEGER);
  const found = call.place.catalog.uploads.parts(upload.id, marker, max + 1);
  const parts = found.slice(0, max);
  const isEncoded = request.parameter('encoding-type') === 'url';
  return xmlAnswer(
    xmlDocument(
      'ListPartsResult',
      [
        ['EncodingType', isEncoded ? 'url' : null],
        ['Bucket', bucketOf(call).name],
        ['Key', isEncoded ? dialect.encodeName(keyOf(call)) : keyOf(call)],
        ['UploadId', upload.id],
        ['StorageClass', dialect.storageClass(upload.attributes.storageClass)],
        ['PartNumberMarker', marker],
        ['NextPartNumberMarker', parts.at(-1)?.number ?? 0],
        ['MaxParts', max],
        ['IsTruncated', max > 0 && found.length > max],
        ...(dialect.kind === 's3' ? uploadChecksumNodes(upload) : []),
        ...parts.map<XmlNode>(part => ['Part', partNodes(call, upload, part)]),
      ],
      dialect.namespace,
    ),
  );
}

function partNodes({ dialect }: Call, upload: UploadRecord, part: PartRecord): XmlNode[] {
  return [
    ['PartNumber', part.number],
    ['LastModified', wholeSeconds(part.modifiedAtMs)],
    ['ETag', dialect.etag(partEtag(upload, part))],
    ['Size', part.size],
    ...(dialect.kind === 'oss'
      ? ([['HashCrc64ecma', part.crc64 === null ? null : hexToDecimal(part.crc64)]] as const)
      : partChecksumNodes(upload, part)),
  ];
}

function partChecksumNodes({ checksum }: UploadRecord, part: PartRecord): XmlNode[] {
  if (!checksum || part.checksum === null) return [];
  return [[checksumElements[checksum.algorithm], hexToBase64(part.checksum)]];
}

function uploadChecksumNodes({ checksum }: UploadRecord): XmlNode[] {
  if (!checksum) return [];
  return [
    ['ChecksumAlgorithm', checksumElements[checksum.algorithm].slice('Checksum'.length)],
    ['ChecksumType', checksum.type],
  ];
}

/** ListMultipartUploads: without `key-marker`, `upload-id-marker` does not count. */
export function listUploads(call: Call): Answer {
  const { request, dialect } = call;
  const bucket = bucketOf(call);
  const query: WalkQuery = {
    prefix: request.parameter('prefix') ?? '',
    delimiter: request.parameter('delimiter') ?? '',
    max: countParameter(call, 'max-uploads', maxPage, maxPage),
  };
  const keyMarker = request.parameter('key-marker') ?? '';
  const idMarker = keyMarker === '' ? '' : (request.parameter('upload-id-marker') ?? '');
  const isEncoded = request.parameter('encoding-type') === 'url';
  const shown = (name: string) => (isEncoded ? dialect.encodeName(name) : name);
  const found = walk(
    (cursor, limit) => call.place.catalog.uploads.page(bucket.id, cursor, limit),
    startOf(keyMarker, idMarker, query),
    query,
    ({ key, id }) => ({ from: Buffer.from(key), isIncluded: false, id }),
  );
  const last = found.isTruncated ? found.last : null;
  const nextKey = last === null ? '' : 'item' in last ? last.item.key : last.group;
  const nextId = last !== null && 'item' in last ? last.item.id : '';
  return xmlAnswer(
    xmlDocument(
      'ListMultipartUploadsResult',
      [
        ['EncodingType', isEncoded ? 'url' : null],
        ['Bucket', bucket.name],
        ['KeyMarker', shown(keyMarker)],
        ['UploadIdMarker', idMarker],
        ['NextKeyMarker', shown(nextKey)],
        ['NextUploadIdMarker', nextId],
        ['Delimiter', query.delimiter === '' ? null : shown(query.delimiter)],
        ['Prefix', shown(query.prefix)],
        ['MaxUploads', query.max],
        ['IsTruncated', found.isTruncated],
        ...found.items.map<XmlNode>(upload => ['Upload', uploadNodes(call, upload, shown)]),
        ...prefixes(found.groups, shown),
      ],
      dialect.namespace,
    ),
  );
}

function uploadNodes({ dialect }: Call, upload: UploadRecord, shown: (name: string) => string): XmlNode[] {
  return [
    ['Key', shown(upload.key)],
    ['UploadId', upload.id],
    ['Initiated', wholeSeconds(upload.initiatedAtMs)],
    ...(dialect.kind === 's3'
      ? [
          ownerNode,
          ['StorageClass', dialect.storageClass(upload.attributes.storageClass)] as const,
          ...uploadChecksumNodes(upload),
        ]
      : []),
  ];
}

function startOf(keyMarker: string, idMarker: string, query: WalkQuery): Cursor {
  if (keyMarker !== '' && groupOf(keyMarker, query) === keyMarker) {
    return { from: behind(keyMarker), isIncluded: true, id: null };
  }
  return {
    from: Buffer.from(keyMarker),
    isIncluded: keyMarker === '',
    id: idMarker === '' ? null : idMarker,
  };
}
