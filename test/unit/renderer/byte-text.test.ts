import { expect, test } from 'vitest';
import { parseSize } from '../../../main/model/size.ts';
import { bytesToText, parseBytes, parsePartSize } from '../../../renderer/components/byte-text.ts';

test.each(['16M', '100 KiB', '1.5g', '10MB', '7', '7b', '3T', '2tb'])(
  '%j is as much as on the command line',
  text => {
    expect(parseBytes(text)).toBe(parseSize(text));
  },
);

test.each(['', 'lots', '16X', '-1', '1e3', '99999999T'])('%j is no size', text => {
  expect(parseBytes(text)).toBeNull();
  expect(() => parseSize(text)).toThrow();
});

test.each([0, 1, 1023, 1024, 102_400, 5_000_000, 16 * 1024 ** 2, 5 * 1024 ** 3, 3 * 1024 ** 4])(
  '%d bytes are written so that they are as many again',
  bytes => {
    expect(parseBytes(bytesToText(bytes))).toBe(bytes);
  },
);

test.each([
  ['99K', null],
  ['100K', 102_400],
  ['5G', 5 * 1024 ** 3],
  ['6G', null],
])('a part of %j is %s', (text, bytes) => {
  expect(parsePartSize(text)).toBe(bytes);
});
