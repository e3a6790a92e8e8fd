import { aclOf } from './attributes.ts';
import { type Answer, bucketOf, type Call, dialectHeader, keyOf, xmlAnswer } from './call.ts';
import { announce } from './callback/announce.ts';
import { callbackOf } from './callback/asked.ts';
import {
  base64ToHex,
  compositeChecksum,
  hexToBase64,
  isCombinable,
  joinCrc,
  joinedEtag,
  type S3Checksum,
} from './checksums.ts';
import { isSameEtag } from './conditions.ts';
import { encryptionHeaders } from './encryption.ts';
import { maxParts, xmlLimits } from './limits.ts';
import type { ObjectFacts } from './object-table.ts';
import { checkTarget } from './objects.ts';
import type { XmlElement } from './read-xml.ts';
import { receiveText } from './receive.ts';
import { type Refusal, refuse } from './refusal.ts';
import { checksumElements, checksumNodes } from './s3-nodes.ts';
import type { PartRecord, UploadRecord } from './upload-table.ts';
import { partEtag, uploadOf } from './uploads.ts';
import { parseXml, xmlDocument, xmlList, xmlText } from './xml.ts';

/** A part as the client lists it. */
interface ListedPart {
  readonly number: number;
  readonly etag: string;
  readonly element: XmlElement;
}

/**
 * Joins parts into the object. Checked in this order: document, ascending numbers, existence and ETag, sizes, conditions.
 * Between the last check and the commit nothing is awaited.
 */
export async function completeUpload(call: Call): Promise<Answer> {
  uploadOf(call);
  const acl = aclOf(call);
  const callback = await callbackOf(call);
  const listed = await listedParts(call);
  const upload = uploadOf(call);
  const parts =
    listed === 'all' ? call.place.catalog.uploads.allParts(upload.id) : findParts(call, upload, listed);
  if (parts.length === 0) throw refuse('InvalidPart', { elements: { UploadId: upload.id } });
  const checksum = await wholeChecksum(upload, parts);
  checkSizes(call, upload, parts);
  checkAnnounced(call, upload, parts, checksum);

  uploadOf(call);
  checkTarget(call);
  const { catalog } = call.place;
  const { kind } = call.dialect;
  const facts: ObjectFacts = {
    size: sizeOf(parts),
    etag: joinedEtag(
      kind,
      parts.map(part => partEtag(upload, part)),
    ),
    type: 'Multipart',
    modifiedAtMs: call.now(),
    md5: null,
    crc64: wholeCrc64(parts),
    checksum,
    attributes: { ...upload.attributes, acl: acl ?? upload.attributes.acl },
  };
  const bucket = bucketOf(call);
  catalog.uploads.complete(upload.id, parts, content =>
    catalog.objects.replace(bucket.id, keyOf(call), facts, content),
  );
  return announce(call, callback, facts, answer(call, facts));
}

function answer(call: Call, facts: ObjectFacts): Answer {
  const { request, dialect } = call;
  const isEncoded = request.parameter('encoding-type') === 'url';
  const key = keyOf(call);
  return xmlAnswer(
    xmlDocument(
      'CompleteMultipartUploadResult',
      [
        ['EncodingType', isEncoded ? 'url' : null],
        ['Location', `http://${request.host}${request.path}`],
        ['Bucket', request.bucket ?? ''],
        ['Key', isEncoded ? dialect.encodeName(key) : key],
        ['ETag', dialect.etag(facts.etag)],
        ...(dialect.kind === 's3' ? checksumNodes(facts.checksum) : []),
      ],
      dialect.namespace,
    ),
    {
      ...(dialect.kind === 'oss' ? dialect.proofHeaders(facts) : {}),
      ...encryptionHeaders(dialect.kind, facts.attributes.encryption),
    },
  );
}

async function listedParts(call: Call): Promise<readonly ListedPart[] | 'all'> {
  // Checksum headers of this request speak of the whole object.
  const text = await receiveText(call, xmlLimits.complete.maxBytes, null);
  const isAll = call.dialect.kind === 'oss' && dialectHeader(call, 'complete-all')?.toLowerCase() === 'yes';
  if (isAll && text !== '') {
    throw refuse('InvalidArgument', {
      message: 'The body must be empty when x-oss-complete-all is given.',
      ec: '0042-00000216',
    });
  }
  if (isAll) return 'all';
  const elements = xmlList(parseXml(text, 'CompleteMultipartUpload', xmlLimits.complete.maxElements), 'Part');
  if (elements.length === 0 || elements.length > maxParts) throw refuse('MalformedXML');
  const listed = elements.map(element => {
    const number = Number(xmlText(element, 'PartNumber')?.trim());
    const etag = xmlText(element, 'ETag');
    if (!Number.isInteger(number) || number < 1 || number > maxParts || etag === undefined) {
      throw refuse('MalformedXML');
    }
    return { number, etag, element };
  });
  const isAscending = listed.every(({ number }, index) => number > (listed[index - 1]?.number ?? 0));
  if (!isAscending) throw refuse('InvalidPartOrder');
  return listed;
}

function findParts(call: Call, upload: UploadRecord, listed: readonly ListedPart[]): PartRecord[] {
  const stored = new Map(call.place.catalog.uploads.allParts(upload.id).map(part => [part.number, part]));
  return listed.map(({ number, etag, element }) => {
    const part = stored.get(number);
    if (!part || !isSameEtag(etag, partEtag(upload, part))) throw refusePart(upload, number, etag);
    checkPartChecksum(upload, part, etag, element);
    return part;
  });
}

function refusePart(upload: UploadRecord, number: number, etag: string): Refusal {
  return refuse('InvalidPart', { elements: { UploadId: upload.id, PartNumber: String(number), ETag: etag } });
}

/** A composite checksum is only proven when the client names that of every part. */
function checkPartChecksum(upload: UploadRecord, part: PartRecord, etag: string, element: XmlElement): void {
  if (!upload.checksum || part.checksum === null) return;
  const { algorithm, type } = upload.checksum;
  const named = xmlText(element, checksumElements[algorithm]);
  if (named === undefined) {
    if (type === 'FULL_OBJECT') return;
    throw refuse('InvalidRequest', {
      message: `The upload was created using a ${algorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
    });
  }
  if (base64ToHex(algorithm, named.trim()) !== part.checksum) throw refusePart(upload, part.number, etag);
}

function checkSizes(call: Call, upload: UploadRecord, parts: readonly PartRecord[]): void {
  const { minPart } = call.place.limits[call.dialect.kind];
  const small = parts.slice(0, -1).find(part => part.size < minPart);
  if (!small) return;
  throw refuse('EntityTooSmall', {
    elements: {
      ETag: call.dialect.etag(partEtag(upload, small)),
      MinSizeAllowed: String(minPart),
      ProposedSize: String(small.size),
      PartNumber: String(small.number),
    },
  });
}

function sizeOf(parts: readonly PartRecord[]): number {
  return parts.reduce((sum, part) => sum + part.size, 0);
}

/** Null when any part came in without one. */
function wholeCrc64(parts: readonly PartRecord[]): string | null {
  const pieces = parts.flatMap(({ crc64, size }) => (crc64 === null ? [] : [{ hex: crc64, size }]));
  return pieces.length === parts.length ? joinCrc('crc64', pieces) : null;
}

async function wholeChecksum(upload: UploadRecord, parts: readonly PartRecord[]): Promise<S3Checksum | null> {
  if (!upload.checksum) return null;
  const { algorithm, type } = upload.checksum;
  const pieces = parts.map(({ checksum, size }) => ({ hex: checksum ?? '', size }));
  if (type === 'FULL_OBJECT' && isCombinable(algorithm)) {
    return { algorithm, type, value: hexToBase64(joinCrc(algorithm, pieces)) };
  }
  if (parts.some((part, index) => part.number !== index + 1)) {
    throw refuse('InternalError', { message: 'A composite checksum needs consecutive part numbers from 1.' });
  }
  const hexes = pieces.map(piece => piece.hex);
  return { algorithm, type, value: await compositeChecksum(algorithm, hexes) };
}

/** What an S3 client says of the whole object beforehand. */
function checkAnnounced(
  call: Call,
  upload: UploadRecord,
  parts: readonly PartRecord[],
  checksum: S3Checksum | null,
): void {
  if (call.dialect.kind !== 's3' || !checksum) return;
  const size = dialectHeader(call, 'mp-object-size');
  if (size !== undefined && size !== String(sizeOf(parts))) {
    throw refuse('InvalidRequest', {
      message: `The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${sizeOf(parts)}`,
    });
  }
  const type = dialectHeader(call, 'checksum-type')?.toUpperCase();
  if (type !== undefined && upload.checksum?.isAsked && type !== checksum.type) {
    throw refuse('InvalidRequest', {
      message: `The upload was created using the ${checksum.type} checksum mode. The complete request must use the same checksum mode.`,
    });
  }
  const value = dialectHeader(call, `checksum-${checksum.algorithm}`);
  if (value !== undefined && withoutCount(value) !== withoutCount(checksum.value)) {
    throw refuse('BadDigest', {
      message: `The ${checksum.algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
    });
  }
}

/** SDKs differ in whether they send the `-N` of a composite checksum. */
function withoutCount(value: string): string {
  return value.replace(/-\d+$/, '');
}
