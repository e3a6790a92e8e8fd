import { expect, test } from 'vitest';
import type { Part, Receipt } from '../../../main/model/part.ts';
import type { StoredPart } from '../../../main/remote/object-store.ts';
import { reconcile } from '../../../main/upload/reconcile.ts';

const part = (number: number, size = 100): Part => ({ number, offset: (number - 1) * 100, size });
const receipt = (number: number, over: Partial<Receipt> = {}): Receipt => ({
  number,
  size: 100,
  etag: `E${number}`,
  checksum: { algorithm: 'crc64', value: `000000000000000${number}` },
  ...over,
});
const stored = (number: number, over: Partial<StoredPart> = {}): StoredPart => ({
  number,
  size: 100,
  etag: `E${number}`,
  checksum: null,
  ...over,
});

const sort = (parts: readonly Part[], receipts: readonly Receipt[], listed: readonly StoredPart[]) => {
  const { confirmed, unrecorded, missing } = reconcile(parts, receipts, listed);
  return {
    confirmed: confirmed.map(each => each.number),
    unrecorded: unrecorded.map(each => each.part.number),
    missing: missing.map(each => each.number),
  };
};

test.each<[string, Receipt[], StoredPart[], ReturnType<typeof sort>]>([
  ['in both, alike', [receipt(1)], [stored(1)], { confirmed: [1], unrecorded: [], missing: [] }],
  ['recorded, not listed', [receipt(1)], [], { confirmed: [], unrecorded: [], missing: [1] }],
  ['listed, not recorded', [], [stored(1)], { confirmed: [], unrecorded: [1], missing: [] }],
  ['in neither', [], [], { confirmed: [], unrecorded: [], missing: [1] }],
  [
    'listed in another size',
    [receipt(1)],
    [stored(1, { size: 99 })],
    { confirmed: [], unrecorded: [], missing: [1] },
  ],
  [
    'listed with another ETag',
    [receipt(1)],
    [stored(1, { etag: 'X' })],
    { confirmed: [], unrecorded: [1], missing: [] },
  ],
  [
    'listed with the ETag in other case',
    [receipt(1)],
    [stored(1, { etag: 'e1' })],
    { confirmed: [1], unrecorded: [], missing: [] },
  ],
  [
    'listed with another checksum',
    [receipt(1)],
    [stored(1, { checksum: { algorithm: 'crc64', value: 'ffffffffffffffff' } })],
    { confirmed: [], unrecorded: [1], missing: [] },
  ],
  [
    'listed with a checksum of another kind',
    [receipt(1)],
    [stored(1, { checksum: { algorithm: 'crc32', value: 'ffffffff' } })],
    { confirmed: [1], unrecorded: [], missing: [] },
  ],
])('a part that is %s', (_, receipts, listed, expected) => {
  expect(sort([part(1)], receipts, listed)).toEqual(expected);
});

test('every part is in exactly one list, and listed parts beyond the file are ignored', () => {
  const parts = [part(1), part(2), part(3), part(4, 7)];
  const result = sort(
    parts,
    [receipt(1), receipt(2)],
    [stored(1), stored(3), stored(4, { size: 7 }), stored(9)],
  );
  expect(result).toEqual({ confirmed: [1], unrecorded: [3, 4], missing: [2] });
});
