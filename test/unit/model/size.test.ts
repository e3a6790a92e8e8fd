import { describe, expect, test } from 'vitest';
import { AppError } from '../../../main/base/app-error.ts';
import { parseCount, parseRate, parseSize, parseSpan } from '../../../main/model/size.ts';

describe('sizes', () => {
  test.each([
    ['0', 0],
    ['65536', 65536],
    ['8MiB', 8 * 1024 ** 2],
    ['16M', 16 * 1024 ** 2],
    ['16m', 16 * 1024 ** 2],
    ['10MB', 10_000_000],
    ['100KB', 100_000],
    ['100K', 102_400],
    ['1.5G', 1.5 * 1024 ** 3],
    ['2 TiB', 2 * 1024 ** 4],
    ['1TB', 1e12],
    ['12B', 12],
  ])('%s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each(['', 'M', '-1', '1e6', '8Mi', '8 apples', '1,5M', '99999999T', 'NaN', '0x10'])(
    '"%s" is none',
    text => {
      expect(() => parseSize(text)).toThrow(AppError);
    },
  );
});

test.each([
  ['10M', 10 * 1024 ** 2],
  ['10M/s', 10 * 1024 ** 2],
  ['500KB/s', 500_000],
  ['off', null],
  ['0', null],
])('a rate of %s', (text, bytes) => {
  expect(parseRate(text)).toBe(bytes);
});

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['12h', 43_200_000],
  ['7d', 604_800_000],
  ['0.5d', 43_200_000],
])('a span of %s', (text, ms) => {
  expect(parseSpan(text)).toBe(ms);
});

test('a span needs its unit', () => {
  expect(() => parseSpan('90')).toThrow(AppError);
});

test('a count stays within its bounds', () => {
  expect(parseCount('1', 1, 8)).toBe(1);
  for (const text of ['0', '9', '1.5', '', '-2', 'many'])
    expect(() => parseCount(text, 1, 8)).toThrow(AppError);
});
