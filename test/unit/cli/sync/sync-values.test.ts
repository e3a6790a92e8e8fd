import { expect, test } from 'vitest';
import {
  parsePercent,
  parseSample,
  parseSpanWithin,
  parseTrash,
} from '../../../../main/cli/sync/sync-values.ts';
import { refusalSaying } from '../../../support/english.ts';

const usage = expect.objectContaining({ code: 'usage' });

test.each([
  ['10%', 10],
  ['0', 0],
  ['2.5 %', 2.5],
  ['100', 100],
])('%s is a share of deletions', (text, percent) => {
  expect(parsePercent(text)).toBe(percent);
});

test.each(['', '101%', '-1', 'ten', '1e2', '%'])('%j is no share of deletions', text => {
  expect(() => parsePercent(text)).toThrow(usage);
});

test('a sample is a share with its sign, for 1 could be meant for all', () => {
  expect(parseSample('1%')).toBe(0.01);
  expect(parseSample('100%')).toBe(1);
  for (const text of ['1', '0%', '101%', '', 'all']) expect(() => parseSample(text)).toThrow(usage);
});

test('a span outside of what timers can wait is refused with its limits', () => {
  const parse = parseSpanWithin(1000, 60_000);
  expect(parse('1s')).toBe(1000);
  expect(parse('1m')).toBe(60_000);
  expect(() => parse('0.5s')).toThrow(usage);
  expect(() => parse('2m')).toThrow(refusalSaying('usage', '"2m" is out of range; from 1s to 1m 00s'));
});

test.each([
  ['.trash', '.trash/'],
  ['.trash/', '.trash/'],
  ['a/b', 'a/b/'],
])('the trash %s is the prefix %s', (text, prefix) => {
  expect(parseTrash(text)).toBe(prefix);
});

test.each(['', '/', '/a', 'a//b', '../a', 'a/./b', 'a/..', 'a//'])('%j is no trash', text => {
  expect(() => parseTrash(text)).toThrow(usage);
});
