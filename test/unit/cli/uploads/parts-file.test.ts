import { expect, test } from 'vitest';
import { parsePartsText } from '../../../../main/cli/uploads/parts-file.ts';
import { refusalSaying } from '../../../support/english.ts';

const lines = [
  { event: 'part', number: 1, size: 5, etag: 'AA', algorithm: 'crc64', checksum: '00ff' },
  { event: 'part', number: 2, size: 1, etag: 'BB', algorithm: null, checksum: null },
];
const read = [
  { number: 1, size: 5, etag: 'AA', checksum: { algorithm: 'crc64', value: '00ff' } },
  { number: 2, size: 1, etag: 'BB' },
];

test.each([
  ['the lines that uploads parts prints', lines.map(line => JSON.stringify(line)).join('\n')],
  ['an array', JSON.stringify(lines)],
  ['an object with parts', JSON.stringify({ parts: lines }, null, 2)],
])('%s is read', (_, text) => {
  expect(parsePartsText(text, 'f')).toEqual(read);
});

test('a single part, and the names of other tools, are read', () => {
  expect(parsePartsText(JSON.stringify({ Parts: [{ PartNumber: 3, ETag: '"cc"' }] }), 'f')).toEqual([
    { number: 3, etag: 'cc' },
  ]);
  expect(parsePartsText(JSON.stringify(lines[0]), 'f')).toEqual([read[0]]);
});

test.each([
  ['', 'holds no JSON'],
  ['part 1', 'holds no JSON'],
  ['[{"etag":"a"}]', 'part 1: number'],
  ['[{"number":1},{"number":0}]', 'part 2: number'],
  ['[{"number":1,"checksum":"xyz"}]', 'part 1: checksum'],
])('%j is refused', (text, problem) => {
  expect(() => parsePartsText(text, 'f')).toThrow(refusalSaying('options.invalid', problem));
});
