import { describe, expect, test } from 'vitest';
import { timeRangesIn } from '../../../renderer/text/time-range.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const english = timeRangesIn('en');
const chinese = timeRangesIn('zh-CN');

describe('a range of time', () => {
  test.each([
    [6 * minute, 10 * minute, '6–10 minutes', '6-10分钟'],
    [20_000, 50_000, '20–50 seconds', '20-50秒钟'],
    [90 * minute, 26 * hour, '2–26 hours', '2-26小时'],
    [3 * day, 9 * day, '3–9 days', '3-9天'],
  ])('from %i to %i ms names its unit once', (from, to, en, zh) => {
    expect(english.range(from, to)).toBe(en);
    expect(chinese.range(from, to)).toBe(zh);
  });

  test('whose ends are the same in its unit is one figure', () => {
    expect(english.range(4.8 * minute, 5.1 * minute)).toBe('5 minutes');
  });

  test('is never told as nothing while something is left', () => {
    expect(english.range(10, 200)).toBe('1 second');
  });
});

test('a span of many hours is not told in minutes', () => {
  expect(english.about(26 * hour)).toBe('26 hours');
  expect(english.short(18 * minute)).toBe('18 min');
  expect(english.about(12 * day)).toBe('12 days');
});
