import { attributesOf } from './attributes.ts';
import { type Answer, bucketOf, type Call, keyOf, objectOf } from './call.ts';
import { announce } from './callback/announce.ts';
import { callbackOf } from './callback/asked.ts';
import { claimOf } from './checksum-claim.ts';
import { hexToBase64 } from './checksums.ts';
import { checkDelete, checkRead, checkWrite } from './conditions.ts';
import type { Dialect } from './dialect.ts';
import { encryptionHeaders, etagOf } from './encryption.ts';
import type { ObjectFacts, ObjectRecord } from './object-table.ts';
import { rangeOf } from './range.ts';
import { receiveBlob } from './receive.ts';
import { httpTime } from './times.ts';
import { checkVersion } from './version.ts';

/** What the answer to a write says of the object that it made. */
export function storedHeaders(dialect: Dialect, facts: ObjectFacts): Record<string, string> {
  return {
    ...dialect.proofHeaders(facts),
    ...encryptionHeaders(dialect.kind, facts.attributes.encryption),
  };
}

/** Refuses a write before its body is read; what it finds is asked again when the body is there. */
export function checkTarget(call: Call): void {
  checkWrite(call, call.place.catalog.objects.find(bucketOf(call).id, keyOf(call)));
}

export async function putObject(call: Call): Promise<Answer> {
  const attributes = attributesOf(call);
  const callback = await callbackOf(call);
  checkTarget(call);
  const isOss = call.dialect.kind === 'oss';
  const s3Algorithm = claimOf(call.request)?.algorithm ?? 'crc64nvme';
  const facts = await receiveBlob(call, ['md5', isOss ? 'crc64' : s3Algorithm], received => {
    checkTarget(call);
    const facts: ObjectFacts = {
      size: received.size,
      etag: etagOf(received.hex('md5'), attributes.encryption),
      type: 'Normal',
      modifiedAtMs: call.now(),
      md5: received.hex('md5'),
      crc64: isOss ? received.hex('crc64') : null,
      checksum: isOss
        ? null
        : { algorithm: s3Algorithm, type: 'FULL_OBJECT', value: hexToBase64(received.hex(s3Algorithm)) },
      attributes,
    };
    call.place.catalog.objects.put(bucketOf(call).id, keyOf(call), facts, received.segments);
    return facts;
  });
  return announce(call, callback, facts, {
    status: 200,
    headers: storedHeaders(call.dialect, facts),
    body: null,
  });
}

export function headObject(call: Call): Answer {
  const object = objectOf(call);
  checkRead(call, object);
  const length = { 'content-length': String(object.size) };
  const isMetaOnly = call.dialect.kind === 'oss' && call.request.parameter('objectMeta') !== undefined;
  const headers = isMetaOnly
    ? { etag: call.dialect.etag(object.etag), 'last-modified': httpTime(object.modifiedAtMs) }
    : { ...call.dialect.objectHeaders(object, call.request), ...overrides(call) };
  return { status: 200, headers: { ...headers, ...length }, body: null };
}

export function getObject(call: Call): Answer {
  const object = objectOf(call);
  checkRead(call, object);
  const range = rangeOf(call, object.size);
  const headers = { ...call.dialect.objectHeaders(object, call.request), ...overrides(call) };
  if (!range) return { status: 200, headers, body: bytesOf(call, object, 0, object.size) };
  // Checksums of S3 speak of the body, and this one is only a piece; OSS keeps sending that of the whole object.
  const pieceHeaders = Object.entries(headers).filter(([name]) => !name.startsWith('x-amz-checksum-'));
  return {
    status: 206,
    headers: {
      ...Object.fromEntries(pieceHeaders),
      'content-range': `bytes ${range.first}-${range.last}/${object.size}`,
    },
    body: bytesOf(call, object, range.first, range.last - range.first + 1),
  };
}

function bytesOf({ place }: Call, object: ObjectRecord, first: number, size: number): Answer['body'] {
  if (size === 0) return null;
  const held = place.blobs.hold(place.catalog.segments(object.content));
  return { size, read: () => held.read(first, size), close: () => held.close() };
}

/** `response-content-type` and the like, which replace headers of this one answer. */
function overrides({ request }: Call): Record<string, string> {
  const names = [
    'content-type',
    'content-language',
    'expires',
    'cache-control',
    'content-disposition',
    'content-encoding',
  ];
  const given: Record<string, string> = {};
  for (const name of names) {
    const value = request.parameter(`response-${name}`);
    if (value !== undefined) given[name] = value;
  }
  return given;
}

/** A missing object is fine, unless the client said what it looks like. */
export function deleteObject(call: Call): Answer {
  const { request, place } = call;
  const bucket = bucketOf(call);
  const key = keyOf(call);
  checkVersion(key, request.parameter('versionId'));
  checkDelete(place.catalog.objects.find(bucket.id, key), {
    match: request.headers['if-match'],
    size: request.headers['x-amz-if-match-size'],
    modifiedAt: request.headers['x-amz-if-match-last-modified-time'],
  });
  place.catalog.objects.remove(bucket.id, [key]);
  return { status: 204, headers: {}, body: null };
}
