import { aclOf, attributesOf } from './attributes.ts';
import { type Answer, bucketOf, type Call, dialectHeader, keyOf, xmlAnswer } from './call.ts';
import { hexToBase64, isS3Algorithm, type RunningAlgorithm, type S3Algorithm } from './checksums.ts';
import { checkCopySource } from './conditions.ts';
import { parseCopySource } from './copy-source.ts';
import { encryptionHeaders, etagOf } from './encryption.ts';
import { hashContent } from './hash-content.ts';
import type { Attributes, ObjectFacts, ObjectRecord } from './object-table.ts';
import { checkTarget } from './objects.ts';
import { refuse, refuseArgument } from './refusal.ts';
import { checksumNodes } from './s3-nodes.ts';
import { wholeSeconds } from './times.ts';
import { checkVersion } from './version.ts';
import { xmlDocument } from './xml.ts';

/** The object that `copy-source` names, after its conditions. */
export function copySourceOf(call: Call): ObjectRecord {
  const { bucket, key, version } = parseCopySource(dialectHeader(call, 'copy-source') ?? '');
  const record = call.place.catalog.buckets.find(bucket);
  if (!record) throw refuse('NoSuchBucket', { elements: { BucketName: bucket } });
  checkVersion(key, version);
  const source = call.place.catalog.objects.find(record.id, key);
  if (!source) throw refuse('NoSuchKey', { elements: { Key: key } });
  checkCopySource(call, source);
  return source;
}

/** Copies by sharing the bytes; they are read only for digests that the source lacks. */
export async function copyObject(call: Call): Promise<Answer> {
  const { place, dialect } = call;
  const source = copySourceOf(call);
  const maxCopy = place.limits[dialect.kind].maxCopy;
  if (source.size > maxCopy) {
    throw refuse(dialect.kind === 'oss' ? 'InvalidArgument' : 'InvalidRequest', {
      message: `The specified copy source is larger than the maximum allowable size for a copy source: ${maxCopy}`,
    });
  }
  const attributes = copiedAttributes(call, source);
  checkTarget(call);
  const algorithm = wantedAlgorithm(call, source);
  const segments = place.catalog.segments(source.content);
  const held = place.blobs.hold(segments);
  try {
    const missing = missingDigests(call, source, algorithm);
    const hexes = await hashContent(held, 0, source.size, missing);
    checkTarget(call);
    const md5 = source.md5 ?? hexes.get('md5') ?? '';
    const facts: ObjectFacts = {
      size: source.size,
      etag: etagOf(md5, attributes.encryption),
      type: 'Normal',
      modifiedAtMs: call.now(),
      md5,
      crc64: hexes.get('crc64') ?? source.crc64,
      checksum: copiedChecksum(source, algorithm, hexes),
      attributes,
    };
    place.blobs.keep(segments);
    place.catalog.objects.put(bucketOf(call).id, keyOf(call), facts, segments);
    return copyAnswer(call, facts);
  } finally {
    held.close();
  }
}

function copyAnswer({ dialect }: Call, facts: ObjectFacts): Answer {
  return xmlAnswer(
    xmlDocument(
      'CopyObjectResult',
      [
        ['ETag', dialect.etag(facts.etag)],
        ['LastModified', wholeSeconds(facts.modifiedAtMs)],
        ...(dialect.kind === 's3' ? checksumNodes(facts.checksum) : []),
      ],
      dialect.namespace,
    ),
    {
      // Clients of OSS take the ETag from here.
      ...(dialect.kind === 'oss' ? dialect.proofHeaders(facts) : {}),
      ...encryptionHeaders(dialect.kind, facts.attributes.encryption),
    },
  );
}

function copiedAttributes(call: Call, source: ObjectRecord): Attributes {
  const directive = dialectHeader(call, 'metadata-directive')?.toUpperCase() ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE') {
    throw refuseArgument('metadata-directive', directive, 'The metadata directive must be COPY or REPLACE.');
  }
  const given = attributesOf(call);
  const tagDirective = dialectHeader(call, 'tagging-directive')?.toUpperCase() ?? 'COPY';
  const tagging = tagDirective === 'REPLACE' ? given.tagging : source.attributes.tagging;
  const described = directive === 'REPLACE' ? given : source.attributes;
  const { storageClass, encryption } = given;
  return { ...described, acl: aclOf(call), storageClass, encryption, tagging };
}

/** S3 keeps the source's algorithm unless another is asked for. */
function wantedAlgorithm(call: Call, source: ObjectRecord): S3Algorithm | null {
  if (call.dialect.kind !== 's3') return null;
  const asked = dialectHeader(call, 'checksum-algorithm')?.toLowerCase();
  if (asked === undefined) return source.checksum?.algorithm ?? 'crc64nvme';
  if (isS3Algorithm(asked)) return asked;
  throw refuse('InvalidRequest', { message: 'Checksum algorithm provided is unsupported.' });
}

function hasChecksum(source: ObjectRecord, algorithm: S3Algorithm): boolean {
  return source.checksum?.algorithm === algorithm && source.checksum.type === 'FULL_OBJECT';
}

function missingDigests(call: Call, source: ObjectRecord, algorithm: S3Algorithm | null): RunningAlgorithm[] {
  const missing: RunningAlgorithm[] = [];
  if (source.md5 === null) missing.push('md5');
  if (call.dialect.kind === 'oss' && source.crc64 === null) missing.push('crc64');
  if (algorithm !== null && !hasChecksum(source, algorithm)) missing.push(algorithm);
  return missing;
}

function copiedChecksum(
  source: ObjectRecord,
  algorithm: S3Algorithm | null,
  hexes: ReadonlyMap<RunningAlgorithm, string>,
): ObjectFacts['checksum'] {
  if (algorithm === null) return source.checksum?.type === 'FULL_OBJECT' ? source.checksum : null;
  if (hasChecksum(source, algorithm)) return source.checksum;
  return { algorithm, type: 'FULL_OBJECT', value: hexToBase64(hexes.get(algorithm) ?? '') };
}
