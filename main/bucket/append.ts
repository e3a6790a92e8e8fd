import { randomBytes } from 'node:crypto';
import { attributesOf } from './attributes.ts';
import { type Answer, bucketOf, type Call, keyOf } from './call.ts';
import { hexToDecimal, joinCrc } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import { encryptionHeaders } from './encryption.ts';
import type { ObjectFacts, ObjectRecord } from './object-table.ts';
import { receiveBlob } from './receive.ts';
import { refuse, refuseArgument } from './refusal.ts';

/** OSS AppendObject. The position is checked before the body is read, and again when it is stored. */
export async function appendObject(call: Call): Promise<Answer> {
  const { catalog, limits } = call.place;
  if (call.dialect.kind !== 'oss') throw refuse('MethodNotAllowed');
  const position = positionOf(call);
  const attributes = attributesOf(call);
  const current = check(call, position);
  if ((current?.size ?? 0) + (call.payload.size ?? 0) > limits.oss.maxPut) throw refuse('EntityTooLarge');

  return receiveBlob(call, ['crc64'], ({ size, segments, hex }) => {
    const object = check(call, position);
    const total = position + size;
    const crc64 = joinCrc('crc64', [
      { hex: object?.crc64 ?? '0', size: position },
      { hex: hex('crc64'), size },
    ]);
    const facts: ObjectFacts = {
      size: total,
      etag: `${randomBytes(12).toString('hex')}00000000`,
      type: 'Appendable',
      modifiedAtMs: call.now(),
      md5: null,
      crc64,
      checksum: null,
      attributes: object?.attributes ?? attributes,
    };
    const [segment] = segments;
    if (!object) catalog.objects.put(bucketOf(call).id, keyOf(call), facts, segments);
    else if (segment) catalog.objects.extend(bucketOf(call).id, object, facts, segment);
    const { etag } = object && !segment ? object : facts;
    return {
      status: 200,
      headers: {
        etag: call.dialect.etag(etag),
        ...encryptionHeaders('oss', facts.attributes.encryption),
        'x-oss-hash-crc64ecma': hexToDecimal(crc64),
        'x-oss-next-append-position': String(total),
      },
      body: null,
    };
  });
}

function positionOf({ request }: Call): number {
  const text = request.parameter('position');
  if (text === undefined || text === '') {
    throw refuse('MissingArgument', { message: 'Missing argument: position.', ec: '0016-00000502' });
  }
  const position = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(position)) {
    throw refuseArgument('position', text, 'The position must be a number.');
  }
  return position;
}

/** The object to go on with, null when there is none yet. */
function check(call: Call, position: number): ObjectRecord | null {
  const object = call.place.catalog.objects.find(bucketOf(call).id, keyOf(call));
  checkWrite(call, object);
  if (object && object.type !== 'Appendable') throw refuse('ObjectNotAppendable');
  const length = object?.size ?? 0;
  if (position !== length) {
    throw refuse('PositionNotEqualToLength', { headers: { 'x-oss-next-append-position': String(length) } });
  }
  return object;
}
