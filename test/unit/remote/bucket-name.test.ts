import { expect, test } from 'vitest';
import { checkBucketName } from '../../../main/remote/bucket-name.ts';

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
