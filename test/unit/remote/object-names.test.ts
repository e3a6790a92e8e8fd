import { expect, test } from 'vitest';
import { checkBucketName, checkKey } from '../../../main/remote/object-names.ts';

test('the longest keys are counted in bytes of UTF-8', () => {
  checkKey('oss', '报'.repeat(341));
  checkKey('s3', `${'报'.repeat(341)}x`);
  expect(() => checkKey('oss', `${'报'.repeat(341)}x`)).toThrow(
    expect.objectContaining({ code: 'key.invalid' }),
  );
  expect(() => checkKey('s3', `${'报'.repeat(341)}xy`)).toThrow();
});

test.each(['/a', '\\a', '', 'half\udc00'])('OSS has no key %j', key => {
  expect(() => checkKey('oss', key)).toThrow(expect.objectContaining({ code: 'key.invalid' }));
});

test('S3 has keys that begin with a slash', () => {
  checkKey('s3', '/a');
});

test.each([
  ['oss', 'my-bucket', true],
  ['oss', 'ab', false],
  ['oss', '-abc', false],
  ['oss', 'abc-', false],
  ['oss', 'My-bucket', false],
  ['oss', 'a.b.c', false],
  ['s3', 'a.b.c', true],
  ['s3', 'Old_Bucket', true],
  ['s3', 'a/b', false],
  ['s3', 'a@evil.com:1', false],
] as const)('as a bucket of %s, %j is allowed: %s', (kind, bucket, isAllowed) => {
  if (isAllowed) checkBucketName(kind, bucket);
  else {
    expect(() => checkBucketName(kind, bucket)).toThrow(expect.objectContaining({ code: 'account.invalid' }));
  }
});
