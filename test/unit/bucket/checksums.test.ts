import { expect, test } from 'vitest';
import {
  base64ToHex,
  compositeChecksum,
  hexToBase64,
  hexToDecimal,
  joinCrc,
  joinedEtag,
  startDigest,
} from '../../../main/bucket/checksums.ts';

test('the ETag of joined parts is the recorded one of OSS, and that of S3 from the same parts', () => {
  const parts = ['4de8075fb607df4d13fbc480ea488efa', 'af947ec157726cea88ed83b3c989063b'];
  expect(joinedEtag('oss', parts).toUpperCase()).toBe('1C787C506EABFB9B45EAAA8DB039F4B2-2');
  expect(joinedEtag('s3', parts)).toBe('0df038210db5a89cc49ff5bd8e784e95-2');
});

test('CRCs of pieces join to that of the whole', () => {
  const hex = (decimal: string) => BigInt(decimal).toString(16).padStart(16, '0');
  const pieces = [
    { hex: hex('6748440630437108969'), size: 5 },
    { hex: hex('10278880121275185425'), size: 4 },
  ];
  expect(hexToDecimal(joinCrc('crc64', pieces))).toBe('11051210869376104954');
  expect(hexToDecimal(joinCrc('crc64', []))).toBe('0');
});

test('a composite checksum is the digest of the digests', async () => {
  const digest = await startDigest('crc32');
  digest.update(Buffer.from('0000000100000002', 'hex'));
  const expected = `${hexToBase64(digest.hex())}-2`;
  expect(await compositeChecksum('crc32', ['00000001', '00000002'])).toBe(expected);
});

test('only base64 of the right length is a value', () => {
  expect(base64ToHex('md5', 'eB5eJF1ptWaXm4bijSPyxw==')).toBe('781e5e245d69b566979b86e28d23f2c7');
  for (const wrong of ['', 'eB5eJF1ptWaXm4bijSPyxw', 'AAAA', '781e5e245d69b566979b86e28d23f2c7', '!!!']) {
    expect(base64ToHex('md5', wrong)).toBeNull();
  }
});
