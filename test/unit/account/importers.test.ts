import { expect, test } from 'vitest';
import { importAws } from '../../../main/account/import-aws.ts';
import { importOssutil } from '../../../main/account/import-ossutil.ts';

test('ossutil 1: one account, with endpoints and domains of single buckets', () => {
  const text = `[Credentials]
language=EN
endpoint=oss-cn-hangzhou.aliyuncs.com
accessKeyID=LTAI1
accessKeySecret=se/cr+et==
stsToken=CAIS
[Bucket-Endpoint]
logs=oss-cn-beijing.aliyuncs.com
media=oss-cn-beijing.aliyuncs.com
[Bucket-Cname]
media=img.example.com
`;
  expect(importOssutil(text)).toEqual([
    {
      kind: 'oss',
      name: 'default',
      endpoint: 'oss-cn-hangzhou.aliyuncs.com',
      credentials: { accessKeyId: 'LTAI1', accessKeySecret: 'se/cr+et==', securityToken: 'CAIS' },
      buckets: new Map([
        ['logs', { endpoint: 'oss-cn-beijing.aliyuncs.com' }],
        ['media', { endpoint: 'img.example.com', addressing: 'domain' }],
      ]),
    },
  ]);
});

test('ossutil 2: profiles, with names of keys in every spelling', () => {
  const text = `[profile dev]
access_key_id = LTAI2
access-key-secret = s2
region = cn-beijing
[default]
accessKeyId = LTAI1
accesskeysecret = s1
endpoint = https://oss.example.com
addressing-style = cname
[profile role]
mode = EcsRamRole
[profile tool]
mode = Process
credential-process = get-keys --for oss
`;
  expect(importOssutil(text)).toEqual([
    {
      kind: 'oss',
      name: 'default',
      endpoint: 'https://oss.example.com',
      addressing: 'domain',
      credentials: { accessKeyId: 'LTAI1', accessKeySecret: 's1' },
    },
    {
      kind: 'oss',
      name: 'dev',
      region: 'cn-beijing',
      credentials: { accessKeyId: 'LTAI2', accessKeySecret: 's2' },
    },
    { kind: 'oss', name: 'role', needs: 'EcsRamRole' },
    { kind: 'oss', name: 'tool', credentialProcess: 'get-keys --for oss' },
  ]);
});

test('aws: keys, commands, endpoints and what needs a login', () => {
  const credentials = `[default]
aws_access_key_id = AKIA1
aws_secret_access_key = s1
[temp]
aws_access_key_id = ASIA2
aws_secret_access_key = s2
aws_session_token = t2
`;
  const config = `[default]
region = eu-west-1
[profile temp]
region = eu-central-1
services = minio
s3 =
  addressing_style = path
[profile tool]
credential_process = "/opt/my tools/keys" --json ; true
endpoint_url = http://10.0.0.1:9000
[profile role]
role_arn = arn:aws:iam::1:role/x
source_profile = default
[services minio]
s3 =
  endpoint_url = http://minio:9000
`;
  expect(importAws(credentials, config)).toEqual([
    {
      kind: 's3',
      name: 'default',
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIA1', accessKeySecret: 's1' },
    },
    {
      kind: 's3',
      name: 'temp',
      region: 'eu-central-1',
      endpoint: 'http://minio:9000',
      addressing: 'path',
      credentials: { accessKeyId: 'ASIA2', accessKeySecret: 's2', securityToken: 't2' },
    },
    {
      kind: 's3',
      name: 'tool',
      endpoint: 'http://10.0.0.1:9000',
      credentialProcess: '"/opt/my tools/keys" --json ; true',
    },
    { kind: 's3', name: 'role', needs: 'role_arn' },
  ]);
});

test('empty files have no accounts', () => {
  expect(importOssutil('')).toEqual([]);
  expect(importAws('', '')).toEqual([]);
});
