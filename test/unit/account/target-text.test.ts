import { expect, test } from 'vitest';
import { parseTarget } from '../../../main/account/target-text.ts';
import { refusalSaying } from '../../support/english.ts';

test.each([
  ['oss://photos/2024/a.jpg', { kind: 'oss' }, 'photos', '2024/a.jpg'],
  ['s3://photos', { kind: 's3' }, 'photos', ''],
  ['oss://photos/', { kind: 'oss' }, 'photos', ''],
  ['work:photos/a b?c#d%20e//f/', { profile: 'work' }, 'photos', 'a b?c#d%20e//f/'],
  ['work.cn-1:my.bucket/../x', { profile: 'work.cn-1' }, 'my.bucket', '../x'],
  ['oss://photos//leading', { kind: 'oss' }, 'photos', '/leading'],
  ['oss://photos/e\u0301\n文件', { kind: 'oss' }, 'photos', 'e\u0301\n文件'],
])('%s is understood', (text, account, bucket, key) => {
  expect(parseTarget(text)).toEqual({ account, bucket, key });
});

test('a bucket of two letters is named', () => {
  expect(() => parseTarget('oss://ab/key')).toThrow(refusalSaying('usage', 'at least 3 characters'));
});

test.each([
  '',
  'photos/a.jpg',
  'oss:/photos/a',
  'oss:photos/a',
  's3:photos/a',
  'oss:///a',
  'oss://',
  'https://photos/a',
  'work:/a',
  'work://photos/a',
  ':photos/a',
  '-work:photos/a',
  'oss://pho tos/a',
  'oss://user@photos/a',
])('%j is refused as usage', text => {
  expect(() => parseTarget(text)).toThrow(expect.objectContaining({ code: 'usage' }));
});
