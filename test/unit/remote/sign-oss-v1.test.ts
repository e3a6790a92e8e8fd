import { expect, test } from 'vitest';
import {
  ossV1Signature,
  ossV1StringToSign,
  presignOssV1,
  signOssV1,
} from '../../../main/remote/sign-oss-v1.ts';
import type { OssRequest } from '../../../main/remote/sign-oss-v4.ts';

const permanent = {
  accessKeyId: 'LTAI5tEXAMPLEKEYID000001',
  accessKeySecret: 'EXAMPLEsecretKEY0123456789abcd',
  region: 'cn-hangzhou',
};
const temporary = { ...permanent, securityToken: 'CAISexample+sts/token==' };
const nowMs = Date.UTC(2025, 0, 2, 3, 4, 5);
const date = 'Thu, 02 Jan 2025 03:04:05 GMT';
const bucket = 'examplebucket';

const rows: {
  id: string;
  signer: typeof permanent | typeof temporary;
  request: OssRequest;
  text: string;
  signature: string;
}[] = [
  {
    id: 'V1-A put',
    signer: permanent,
    request: {
      method: 'PUT',
      bucket,
      key: 'dir/报告 a+b(1).txt',
      query: [],
      headers: {
        'content-type': 'text/plain',
        'content-md5': 'M3szwC+JSTAmhDmD/ycqMA==',
        'x-oss-storage-class': 'IA',
        'x-oss-meta-author': 'alice',
      },
    },
    text: `PUT\nM3szwC+JSTAmhDmD/ycqMA==\ntext/plain\n${date}\nx-oss-meta-author:alice\nx-oss-storage-class:IA\n/examplebucket/dir/报告 a+b(1).txt`,
    signature: 'l/EdJGsUVa78yiAlzUKQAwgiZeE=',
  },
  {
    id: 'V1-B part with temporary credentials',
    signer: temporary,
    request: {
      method: 'PUT',
      bucket,
      key: 'dir/big file.bin',
      query: [
        ['uploadId', '0004B9895DBBB6EC98E36'],
        ['partNumber', '7'],
      ],
      headers: {},
    },
    text: `PUT\n\n\n${date}\nx-oss-security-token:CAISexample+sts/token==\n/examplebucket/dir/big file.bin?partNumber=7&uploadId=0004B9895DBBB6EC98E36`,
    signature: 'oSs7n3ZmzzmZvVaUaqsOSWBJdmk=',
  },
  {
    id: 'V1-C listing, where most parameters are not signed',
    signer: permanent,
    request: {
      method: 'GET',
      bucket,
      key: null,
      query: [
        ['list-type', '2'],
        ['prefix', 'dir/'],
        ['max-keys', '100'],
        ['continuation-token', 'CgJiYw--'],
      ],
      headers: {},
    },
    text: `GET\n\n\n${date}\n/examplebucket/?continuation-token=CgJiYw--`,
    signature: '/ewOquIopaog4enuU3s865z9sRk=',
  },
  {
    id: 'V1-D append',
    signer: permanent,
    request: {
      method: 'POST',
      bucket,
      key: 'app.log',
      query: [
        ['append', ''],
        ['position', '17'],
      ],
      headers: { 'content-type': 'text/plain' },
    },
    text: `POST\n\ntext/plain\n${date}\n/examplebucket/app.log?append&position=17`,
    signature: '6jpiLqURk4nGsqvbZFLnN/hCPh8=',
  },
];

test.each(rows)('$id', ({ signer, request, text, signature }) => {
  const added = signOssV1(request, signer, nowMs);
  const { authorization, ...signed } = added;
  expect(ossV1StringToSign({ ...request, headers: { ...request.headers, ...signed } }, date)).toBe(text);
  expect(signed.date).toBe(date);
  expect(authorization).toBe(`OSS LTAI5tEXAMPLEKEYID000001:${signature}`);
});

test('V1-P: a presigned put with temporary credentials', () => {
  const request: OssRequest = {
    method: 'PUT',
    bucket,
    key: 'dir/big file.bin',
    query: [],
    headers: { 'content-type': 'text/plain' },
  };
  const query = presignOssV1(request, temporary, Date.UTC(2025, 0, 2, 3, 4, 5), 1735790645 - nowMs / 1000);
  expect(query).toEqual([
    ['security-token', 'CAISexample+sts/token=='],
    ['OSSAccessKeyId', 'LTAI5tEXAMPLEKEYID000001'],
    ['Expires', '1735790645'],
    ['Signature', 'nof5YpigFsCjrOYoZza/bdw0faI='],
  ]);
});

test('the example of the documentation', () => {
  const text = ossV1StringToSign(
    {
      method: 'PUT',
      bucket: 'oss-example',
      key: 'nelson',
      query: [],
      headers: {
        'content-md5': 'ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=',
        'content-type': 'text/html',
        'x-oss-meta-author': 'foo@bar.com',
        'x-oss-magic': 'abracadabra',
      },
    },
    'Thu, 17 Nov 2005 18:49:58 GMT',
  );
  expect(ossV1Signature('OtxrzxIsfpFjA7SwPzILwy8Bw21TLhquhboDYROV', text)).toBe(
    '26NBxoKdsyly4EDv6inkoDft/yA=',
  );
});
