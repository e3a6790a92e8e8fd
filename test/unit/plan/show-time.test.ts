import { expect, test } from 'vitest';
import { msOfNs, showTime } from '../../../main/plan/show-time.ts';

test.each([
  ['1764000000123456789', '2025-11-24T16:00:00.123456789Z'],
  ['1764000000120000000', '2025-11-24T16:00:00.12Z'],
  ['1764000000000000000', '2025-11-24T16:00:00Z'],
  ['0', '1970-01-01T00:00:00Z'],
  ['-1', '1969-12-31T23:59:59.999999999Z'],
  ['-1500000000', '1969-12-31T23:59:58.5Z'],
])('%s ns is shown as %s', (ns, text) => {
  expect(showTime(ns)).toBe(text);
});

test.each(['9223372036854775807000000000', '-9223372036854775808000000000'])(
  'a time that no calendar holds is shown as it is: %s',
  ns => {
    expect(showTime(ns)).toBe(`${ns} ns since 1970`);
  },
);

test('milliseconds are whole ones', () => {
  expect(msOfNs('1764000000123456789')).toBe(1764000000123);
  expect(msOfNs('-1')).toBe(-1);
});
