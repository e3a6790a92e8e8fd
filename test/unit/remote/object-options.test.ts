import { describe, expect, test } from 'vitest';
import type { ObjectOptions } from '../../../main/model/target.ts';
import { createMemoryBody } from '../../../main/remote/memory-body.ts';
import { createOssStore } from '../../../main/remote/oss.ts';
import { createS3Store } from '../../../main/remote/s3.ts';
import { createScriptedHttp, type ScriptedAnswer, scriptedSetup } from '../../support/scripted-http.ts';

const signal = new AbortController().signal;
const body = createMemoryBody(new TextEncoder().encode('hello'));
const stored: ScriptedAnswer = { status: 200, headers: { etag: '"ABC"' } };
const begun: ScriptedAnswer = {
  status: 200,
  headers: { 'x-amz-checksum-algorithm': 'CRC32', 'x-amz-checksum-type': 'FULL_OBJECT' },
  body: '<InitiateMultipartUploadResult><UploadId>U</UploadId></InitiateMultipartUploadResult>',
};
const completed: ScriptedAnswer = {
  ...stored,
  body: '<CompleteMultipartUploadResult><ETag>"X-1"</ETag></CompleteMultipartUploadResult>',
};
const copied: ScriptedAnswer = { status: 200, body: '<CopyObjectResult><ETag>"X"</ETag></CopyObjectResult>' };
const copiedPart: ScriptedAnswer = { status: 200, body: '<CopyPartResult><ETag>"X"</ETag></CopyPartResult>' };
const crc = { algorithm: 'crc64', value: '0'.repeat(16) } as const;
const ref = { key: 'a', uploadId: 'U' };
const completion = (options: ObjectOptions) => ({
  ...ref,
  parts: [{ number: 1, etag: 'E', checksum: crc }],
  size: 5,
  checksum: crc,
  options,
});

function openOss(...script: ScriptedAnswer[]) {
  const http = createScriptedHttp(...script);
  const { setup, hooks } = scriptedSetup();
  return { http, store: createOssStore(setup, hooks, http) };
}

function openS3(...script: ScriptedAnswer[]) {
  const http = createScriptedHttp(...script);
  const { setup, hooks } = scriptedSetup({
    kind: 's3',
    endpoint: 'https://s3.us-east-1.amazonaws.com',
    region: 'us-east-1',
  });
  return { http, store: createS3Store(setup, hooks, http) };
}

const options: ObjectOptions = {
  contentType: 'text/plain',
  cacheControl: 'no-cache',
  contentDisposition: 'attachment',
  contentEncoding: 'gzip',
  contentLanguage: 'zh-CN',
  expires: 'Thu, 02 Jan 2025 03:04:05 GMT',
  meta: { mtime: '1.5' },
  storageClass: 'IA',
  acl: 'private',
  encryption: { algorithm: 'KMS', keyId: 'key-1' },
  tags: { 'a b': '1+1=2', empty: '' },
  forbidOverwrite: true,
};
const standard = {
  'content-type': 'text/plain',
  'cache-control': 'no-cache',
  'content-disposition': 'attachment',
  'content-encoding': 'gzip',
  'content-language': 'zh-CN',
  expires: 'Thu, 02 Jan 2025 03:04:05 GMT',
};
const tagging = 'a%20b=1%2B1%3D2&empty=';

describe('options on the calls that read them', () => {
  const oss = {
    ...standard,
    'x-oss-meta-mtime': '1.5',
    'x-oss-storage-class': 'IA',
    'x-oss-object-acl': 'private',
    'x-oss-server-side-encryption': 'KMS',
    'x-oss-server-side-encryption-key-id': 'key-1',
    'x-oss-tagging': tagging,
    'x-oss-forbid-overwrite': 'true',
  };
  const callback = {
    urls: ['https://app.example/'],
    body: 'a',
    bodyType: 'application/x-www-form-urlencoded',
    variables: {},
  } as const;
  const all = { ...options, trafficLimit: 819_200, callback };
  const limit = { 'x-oss-traffic-limit': '819200' };

  test('OSS: put takes everything', async () => {
    const { store, http } = openOss({ ...stored, body: '{}' });
    await store.put('a', body, all, signal);
    expect(http.requests[0]?.headers).toMatchObject({
      ...oss,
      ...limit,
      'x-oss-callback': expect.stringMatching(/^eyJ/),
    });
  });

  test('OSS: an upload by parts takes the object’s options first, limits on parts, and the rest in the end', async () => {
    const { store, http } = openOss(begun, stored, copiedPart, { ...completed, body: '{}' });
    await store.begin('a', all, signal);
    await store.sendPart({ ...ref, number: 1, algorithm: 'crc64', body, trafficLimit: 819_200 }, signal);
    const source = { bucket: 'photos', key: 'b' };
    await store.copyPart({ ...ref, number: 1, trafficLimit: 819_200 }, source, { first: 0, last: 4 }, signal);
    await store.complete(completion(all), signal);
    const [begin, part, copy, finish] = http.requests.map(request => request.headers);
    expect(begin).toMatchObject(oss);
    expect(Object.keys(begin ?? {})).not.toContain('x-oss-callback');
    expect(Object.keys(begin ?? {})).not.toContain('x-oss-traffic-limit');
    const own = (headers = {}) =>
      Object.keys(headers).filter(name => name.startsWith('x-oss-') && !/date|sha256/.test(name));
    expect(own(part)).toEqual(['x-oss-traffic-limit']);
    expect(own(copy)).toEqual(['x-oss-copy-source-range', 'x-oss-copy-source', 'x-oss-traffic-limit']);
    expect(own(finish).sort()).toEqual(['x-oss-callback', 'x-oss-forbid-overwrite', 'x-oss-object-acl']);
    expect(finish?.['content-type']).toBe('application/xml');
  });

  test('OSS: the first append takes the object’s options, each of them the limit', async () => {
    const grown = { ...stored, headers: { ...stored.headers, 'x-oss-next-append-position': '5' } };
    const { store, http } = openOss(grown, grown);
    const wish = { ...options, trafficLimit: 819_200 };
    await store.append?.({ key: 'a', position: 0, body, options: wish }, signal);
    await store.append?.({ key: 'a', position: 5, body, options: wish }, signal);
    expect(http.requests[0]?.headers).toMatchObject({ ...oss, ...limit });
    expect(http.requests[1]?.headers).toMatchObject(limit);
    expect(http.requests[1]?.headers).not.toHaveProperty('cache-control');
  });

  test('S3: put and begin take everything, and sign the encoding', async () => {
    const { store, http } = openS3(stored, begun, completed);
    await store.put('a', body, options, signal);
    await store.begin('a', options, signal);
    await store.complete(completion(options), signal);
    const s3 = {
      ...standard,
      'x-amz-meta-mtime': '1.5',
      'x-amz-storage-class': 'IA',
      'x-amz-acl': 'private',
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
      'x-amz-tagging': tagging,
    };
    const [put, begin, finish] = http.requests.map(request => request.headers);
    expect(put).toMatchObject({ ...s3, 'if-none-match': '*' });
    expect(put?.['authorization']).toContain('content-encoding;');
    expect(begin).toMatchObject(s3);
    expect(Object.keys(finish ?? {})).not.toContain('x-amz-tagging');
    expect(finish?.['content-type']).toBe('application/xml');
  });

  test('a copy replaces tags only by new ones', async () => {
    const source = { bucket: 'photos', key: 'b' };
    const oss = openOss(copied, copied, copied);
    await oss.store.copy(source, 'a', { keepsDescription: true }, signal);
    await oss.store.copy(source, 'a', { contentType: 'text/plain' }, signal);
    await oss.store.copy(source, 'a', { tags: { a: '1' }, trafficLimit: 819_200 }, signal);
    expect(oss.http.requests.map(({ headers }) => headers['x-oss-tagging-directive'])).toEqual([
      undefined,
      undefined,
      'Replace',
    ]);
    expect(oss.http.requests[2]?.headers).toMatchObject({ ...limit, 'x-oss-tagging': 'a=1' });
    const s3 = openS3(copied);
    await s3.store.copy(source, 'a', { tags: { a: '1' } }, signal);
    expect(s3.http.requests[0]?.headers).toMatchObject({
      'x-amz-metadata-directive': 'REPLACE',
      'x-amz-tagging-directive': 'REPLACE',
    });
  });
});

describe('what HEAD tells', () => {
  const asBytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
  const head = { ...standard, etag: '"E"', 'content-length': '5' };

  test('of an object of OSS', async () => {
    const { store } = openOss({
      status: 200,
      headers: {
        ...head,
        'x-oss-server-side-encryption': 'KMS',
        'x-oss-server-side-encryption-key-id': 'key-1',
        'x-oss-tagging-count': '2',
        'x-oss-meta-name': '%E6%8A%A5',
      },
    });
    const { 'content-type': contentType, ...headers } = standard;
    expect(await store.head('a', signal)).toMatchObject({
      contentType,
      headers,
      encryption: { algorithm: 'KMS', keyId: 'key-1' },
      tagCount: 2,
      meta: { name: '报' },
    });
  });

  test('of an object of S3, in the ways of its servers', async () => {
    const { store } = openS3({
      status: 200,
      headers: {
        ...head,
        'content-disposition': asBytes('attachment; filename="报告.pdf"'),
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:us-east-1:1:key/2',
        'x-amz-tagging-count': 'many',
        'x-amz-meta-word': '=?UTF-8?B?5oql5ZGK?=',
        'x-amz-meta-bytes': asBytes('报告'),
      },
    });
    expect(await store.head('a', signal)).toMatchObject({
      headers: { 'content-disposition': 'attachment; filename="报告.pdf"' },
      encryption: { algorithm: 'aws:kms', keyId: 'arn:aws:kms:us-east-1:1:key/2' },
      tagCount: 0,
      meta: { word: '报告', bytes: '报告' },
      isEtagOpaque: true,
    });
  });

  test('of a plain object', async () => {
    const { store } = openS3({ status: 200, headers: { etag: '"E"', 'content-length': '5' } });
    expect(await store.head('a', signal)).toMatchObject({
      contentType: null,
      headers: {},
      encryption: null,
      tagCount: 0,
    });
  });
});
