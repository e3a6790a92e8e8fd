import { expect, test } from 'vitest';
import { lifecycleRule } from '../../../../main/cli/uploads/lifecycle-rule.ts';
import type { BucketAddress } from '../../../../main/model/target.ts';
import { textsIn } from '../../../../main/text/texts.ts';

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
  endpoint: 'https://s3.eu-west-1.amazonaws.com',
  region: 'eu-west-1',
};

test('for OSS it is XML, with the prefix escaped', () => {
  const { format, document, apply } = lifecycleRule(oss, 'a&b/', 7, textsIn('en'));
  expect(format).toBe('xml');
  expect(document.replace(/\s*\n\s*/g, '')).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><LifecycleConfiguration><Rule><ID>longshore-unfinished-uploads</ID>' +
      '<Prefix>a&amp;b/</Prefix><Status>Enabled</Status><AbortMultipartUpload><Days>7</Days></AbortMultipartUpload>' +
      '</Rule></LifecycleConfiguration>',
  );
  expect(apply.join('\n')).toContain('ossutil lifecycle --method put oss://b');
});

test('for S3 it is JSON as the AWS command line takes it', () => {
  const { format, document, apply } = lifecycleRule(s3, '', 30, textsIn('en'));
  expect(format).toBe('json');
  expect(JSON.parse(document)).toEqual({
    Rules: [
      {
        ID: 'longshore-unfinished-uploads',
        Filter: { Prefix: '' },
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 30 },
      },
    ],
  });
  expect(apply.join('\n')).toContain('put-bucket-lifecycle-configuration --bucket b --region eu-west-1');
});

test('another S3 server is named by its endpoint', () => {
  const { apply } = lifecycleRule({ ...s3, endpoint: 'https://minio.test:9000' }, '', 1, textsIn('en'));
  expect(apply.join('\n')).toContain('--endpoint-url https://minio.test:9000');
});
