import { aclOf } from './attributes.ts';
import { bucketNameRule } from './bucket-name.ts';
import type { BucketRecord } from './bucket-table.ts';
import { type Answer, bucketOf, type Call, xmlAnswer } from './call.ts';
import { countParameter } from './count-parameter.ts';
import { maxPage, xmlLimits } from './limits.ts';
import { ownerNode } from './owner.ts';
import { receiveText } from './receive.ts';
import { refuse } from './refusal.ts';
import { wholeSeconds } from './times.ts';
import { type XmlNode, xmlDocument } from './xml.ts';

export function listBuckets(call: Call): Answer {
  const { request, dialect, place } = call;
  const isOss = dialect.kind === 'oss';
  const prefix = request.parameter('prefix') ?? '';
  const marker = request.parameter(isOss ? 'marker' : 'continuation-token') ?? '';
  const max = countParameter(call, isOss ? 'max-keys' : 'max-buckets', isOss ? 100 : maxPage, maxPage);
  const found = place.catalog.buckets.list(prefix, marker, max + 1);
  const buckets = found.slice(0, max);
  const isTruncated = max > 0 && found.length > max;
  const next = isTruncated ? (buckets.at(-1)?.name ?? null) : null;
  return xmlAnswer(
    xmlDocument(
      'ListAllMyBucketsResult',
      [
        ownerNode,
        ...(isOss
          ? ([
              ['Prefix', prefix],
              ['Marker', marker],
              ['MaxKeys', max],
              ['IsTruncated', isTruncated],
              ['NextMarker', next],
            ] as const)
          : ([['ContinuationToken', next]] as const)),
        ['Buckets', buckets.map(bucket => ['Bucket', bucketNodes(call, bucket)])],
      ],
      dialect.namespace,
    ),
  );
}

function bucketNodes({ dialect, place, request }: Call, bucket: BucketRecord): XmlNode[] {
  const nodes: XmlNode[] = [
    ['Name', bucket.name],
    ['CreationDate', wholeSeconds(bucket.createdAtMs)],
  ];
  if (dialect.kind === 's3') return [...nodes, ['BucketRegion', place.regionNames.s3]];
  return [
    ...nodes,
    ['Location', `oss-${place.regionNames.oss}`],
    ['Region', place.regionNames.oss],
    ['StorageClass', 'Standard'],
    ['ExtranetEndpoint', request.host],
    ['IntranetEndpoint', request.host],
  ];
}

/** Also for a bucket that is there: its owner asks, and only the ACL changes. */
export async function createBucket(call: Call): Promise<Answer> {
  const { catalog } = call.place;
  const name = call.request.bucket ?? '';
  const acl = aclOf(call);
  await receiveText(call, xmlLimits.createBucket.maxBytes);
  const existing = catalog.buckets.find(name);
  if (existing && acl !== null) catalog.buckets.setAcl(existing.id, acl);
  if (!existing) {
    if (!bucketNameRule[call.dialect.kind].test(name)) {
      throw refuse('InvalidBucketName', { elements: { BucketName: name } });
    }
    catalog.buckets.add(name, acl ?? 'private', call.now());
  }
  return { status: 200, headers: { location: `/${name}` }, body: null };
}

export function headBucket(call: Call): Answer {
  bucketOf(call);
  const { regionNames } = call.place;
  const headers = call.dialect.kind === 's3' ? { 'x-amz-bucket-region': regionNames.s3 } : {};
  return { status: 200, headers, body: null };
}

export function deleteBucket(call: Call): Answer {
  const bucket = bucketOf(call);
  if (!call.place.catalog.buckets.isEmpty(bucket.id)) {
    throw refuse('BucketNotEmpty', { elements: { BucketName: bucket.name } });
  }
  call.place.catalog.buckets.remove(bucket.id);
  return { status: 204, headers: {}, body: null };
}

/** OSS GetBucketInfo. */
export function bucketInfo(call: Call): Answer {
  const bucket = bucketOf(call);
  const details: XmlNode[] = [
    ...bucketNodes(call, bucket),
    ['DataRedundancyType', 'LRS'],
    ['AccessControlList', [['Grant', bucket.acl]]],
    ownerNode,
    ['TransferAcceleration', 'Disabled'],
    ['CrossRegionReplication', 'Disabled'],
    ['ServerSideEncryptionRule', [['SSEAlgorithm', 'None']]],
    ['Comment', ''],
  ];
  return xmlAnswer(xmlDocument('BucketInfo', [['Bucket', details]], null));
}

export function bucketLocation(call: Call): Answer {
  bucketOf(call);
  const { dialect, place } = call;
  const region = dialect.kind === 'oss' ? `oss-${place.regionNames.oss}` : place.regionNames.s3;
  // The first region of S3 has no name here.
  const text = region === 'us-east-1' ? '' : region;
  const root =
    dialect.namespace === null ? '<LocationConstraint>' : `<LocationConstraint xmlns="${dialect.namespace}">`;
  return xmlAnswer(`<?xml version="1.0" encoding="UTF-8"?>\n${root}${text}</LocationConstraint>`);
}

/** OSS GetBucketStat. */
export function bucketStat(call: Call): Answer {
  const { bytes, objects, uploads } = call.place.catalog.buckets.stat(bucketOf(call).id);
  return xmlAnswer(
    xmlDocument(
      'BucketStat',
      [
        ['Storage', bytes],
        ['ObjectCount', objects],
        ['MultipartUploadCount', uploads],
      ],
      null,
    ),
  );
}
