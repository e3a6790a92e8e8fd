import { describe, expect, test } from 'vitest';
import type { StoredPart } from '../../../main/remote/object-store.ts';
import { joinedChecksum, partsToJoin, type WantedPart } from '../../../main/upload/by-hand/parts-to-join.ts';
import { refusalSaying } from '../../support/english.ts';

const md5 = (digit: string) => digit.repeat(32);
const listed: readonly StoredPart[] = [
  { number: 2, size: 1, etag: md5('B'), checksum: { algorithm: 'crc32', value: '0000000b' } },
  { number: 1, size: 5, etag: md5('A'), checksum: { algorithm: 'crc32', value: '0000000a' } },
];
const numbers = (parts: readonly StoredPart[]) => parts.map(part => part.number);
const refusal = (problem: string) => refusalSaying('options.invalid', problem);

describe('parts to join', () => {
  test('are all that the server lists, in order', () => {
    expect(numbers(partsToJoin(listed, null))).toEqual([1, 2]);
  });

  test('are those that are named, with what the server knows of them', () => {
    expect(partsToJoin(listed, [{ number: 2, etag: md5('b') }])).toEqual([listed[0]]);
  });

  test('may be named without the server, when size and ETag are told', () => {
    const wanted = { number: 7, size: 3, etag: 'x' };
    expect(partsToJoin(null, [wanted])).toEqual([{ ...wanted, checksum: null }]);
  });

  test.each<[readonly StoredPart[] | null, readonly WantedPart[] | null, string]>([
    [[], null, 'no part yet'],
    [null, null, 'have to be named'],
    [listed, [], 'no part is named'],
    [listed, [{ number: 3 }], 'no part 3'],
    [listed, [{ number: 1 }, { number: 1 }], 'part 1 is named twice'],
    [listed, [{ number: 1, etag: md5('c') }], 'part 1 has the ETag'],
    [listed, [{ number: 1, size: 6 }], 'part 1 has 5 bytes'],
    [listed, [{ number: 1, checksum: { algorithm: 'crc32', value: 'ffffffff' } }], 'part 1 has the crc32'],
    [null, [{ number: 1, etag: 'x' }], 'part 1 needs etag and size'],
  ])('%#: are refused', (onServer, wanted, problem) => {
    expect(() => partsToJoin(onServer, wanted)).toThrow(refusal(problem));
  });
});

describe('the checksum of the whole', () => {
  test('is combined from those of the parts', () => {
    expect(joinedChecksum('s3', partsToJoin(listed, null))?.algorithm).toBe('crc32');
  });

  test('is made of the ETags where parts have no other', () => {
    const parts = listed.map(part => ({ ...part, checksum: null }));
    expect(joinedChecksum('oss', parts)?.value).toMatch(/^[0-9a-f]{32}-2$/);
  });

  test('is none where ETags are no MD5s, or parts have checksums of several kinds', () => {
    const [first, second] = partsToJoin(listed, null) as [StoredPart, StoredPart];
    expect(joinedChecksum('s3', [{ ...first, checksum: null }, second])).toBeNull();
    expect(joinedChecksum('s3', [{ ...first, checksum: null, isEtagOpaque: true }])).toBeNull();
    expect(joinedChecksum('s3', [{ ...first, checksum: null, etag: 'opaque' }])).toBeNull();
  });
});
