import { type Answer, bucketOf, type Call, xmlAnswer } from './call.ts';
import { countParameter } from './count-parameter.ts';
import { maxPage } from './limits.ts';
import type { ObjectRecord } from './object-table.ts';
import { ownerNode } from './owner.ts';
import { refuseArgument } from './refusal.ts';
import { checksumElements } from './s3-nodes.ts';
import { wholeSeconds } from './times.ts';
import { behind, type Cursor, groupOf, type Walk, type WalkQuery, walk } from './walk.ts';
import { type XmlNode, xmlDocument } from './xml.ts';

/** ListObjects, V1 and V2. */
export function listObjects(call: Call): Answer {
  const { request } = call;
  return request.parameter('list-type') === '2' ? listV2(call) : listV1(call);
}

/** The text of a name as this listing shows it. */
type Shown = (name: string) => string;

function shownIn({ request, dialect }: Call): Shown {
  return request.parameter('encoding-type') === 'url' ? dialect.encodeName : name => name;
}

function queryOf(call: Call): WalkQuery {
  const { request } = call;
  return {
    prefix: request.parameter('prefix') ?? '',
    delimiter: request.parameter('delimiter') ?? '',
    max: countParameter(call, 'max-keys', call.dialect.defaultMaxKeys, maxPage),
  };
}

function page(call: Call, start: Cursor, query: WalkQuery): Walk<ObjectRecord> {
  const bucket = bucketOf(call);
  return walk(
    (cursor, limit) => call.place.catalog.objects.page(bucket.id, cursor, limit),
    start,
    query,
    ({ key }) => ({ from: Buffer.from(key), isIncluded: false, id: null }),
  );
}

function listV2(call: Call): Answer {
  const { request, dialect } = call;
  const query = queryOf(call);
  const shown = shownIn(call);
  const token = request.parameter('continuation-token');
  const startAfter = request.parameter('start-after') ?? '';
  const start = token === undefined || token === '' ? after(startAfter) : readToken(token);
  const found = page(call, start, query);
  const withOwner = request.parameter('fetch-owner') === 'true';
  return xmlAnswer(
    xmlDocument(
      'ListBucketResult',
      [
        ['Name', bucketOf(call).name],
        ['Prefix', shown(query.prefix)],
        ['StartAfter', startAfter === '' ? null : shown(startAfter)],
        ['MaxKeys', query.max],
        ['Delimiter', query.delimiter === '' ? null : shown(query.delimiter)],
        ['EncodingType', request.parameter('encoding-type') === 'url' ? 'url' : null],
        ['IsTruncated', found.isTruncated],
        ['KeyCount', found.items.length + found.groups.length],
        ['ContinuationToken', token ?? null],
        ['NextContinuationToken', found.isTruncated && found.last ? writeToken(found.last) : null],
        ...contents(call, found.items, shown, withOwner),
        ...prefixes(found.groups, shown),
      ],
      dialect.namespace,
    ),
  );
}

function listV1(call: Call): Answer {
  const { request, dialect } = call;
  const query = queryOf(call);
  const shown = shownIn(call);
  const marker = request.parameter('marker') ?? '';
  const isGroup = marker !== '' && groupOf(marker, query) === marker;
  const found = page(call, isGroup ? from(behind(marker)) : after(marker), query);
  const next = found.last === null ? null : 'item' in found.last ? found.last.item.key : found.last.group;
  return xmlAnswer(
    xmlDocument(
      'ListBucketResult',
      [
        ['Name', bucketOf(call).name],
        ['Prefix', shown(query.prefix)],
        ['Marker', shown(marker)],
        ['MaxKeys', query.max],
        ['Delimiter', query.delimiter === '' ? null : shown(query.delimiter)],
        ['EncodingType', request.parameter('encoding-type') === 'url' ? 'url' : null],
        ['IsTruncated', found.isTruncated],
        ['NextMarker', found.isTruncated && next !== null ? shown(next) : null],
        ...contents(call, found.items, shown, true),
        ...prefixes(found.groups, shown),
      ],
      dialect.namespace,
    ),
  );
}

function contents(call: Call, objects: readonly ObjectRecord[], shown: Shown, withOwner: boolean): XmlNode[] {
  const { dialect } = call;
  return objects.map(object => [
    'Contents',
    [
      ['Key', shown(object.key)],
      ['LastModified', wholeSeconds(object.modifiedAtMs)],
      ['ETag', dialect.etag(object.etag)],
      ...(dialect.kind === 'oss' ? ([['Type', object.type]] as const) : checksumNames(object)),
      ['Size', object.size],
      ['StorageClass', dialect.storageClass(object.attributes.storageClass)],
      ...(withOwner ? [ownerNode] : []),
    ],
  ]);
}

/** A listing of S3 names the algorithm and keeps the value for HEAD. */
function checksumNames({ checksum }: ObjectRecord): XmlNode[] {
  if (!checksum) return [];
  return [
    ['ChecksumAlgorithm', checksumElements[checksum.algorithm].slice('Checksum'.length)],
    ['ChecksumType', checksum.type],
  ];
}

export function prefixes(groups: readonly string[], shown: Shown): XmlNode[] {
  return groups.map(group => ['CommonPrefixes', [['Prefix', shown(group)]]]);
}

function after(key: string): Cursor {
  return { from: Buffer.from(key), isIncluded: key === '', id: null };
}

function from(bytes: Buffer): Cursor {
  return { from: bytes, isIncluded: true, id: null };
}

/** Opaque to clients: whether it ends with a group, and the name. */
function writeToken(last: { item: ObjectRecord } | { group: string }): string {
  const name = 'item' in last ? `k${last.item.key}` : `g${last.group}`;
  return Buffer.from(name).toString('base64url');
}

function readToken(token: string): Cursor {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  const name = text.slice(1);
  if (name !== '' && text.startsWith('k')) return after(name);
  if (name !== '' && text.startsWith('g')) return from(behind(name));
  throw refuseArgument('continuation-token', token, 'The continuation token provided is incorrect.');
}
