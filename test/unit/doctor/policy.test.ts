import { describe, expect, test } from 'vitest';
import { policyFor } from '../../../main/doctor/policy.ts';
import type { BucketAddress } from '../../../main/model/target.ts';

const oss: BucketAddress = {
  kind: 'oss',
  endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  bucket: 'b',
  region: 'cn-hangzhou',
  addressing: 'virtual',
};
const s3: BucketAddress = {
  ...oss,
  kind: 's3',
  endpoint: 'https://s3.us-east-1.amazonaws.com',
  region: 'us-east-1',
};

test('without missing rights there is no policy', () => {
  expect(policyFor(oss, 'p/', [])).toBeNull();
});

test('a RAM policy grants each action once, on the keys below the prefix', () => {
  expect(policyFor(oss, 'photos/', ['put', 'append', 'abort', 'delete'])).toEqual({
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:DeleteObject'],
        Resource: ['acs:oss:*:*:b/photos/*'],
      },
    ],
  });
});

test('listing is granted on the bucket, narrowed to the prefix where the service can do so', () => {
  expect(policyFor(oss, 'photos/', ['list', 'listUploads'])?.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: ['oss:ListObjects'],
      Resource: ['acs:oss:*:*:b'],
      Condition: { StringLike: { 'oss:Prefix': ['photos/*'] } },
    },
    { Effect: 'Allow', Action: ['oss:ListMultipartUploads'], Resource: ['acs:oss:*:*:b'] },
  ]);
  expect(policyFor(oss, '', ['list'])?.Statement).toEqual([
    { Effect: 'Allow', Action: ['oss:ListObjects'], Resource: ['acs:oss:*:*:b'] },
  ]);
});

describe('an IAM policy', () => {
  test('has its own names, version and resources', () => {
    expect(policyFor(s3, 'p/', ['get', 'listParts', 'list'])).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:ListMultipartUploadParts'],
          Resource: ['arn:aws:s3:::b/p/*'],
        },
        {
          Effect: 'Allow',
          Action: ['s3:ListBucket'],
          Resource: ['arn:aws:s3:::b'],
          Condition: { StringLike: { 's3:prefix': ['p/*'] } },
        },
      ],
    });
  });

  test('of China names its own partition', () => {
    const policy = policyFor({ ...s3, region: 'cn-north-1' }, '', ['put']);
    expect(policy?.Statement[0]?.Resource).toEqual(['arn:aws-cn:s3:::b/*']);
  });

  test('knows no right to append', () => {
    expect(policyFor(s3, '', ['append'])).toBeNull();
  });
});

test('a wildcard in the prefix does not open more than it has to', () => {
  expect(policyFor(s3, 'a*b?$/', ['put'])?.Statement[0]?.Resource).toEqual([
    ['arn:aws:s3:::b/a$', '{*}b$', '{?}$', '{$}/*'].join(''),
  ]);
  expect(policyFor(oss, 'a*b/', ['put'])?.Statement[0]?.Resource).toEqual(['acs:oss:*:*:b/a?b/*']);
});
