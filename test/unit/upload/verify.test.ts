import { expect, test } from 'vitest';
import type { Receipt } from '../../../main/model/part.ts';
import { combineReceipts, compareWithStore } from '../../../main/upload/verify.ts';

const receipt = (number: number, size: number, algorithm: 'crc64' | 'md5', value: string): Receipt => ({
  number,
  size,
  etag: 'E',
  checksum: { algorithm, value },
});

test('the CRC of the whole is the combination of the parts in number order', () => {
  const parts = [receipt(1, 5, 'crc64', '5da746ffa5045ce9'), receipt(2, 4, 'crc64', '8ea5eb02ad6e7911')];
  expect(combineReceipts('oss', parts)).toEqual({ algorithm: 'crc64', value: '995dc9bbdf1939fa' });
});

test('the ETag of a multipart object follows the rule of its store', () => {
  const parts = [
    receipt(1, 5, 'md5', '4de8075fb607df4d13fbc480ea488efa'),
    receipt(2, 4, 'md5', 'af947ec157726cea88ed83b3c989063b'),
  ];
  expect(combineReceipts('oss', parts).value).toBe('1c787c506eabfb9b45eaaa8db039f4b2-2');
  expect(combineReceipts('s3', parts).value).toBe('0df038210db5a89cc49ff5bd8e784e95-2');
});

const crc = { algorithm: 'crc64', value: '995dc9bbdf1939fa' } as const;

test.each([
  ['equal', crc, { checksum: crc, etag: '' }],
  ['different', crc, { checksum: { algorithm: 'crc64', value: '0000000000000000' }, etag: '' }],
  ['unknown', crc, { checksum: null, etag: 'AF947EC157726CEA88ED83B3C989063B' }],
  ['unknown', crc, { checksum: { algorithm: 'crc32', value: 'cbf43926' }, etag: '' }],
  [
    'equal',
    { algorithm: 'md5', value: 'af947ec157726cea88ed83b3c989063b' },
    { checksum: null, etag: 'AF947EC157726CEA88ED83B3C989063B' },
  ],
  [
    'equal',
    { algorithm: 'md5', value: '1c787c506eabfb9b45eaaa8db039f4b2-2' },
    { checksum: null, etag: '1C787C506EABFB9B45EAAA8DB039F4B2-2' },
  ],
  [
    'different',
    { algorithm: 'md5', value: '1c787c506eabfb9b45eaaa8db039f4b2-2' },
    { checksum: null, etag: '1C787C506EABFB9B45EAAA8DB039F4B2-3' },
  ],
  [
    'unknown',
    { algorithm: 'md5', value: 'af947ec157726cea88ed83b3c989063b' },
    { checksum: null, etag: 'opaque-kms-etag' },
  ],
  [
    'unknown',
    { algorithm: 'md5', value: 'af947ec157726cea88ed83b3c989063b' },
    { checksum: null, etag: '00000000000000000000000000000000', isEtagOpaque: true },
  ],
] as const)('the verdict is %s for %j and %j', (verdict, ours, said) => {
  expect(compareWithStore(ours, said)).toBe(verdict);
});
