import { randomBytes } from 'node:crypto';
import { attributesOf } from './attributes.ts';
import { slice } from './blobs.ts';
import { type Answer, bucketOf, type Call, dialectHeader, keyOf, xmlAnswer } from './call.ts';
import { type ChecksumClaim, claimOf } from './checksum-claim.ts';
import {
  hexToBase64,
  hexToDecimal,
  isCombinable,
  isS3Algorithm,
  type RunningAlgorithm,
} from './checksums.ts';
import { copySourceOf } from './copy.ts';
import { checkPartEncryption, encryptionHeaders, etagOf } from './encryption.ts';
import { hashContent } from './hash-content.ts';
import { maxParts } from './limits.ts';
import { checkTarget } from './objects.ts';
import { copyRangeOf } from './range.ts';
import { receiveBlob } from './receive.ts';
import { refuse, refuseArgument } from './refusal.ts';
import { checksumElements } from './s3-nodes.ts';
import { wholeSeconds } from './times.ts';
import type { PartFacts, UploadChecksum, UploadRecord } from './upload-table.ts';
import { xmlDocument } from './xml.ts';

export function beginUpload(call: Call): Answer {
  const { request, dialect, place } = call;
  const bucket = bucketOf(call);
  checkTarget(call);
  const checksum = uploadChecksumOf(call);
  const attributes = attributesOf(call);
  const id = randomBytes(16).toString('hex').toUpperCase();
  place.catalog.uploads.add(bucket.id, {
    id,
    key: keyOf(call),
    initiatedAtMs: call.now(),
    isSequential: dialect.kind === 'oss' && request.parameter('sequential') !== undefined,
    checksum,
    attributes,
  });
  const isEncoded = request.parameter('encoding-type') === 'url';
  return xmlAnswer(
    xmlDocument(
      'InitiateMultipartUploadResult',
      [
        ['EncodingType', isEncoded ? 'url' : null],
        ['Bucket', bucket.name],
        ['Key', isEncoded ? dialect.encodeName(keyOf(call)) : keyOf(call)],
        ['UploadId', id],
      ],
      dialect.namespace,
    ),
    {
      ...encryptionHeaders(dialect.kind, attributes.encryption),
      ...(checksum?.isAsked
        ? {
            'x-amz-checksum-algorithm': checksum.algorithm.toUpperCase(),
            'x-amz-checksum-type': checksum.type,
          }
        : {}),
    },
  );
}

/** How an S3 upload is to be proven: as asked, else by CRC64NVME of the whole. */
function uploadChecksumOf(call: Call): UploadChecksum | null {
  if (call.dialect.kind !== 's3') return null;
  const asked = dialectHeader(call, 'checksum-algorithm')?.toLowerCase();
  const type = dialectHeader(call, 'checksum-type')?.toUpperCase();
  if (asked === undefined) {
    if (type !== undefined) {
      throw refuse('InvalidRequest', {
        message: 'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
      });
    }
    return { algorithm: 'crc64nvme', type: 'FULL_OBJECT', isAsked: false };
  }
  if (!isS3Algorithm(asked))
    throw refuse('InvalidRequest', { message: 'Checksum algorithm provided is unsupported.' });
  const chosen = type ?? (asked === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE');
  const isPossible =
    chosen === 'FULL_OBJECT' ? isCombinable(asked) : chosen === 'COMPOSITE' && asked !== 'crc64nvme';
  if (!isPossible || (chosen !== 'FULL_OBJECT' && chosen !== 'COMPOSITE')) {
    throw refuse('InvalidRequest', {
      message: `The ${chosen} checksum type cannot be used with the ${asked} checksum algorithm.`,
    });
  }
  return { algorithm: asked, type: chosen, isAsked: true };
}

/** ETag of a part, without quotes. */
export function partEtag({ attributes }: UploadRecord, { md5 }: PartFacts): string {
  return etagOf(md5, attributes.encryption);
}

/** The upload that the request names, or `NoSuchUpload`. */
export function uploadOf(call: Call): UploadRecord {
  const id = call.request.parameter('uploadId') ?? '';
  const upload = call.place.catalog.uploads.find(bucketOf(call).id, keyOf(call), id);
  if (!upload) throw refuse('NoSuchUpload', { elements: { UploadId: id } });
  return upload;
}

function partNumberOf({ request }: Call): number {
  const text = request.parameter('partNumber') ?? '';
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number >= 1 && number <= maxParts) return number;
  throw refuseArgument(
    'PartNumber',
    text,
    `Part number must be an integer between 1 and ${maxParts}, inclusive.`,
    '0017-00000220',
  );
}

function checkSequence({ place }: Call, upload: UploadRecord, number: number): void {
  if (!upload.isSequential) return;
  if (place.catalog.uploads.part(upload.id, number)) throw refuse('ObjectAlreadyExists');
  const last = place.catalog.uploads.allParts(upload.id).at(-1)?.number ?? 0;
  if (number !== last + 1) throw refuse('PartNotSequential');
}

/** A part in another algorithm than the one that the upload was begun with proves nothing. */
function checkAlgorithm(upload: UploadRecord, claim: ChecksumClaim | null): void {
  if (!claim || !upload.checksum?.isAsked || claim.algorithm === upload.checksum.algorithm) return;
  throw refuse('InvalidRequest', {
    message: `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksum.algorithm}, actual checksum Type: ${claim.algorithm}`,
  });
}

/** What a part is hashed by: each client's own, and what the whole will need. */
function partDigests(call: Call, upload: UploadRecord): RunningAlgorithm[] {
  const wanted: RunningAlgorithm[] = ['md5'];
  if (call.dialect.kind === 'oss') wanted.push('crc64');
  if (upload.checksum) wanted.push(upload.checksum.algorithm);
  return wanted;
}

function partFactsOf(
  call: Call,
  upload: UploadRecord,
  size: number,
  hex: (algorithm: RunningAlgorithm) => string,
): PartFacts {
  return {
    size,
    md5: hex('md5'),
    crc64: call.dialect.kind === 'oss' ? hex('crc64') : null,
    checksum: upload.checksum ? hex(upload.checksum.algorithm) : null,
    modifiedAtMs: call.now(),
  };
}

function partHeaders({ dialect }: Call, upload: UploadRecord, part: PartFacts): Record<string, string> {
  const headers: Record<string, string> = { etag: dialect.etag(partEtag(upload, part)) };
  if (dialect.kind === 'oss') {
    headers['content-md5'] = hexToBase64(part.md5);
    if (part.crc64 !== null) headers['x-oss-hash-crc64ecma'] = hexToDecimal(part.crc64);
  } else if (upload.checksum && part.checksum !== null) {
    headers[`x-amz-checksum-${upload.checksum.algorithm}`] = hexToBase64(part.checksum);
  }
  return headers;
}

/** The size minimum is not checked here: any part may be the last. */
export async function sendPart(call: Call): Promise<Answer> {
  const number = partNumberOf(call);
  const upload = uploadOf(call);
  checkPartEncryption(call);
  const claim = claimOf(call.request);
  checkSequence(call, upload, number);
  checkAlgorithm(upload, claim);
  return receiveBlob(call, partDigests(call, upload), ({ size, segments, hex }) => {
    checkSequence(call, uploadOf(call), number);
    const part = partFactsOf(call, upload, size, hex);
    call.place.catalog.uploads.putPart(upload.id, number, part, segments);
    const echo = claim ? { [`x-amz-checksum-${claim.algorithm}`]: hexToBase64(hex(claim.algorithm)) } : {};
    return { status: 200, headers: { ...partHeaders(call, upload, part), ...echo }, body: null };
  });
}

/** A part out of another object: shares its bytes, which are read once for the digests. */
export async function copyPart(call: Call): Promise<Answer> {
  const { place, dialect } = call;
  const number = partNumberOf(call);
  const upload = uploadOf(call);
  checkPartEncryption(call);
  checkSequence(call, upload, number);
  const source = copySourceOf(call);
  const header = dialectHeader(call, 'copy-source-range');
  const { first, last } = copyRangeOf(header, source.size);
  const size = last - first + 1;
  if (size > place.limits[dialect.kind].maxPut) throw refuse('EntityTooLarge');
  const segments = place.catalog.segments(source.content);
  const held = place.blobs.hold(segments);
  try {
    const hexes = await hashContent(held, first, size, partDigests(call, upload));
    checkSequence(call, uploadOf(call), number);
    const part = partFactsOf(call, upload, size, algorithm => hexes.get(algorithm) ?? '');
    place.blobs.keep(segments);
    place.catalog.uploads.putPart(upload.id, number, part, slice(segments, first, size));
    return copyPartAnswer(
      call,
      upload,
      part,
      header === undefined ? null : `bytes ${first}-${last}/${source.size}`,
    );
  } finally {
    held.close();
  }
}

function copyPartAnswer(call: Call, upload: UploadRecord, part: PartFacts, range: string | null): Answer {
  // Clients of OSS take the ETag from the head and leave the document alone.
  const headers = call.dialect.kind === 'oss' ? partHeaders(call, upload, part) : {};
  const algorithm = upload.checksum?.algorithm;
  return xmlAnswer(
    xmlDocument(
      'CopyPartResult',
      [
        ['LastModified', wholeSeconds(part.modifiedAtMs)],
        ['ETag', call.dialect.etag(partEtag(upload, part))],
        ...(call.dialect.kind === 's3' && algorithm && part.checksum !== null
          ? ([[checksumElements[algorithm], hexToBase64(part.checksum)]] as const)
          : []),
      ],
      call.dialect.namespace,
    ),
    { ...headers, ...(range === null ? {} : { 'content-range': range }) },
  );
}

export function abandonUpload(call: Call): Answer {
  call.place.catalog.uploads.remove(uploadOf(call).id);
  return { status: 204, headers: {}, body: null };
}
