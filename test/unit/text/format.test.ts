import { expect, test } from 'vitest';
import { formatsIn, maskKeyId, printable } from '../../../main/text/format.ts';

const [en, zh] = [formatsIn('en'), formatsIn('zh-CN')];

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [100 * 1024, '100 KiB'],
  [1024 ** 2 - 1, '1.0 MiB'],
  [1024 ** 3, '1.0 GiB'],
  [1000 * 1024, '1000 KiB'],
  [48.8 * 1024 ** 4, '48.8 TiB'],
  [4_000 * 1024 ** 5, '4000 PiB'],
])('%i bytes are %s', (bytes, text) => {
  for (const formats of [en, zh]) {
    expect(formats.bytes(bytes)).toBe(text);
    expect(formats.rate(bytes)).toBe(`${text}/s`);
  }
});

test.each([0, 1, 29, 57, 58, 99, 100])('%i percent are said to the hundredth', value => {
  for (const formats of [en, zh]) expect(formats.percent(value)).toBe(`${value}%`);
});

test('figures that are copied are never grouped, and money has its hundredths', () => {
  for (const formats of [en, zh]) {
    expect(formats.plain(65_535)).toBe('65535');
    expect(formats.plain(0.125)).toBe('0.125');
    expect(formats.hundredths(1_234.5)).toBe('1,234.50');
  }
});

test('exact sizes name every byte', () => {
  expect(en.exactBytes(1)).toBe('1 byte');
  expect(en.exactBytes(0)).toBe('0 bytes');
  expect(en.exactBytes(1024 ** 3)).toBe('1.0 GiB (1073741824 bytes)');
});

test.each([
  [0, '0s', '0秒'],
  [999, '1s', '1秒'],
  [80_000, '1m 20s', '1分钟20秒'],
  [11_100_000, '3h 05m', '3小时5分钟'],
  [187_200_000, '2d 4h', '2天4小时'],
  [3_600_000, '1h 00m', '1小时'],
])('%i ms are %s or %s', (ms, english, chinese) => {
  expect(en.span(ms)).toBe(english);
  expect(zh.span(ms)).toBe(chinese);
});

test('a name can neither move the cursor nor fake a line', () => {
  expect(printable('a\nproven b\u001b[2K')).toBe('a\\x0aproven b\\x1b[2K');
  expect(printable('报告 é 🙂')).toBe('报告 é 🙂');
});

test('of a key id only the end is shown', () => {
  expect(maskKeyId('LTAI5tEXAMPLEKEYID000001')).toBe('****0001');
  expect(maskKeyId('abc')).toBe('****');
});

test('Chinese figures are grouped, and a byte count is told in full', () => {
  expect(zh.number(1_234_567)).toBe('1,234,567');
  expect(zh.exactBytes(1)).toBe('1 字节');
  expect(zh.exactBytes(1024 ** 3)).toBe('1.0 GiB（1,073,741,824 字节）');
});

test.each([
  [0, '0 seconds', '0秒'],
  [1_000, '1 second', '1秒'],
  [91_400, '91 seconds', '91秒'],
  [1_199_500, '20 minutes', '20分钟'],
])('%i ms are roughly %s or %s', (ms, english, chinese) => {
  expect(en.roughly(ms)).toBe(english);
  expect(zh.roughly(ms)).toBe(chinese);
});

test('moments take 16 columns in every language, so that lists stay in line', () => {
  const moment = new Date(2025, 0, 2, 3, 4).getTime();
  expect(en.moment(moment)).toBe('2025-01-02 03:04');
  expect(zh.moment(moment)).toBe('2025/01/02 03:04');
  for (const formats of [en, zh]) expect(formats.clock(moment)).toBe('03:04');
});
