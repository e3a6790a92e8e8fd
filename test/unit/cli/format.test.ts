import { expect, test } from 'vitest';
import { formatBytes, formatExactBytes, formatSpan, maskKeyId, printable } from '../../../main/cli/format.ts';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [100 * 1024, '100 KiB'],
  [1024 ** 2 - 1, '1.0 MiB'],
  [1024 ** 3, '1.0 GiB'],
  [48.8 * 1024 ** 4, '48.8 TiB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('exact sizes name every byte', () => {
  expect(formatExactBytes(1)).toBe('1 byte');
  expect(formatExactBytes(0)).toBe('0 bytes');
  expect(formatExactBytes(1024 ** 3)).toBe('1.0 GiB (1073741824 bytes)');
});

test.each([
  [0, '0s'],
  [999, '1s'],
  [80_000, '1m 20s'],
  [11_100_000, '3h 05m'],
  [187_200_000, '2d 4h'],
])('%i ms are %s', (ms, text) => {
  expect(formatSpan(ms)).toBe(text);
});

test('a name can neither move the cursor nor fake a line', () => {
  expect(printable('a\nproven b\u001b[2K')).toBe('a\\x0aproven b\\x1b[2K');
  expect(printable('报告 é 🙂')).toBe('报告 é 🙂');
});

test('of a key id only the end is shown', () => {
  expect(maskKeyId('LTAI5tEXAMPLEKEYID000001')).toBe('****0001');
  expect(maskKeyId('abc')).toBe('****');
});
