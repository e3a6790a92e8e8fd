import { expect, test } from 'vitest';
import {
  type OssRequest,
  ossV4AdditionalHeaders,
  ossV4CanonicalRequest,
  ossV4Scope,
  ossV4SigningKey,
  ossV4StringToSign,
  presignOssV4,
  signOssV4,
} from '../../../main/remote/sign-oss-v4.ts';
import { sha256Hex } from '../../../main/remote/signing-key.ts';

const accessKeyId = 'LTAI5tEXAMPLEKEYID000001';
const accessKeySecret = 'EXAMPLEsecretKEY0123456789abcd';
const permanent = { accessKeyId, accessKeySecret, region: 'cn-hangzhou' };
const temporary = { ...permanent, securityToken: 'CAISexample+sts/token==' };
const nowMs = Date.UTC(2025, 0, 2, 3, 4, 5);
const bucket = 'examplebucket';
const scope = '20250102/cn-hangzhou/oss/aliyun_v4_request';

/** The request as signed: with the headers that the signer added. */
function canonicalOf(request: OssRequest, added: Record<string, string>, additional: string[] = []): string {
  const { authorization: _, ...signed } = added;
  return ossV4CanonicalRequest({ ...request, headers: { ...request.headers, ...signed } }, additional);
}

const put: OssRequest = {
  method: 'PUT',
  bucket,
  key: 'dir/报告 a+b(1).txt',
  query: [],
  headers: {
    'content-type': 'text/plain',
    'content-md5': 'M3szwC+JSTAmhDmD/ycqMA==',
    'x-oss-meta-author': 'alice',
    'x-oss-storage-class': 'IA',
    'user-agent': 'not signed',
  },
};

test('the signing key of the reference is derived step by step', () => {
  expect(ossV4SigningKey(accessKeySecret, '20250102', 'cn-hangzhou').toString('hex')).toBe(
    '9adf5b27c11dff6f699722f7c7f46770c6405560e7bdf4544a5e4f6a7d2a02ea',
  );
  expect(ossV4Scope('20250102', 'cn-hangzhou')).toBe(scope);
});

test('V4-A: a put with type, MD5 and metadata', () => {
  const added = signOssV4(put, permanent, nowMs);
  const canonical = canonicalOf(put, added);
  expect(canonical).toBe(
    [
      'PUT',
      '/examplebucket/dir/%E6%8A%A5%E5%91%8A%20a%2Bb%281%29.txt',
      '',
      'content-md5:M3szwC+JSTAmhDmD/ycqMA==',
      'content-type:text/plain',
      'x-oss-content-sha256:UNSIGNED-PAYLOAD',
      'x-oss-date:20250102T030405Z',
      'x-oss-meta-author:alice',
      'x-oss-storage-class:IA',
      '',
      '',
      'UNSIGNED-PAYLOAD',
    ].join('\n'),
  );
  expect(ossV4StringToSign('20250102T030405Z', scope, canonical)).toBe(
    [
      'OSS4-HMAC-SHA256',
      '20250102T030405Z',
      scope,
      '8c239f4d60abc770ff0c1a3baf0937820cf273a51bd296d0011ab2518b95ea1c',
    ].join('\n'),
  );
  expect(added).toEqual({
    'x-oss-date': '20250102T030405Z',
    'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    authorization:
      `OSS4-HMAC-SHA256 Credential=LTAI5tEXAMPLEKEYID000001/${scope},` +
      'Signature=ff2958315bb9ba8027dc393869344a439bf4541c788faaa57e1cca2498a65141',
  });
});

test('V4-B: a part with temporary credentials', () => {
  const request: OssRequest = {
    method: 'PUT',
    bucket,
    key: 'dir/big file.bin',
    query: [
      ['uploadId', '0004B9895DBBB6EC98E36'],
      ['partNumber', '7'],
    ],
    headers: {},
  };
  const added = signOssV4(request, temporary, nowMs);
  expect(sha256Hex(canonicalOf(request, added))).toBe(
    '595723060275ab54db6620fa2abec06267c90759c4297354ff3a2192bfb252fe',
  );
  expect(added['x-oss-security-token']).toBe('CAISexample+sts/token==');
  expect(added['authorization']).toMatch(
    /,Signature=98413906732af28dc8e5e36e5b66af464cc4dfca0e7bd342c362357251eb74fa$/,
  );
});

test('V4-C: the host signed as an additional header', () => {
  const request: OssRequest = {
    method: 'POST',
    bucket,
    key: 'dir/big file.bin',
    query: [
      ['uploads', ''],
      ['encoding-type', 'url'],
    ],
    headers: {
      'content-type': 'application/octet-stream',
      host: 'examplebucket.oss-cn-hangzhou.aliyuncs.com',
    },
  };
  const added = signOssV4(request, permanent, nowMs, ['host', 'absent', 'content-type']);
  expect(sha256Hex(canonicalOf(request, added, ['host']))).toBe(
    '5040a111972b7d466feb2c68367622e5b141d5e19e9df6bf5ac7e4e16805b25e',
  );
  expect(added['authorization']).toMatch(
    /,AdditionalHeaders=host,Signature=13306a8ebbc4b851f09abf6525711fb2612fbbeff4b0a9af368380a9975e0d1b$/,
  );
});

test('V4-D: a listing, where every parameter is signed', () => {
  const request: OssRequest = {
    method: 'GET',
    bucket,
    key: null,
    query: [
      ['list-type', '2'],
      ['prefix', 'dir/报告'],
      ['delimiter', '/'],
      ['max-keys', '100'],
      ['encoding-type', 'url'],
    ],
    headers: {},
  };
  const added = signOssV4(request, permanent, nowMs);
  expect(sha256Hex(canonicalOf(request, added))).toBe(
    '8cee73864c9895c1212dff2037c934b444f2239956e2dd99afbf82a24cd68a7b',
  );
  expect(added['authorization']).toMatch(
    /,Signature=d03b587401e99efdcd44fd5325c3d8470d3324e281f895f9a820d7a0ac30fe18$/,
  );
});

test('V4-P: a presigned put with temporary credentials', () => {
  const request: OssRequest = { ...put, headers: { 'content-type': 'text/plain' } };
  const query = presignOssV4(request, temporary, nowMs, 3600);
  expect(sha256Hex(ossV4CanonicalRequest({ ...request, query }))).toBe(
    'e21dadf85972df60264395f1ec4d8701c25383e70e904e12cb42abf525e4d1f1',
  );
  expect(query).toContainEqual([
    'x-oss-signature',
    '0dae70116e6d366da27ac839b25d20565f4cf08eb3258023f62ce9f534648f93',
  ]);
});

const goRequest: OssRequest = {
  method: 'PUT',
  bucket: 'bucket',
  key: '1234+-/123/1.txt',
  query: [
    ['param1', 'value1'],
    ['+param1', 'value3'],
    ['|param1', 'value4'],
    ['+param2', ''],
    ['|param2', ''],
    ['param2', ''],
  ],
  headers: {
    'content-type': 'text/plain',
    'x-oss-head1': 'value',
    abc: 'value',
    zabc: 'value',
    xyz: 'value',
  },
};
const goSigner = { accessKeyId: 'ak', accessKeySecret: 'sk', region: 'cn-hangzhou' };

test.each([
  {
    of: 'permanent keys',
    signer: goSigner,
    at: Date.UTC(2023, 11, 16, 16, 20, 57),
    additional: [],
    signature: 'e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe',
  },
  {
    of: 'temporary keys',
    signer: { ...goSigner, securityToken: 'token' },
    at: Date.UTC(2023, 11, 17, 3, 47, 36),
    additional: [],
    signature: 'b94a3f999cf85bcdc00d332fbd3734ba03e48382c36fa4d5af5df817395bd9ea',
  },
  {
    of: 'additional headers',
    signer: goSigner,
    at: Date.UTC(2023, 11, 16, 17, 25, 12),
    additional: ['zabc', 'abc'],
    signature: '4a4183c187c07c8947db7620deb0a6b38d9fbdd34187b6dbaccb316fa251212f',
  },
])('the Go SDK agrees on $of', ({ signer, at, additional, signature }) => {
  expect(signOssV4(goRequest, signer, at, additional)['authorization']).toContain(`Signature=${signature}`);
});

test('the Go SDK agrees on a presigned URL', () => {
  const request = {
    ...goRequest,
    headers: { ...goRequest.headers, 'content-type': 'application/octet-stream' },
  };
  const query = presignOssV4(request, goSigner, Date.UTC(2023, 11, 17, 2, 54, 37), 599);
  expect(query).toContainEqual([
    'x-oss-signature',
    'a39966c61718be0d5b14e668088b3fa07601033f6518ac7b523100014269c0fe',
  ]);
});

test('what every JavaScript object has is no header', () => {
  expect(ossV4AdditionalHeaders({ abc: '1' }, ['constructor', 'abc'])).toEqual(['abc']);
});
