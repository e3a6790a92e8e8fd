import OSS from 'ali-oss';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../../main/model/digest.ts';
import {
  type LocalBucket,
  startLocalBucket,
  testBucket,
  testKey,
  testToken,
} from '../support/local-bucket.ts';
import { expectSameBytes, sampleBytes } from '../support/sample-bytes.ts';
import { sendSigned } from '../support/signed-request.ts';

const mib = 1024 * 1024;
let bucket: LocalBucket;

const manyKeys = Array.from(
  { length: 2500 },
  (_, number) => `many/${String(number).padStart(4, '0')}${number % 7 ? '' : 'é&<'}`,
);

beforeAll(async () => {
  bucket = await startLocalBucket();
  for (let from = 0; from < manyKeys.length; from += 50) {
    const some = manyKeys.slice(from, from + 50);
    await Promise.all(some.map(key => sendSigned(bucket.server, { method: 'PUT', key, body: key })));
  }
});

afterAll(() => bucket.close());

async function crc64(bytes: Buffer): Promise<string> {
  return BigInt(`0x${await digestOf('crc64', bytes)}`).toString();
}

const versions = [
  ['V4', true],
  ['V1', false],
] as const;

/** The SDK reaches a server of its own address in two ways. */
const endpoints = [
  ['by path', (port: number) => ({ endpoint: `http://localhost:${port}`, sldEnable: true })],
  [
    'by IP address, with the bucket in the Host header',
    (port: number) => ({ endpoint: `http://127.0.0.1:${port}` }),
  ],
] as const;

describe.each(versions)('ali-oss with signature %s', (version, authorizationV4) => {
  const connect = (options: Partial<ConstructorParameters<typeof OSS>[0]> = {}) =>
    new OSS({
      region: 'oss-cn-hangzhou',
      accessKeyId: testKey.accessKeyId,
      accessKeySecret: testKey.accessKeySecret,
      bucket: testBucket,
      endpoint: `http://localhost:${bucket.server.port}`,
      sldEnable: true,
      authorizationV4,
      ...options,
    });
  const at = (name: string) => `${version}/${name}`;

  test.each(endpoints)('puts and gets %s', async (_, endpoint) => {
    const client = connect({ sldEnable: false, ...endpoint(bucket.server.port) });
    const key = at("目录/a b+c(1)!*'.txt");
    const put = await client.put(key, Buffer.from('hello oss'), {
      mime: 'text/plain',
      meta: { author: 'alice' },
    });
    expect(put.res.headers['etag']).toBe('"337B33C02F89493026843983FF272A30"');
    expect(put.res.headers['x-oss-hash-crc64ecma']).toBe('15021467531229347219');
    const got = await client.get(key);
    expect(got.content.toString()).toBe('hello oss');
    expect(got.res.headers['content-type']).toBe('text/plain');
    const head = await client.head(key);
    expect(head.meta).toEqual({ author: 'alice' });
    expect(head.res.headers['x-oss-object-type']).toBe('Normal');
    expect((await client.getObjectMeta(key)).res.headers['content-length']).toBe('9');
  });

  test('gets a range', async () => {
    const client = connect();
    const bytes = sampleBytes(1000);
    await client.put(at('range'), bytes);
    const part = await client.get(at('range'), { headers: { Range: 'bytes=10-19' } });
    expect(part.res.status).toBe(206);
    expect(part.content).toEqual(bytes.subarray(10, 20));
    expect(part.res.headers['content-range']).toBe('bytes 10-19/1000');
    const beyond = await client.get(at('range'), { headers: { Range: 'bytes=5000-6000' } });
    expect([beyond.res.status, beyond.content.length]).toEqual([200, 1000]);
  });

  test('uploads by parts, and the whole has the CRC of its bytes', async () => {
    const client = connect();
    const bytes = sampleBytes(5 * mib + 17);
    const done = await client.multipartUpload(at('parts'), bytes, { partSize: mib, parallel: 3 });
    expect(done.res.headers['x-oss-hash-crc64ecma']).toBe(await crc64(bytes));
    expect(done.etag).toMatch(/^"[0-9A-F]{32}-6"$/);
    expectSameBytes((await client.get(at('parts'))).content, bytes);
    expect((await client.head(at('parts'))).res.headers['x-oss-object-type']).toBe('Multipart');
  });

  test('resumes from its checkpoint after a break', async () => {
    const client = connect();
    const bytes = sampleBytes(4 * mib);
    let saved: string | undefined;
    const stop = new Error('stop here');
    const progress = (_: number, checkpoint?: object) => {
      if (!checkpoint) return;
      const { file: __, ...rest } = checkpoint as { file: unknown; doneParts: unknown[] };
      saved = JSON.stringify(rest);
      if (rest.doneParts.length === 2) throw stop;
    };
    const upload = client.multipartUpload(at('resume'), bytes, { partSize: mib, parallel: 1, progress });
    await expect(upload).rejects.toThrow('stop here');
    const checkpoint = { ...JSON.parse(saved ?? '{}'), file: bytes };
    bucket.server.resetStats();
    await client.multipartUpload(at('resume'), bytes, { checkpoint, partSize: mib });
    expect(bucket.server.stats().bodyBytes.sendPart).toBe(2 * mib);
    expectSameBytes((await client.get(at('resume'))).content, bytes);
  });

  test('lists parts and uploads page by page, and aborts', async () => {
    const client = connect();
    const names = ['u/a', 'u/b', 'u/c'].map(at);
    const begun = [];
    for (const name of names)
      begun.push({ name, uploadId: (await client.initMultipartUpload(name)).uploadId });
    const first = begun[0] ?? { name: '', uploadId: '' };
    for (const number of [1, 2, 3]) {
      await client.uploadPart(first.name, first.uploadId, number, Buffer.alloc(10 * number), 0, 10 * number);
    }
    const page = await client.listParts(first.name, first.uploadId, { 'max-parts': 2 });
    expect(page.parts.map(part => [part.PartNumber, part.Size])).toEqual([
      ['1', '10'],
      ['2', '20'],
    ]);
    expect([page.isTruncated, page.nextPartNumberMarker]).toEqual(['true', '2']);
    const uploads = await client.listUploads({ prefix: at('u/'), 'max-uploads': 2 });
    expect(uploads.uploads.map(upload => upload.name)).toEqual(names.slice(0, 2));
    const rest = await client.listUploads({
      prefix: at('u/'),
      'key-marker': uploads.nextKeyMarker ?? '',
      'upload-id-marker': uploads.nextUploadIdMarker ?? '',
    });
    expect(rest.uploads.map(upload => upload.name)).toEqual(names.slice(2));
    for (const { name, uploadId } of begun) await client.abortMultipartUpload(name, uploadId);
    expect((await client.listUploads({ prefix: at('u/') })).uploads).toEqual([]);
    await expect(client.abortMultipartUpload(first.name, first.uploadId)).rejects.toMatchObject({
      status: 404,
      code: 'NoSuchUpload',
    });
  });

  test('lists 2,500 keys over pages, in the order of their bytes', async () => {
    const client = connect();
    const found: string[] = [];
    let token: string | null = null;
    let pages = 0;
    do {
      const page: Awaited<ReturnType<OSS['listV2']>> = await client.listV2({
        prefix: 'many/',
        'max-keys': 1000,
        ...(token ? { 'continuation-token': token } : {}),
      });
      found.push(...(page.objects ?? []).map(object => object.name));
      token = page.nextContinuationToken;
      pages += 1;
    } while (token);
    expect(pages).toBe(3);
    expect(found).toEqual(manyKeys);
    const byMarker: string[] = [];
    let marker: string | null = '';
    do {
      const page: Awaited<ReturnType<OSS['list']>> = await client.list({
        prefix: 'many/',
        'max-keys': 999,
        marker,
      });
      byMarker.push(...(page.objects ?? []).map(object => object.name));
      marker = page.nextMarker;
    } while (marker);
    expect(byMarker).toEqual(manyKeys);
  });

  test('deletes many keys at once, also such as are not there', async () => {
    const client = connect();
    const keys = Array.from({ length: 20 }, (_, number) => at(`del/${number} &é`));
    await Promise.all(keys.map(key => client.put(key, Buffer.from(key))));
    const all = [...keys, ...Array.from({ length: 980 }, (_, number) => at(`del/none ${number}`))];
    expect((await client.deleteMulti(all)).deleted?.length).toBe(1000);
    await client.put(at('del/last'), Buffer.from('x'));
    expect((await client.deleteMulti([at('del/last')], { quiet: true })).res.status).toBe(200);
    expect((await client.listV2({ prefix: at('del/') })).keyCount).toBe(0);
    const tooMany = Array.from({ length: 1001 }, (_, number) => String(number));
    await expect(client.deleteMulti(tooMany)).rejects.toMatchObject({ code: 'MalformedXML' });
  });

  test('groups keys by a delimiter', async () => {
    const client = connect();
    for (const name of ['g/a', 'g/b/1', 'g/b/2', 'g/c/1', 'g/d'])
      await client.put(at(name), Buffer.from('x'));
    const page = await client.listV2({ prefix: at('g/'), delimiter: '/', 'max-keys': 3 });
    expect(page.objects?.map(object => object.name)).toEqual([at('g/a')]);
    expect(page.prefixes).toEqual([at('g/b/'), at('g/c/')]);
    const rest = await client.listV2({
      prefix: at('g/'),
      delimiter: '/',
      'continuation-token': page.nextContinuationToken ?? '',
    });
    expect(rest.objects?.map(object => object.name)).toEqual([at('g/d')]);
    expect(rest.prefixes).toBeNull();
  });

  test('copies an object, also onto itself with new metadata', async () => {
    const client = connect();
    await client.put(at('copy/源 1.txt'), Buffer.from('hello oss'), { meta: { author: 'alice' } });
    await client.copy(at('copy/to.txt'), at('copy/源 1.txt'));
    const copied = await client.get(at('copy/to.txt'));
    expect(copied.content.toString()).toBe('hello oss');
    expect(copied.res.headers['x-oss-hash-crc64ecma']).toBe('15021467531229347219');
    expect((await client.head(at('copy/to.txt'))).meta).toEqual({ author: 'alice' });
    await client.copy(at('copy/to.txt'), at('copy/to.txt'), { meta: { author: 'bob' } });
    await client.delete(at('copy/源 1.txt'));
    expect((await client.head(at('copy/to.txt'))).meta).toEqual({ author: 'bob' });
    expect((await client.get(at('copy/to.txt'))).content.toString()).toBe('hello oss');
  });

  test('copies by parts', async () => {
    const client = connect();
    const bytes = sampleBytes(3 * mib + 5);
    await client.multipartUpload(at('mcopy/from'), bytes, { partSize: mib });
    const done = await client.multipartUploadCopy(
      at('mcopy/to'),
      { sourceKey: at('mcopy/from'), sourceBucketName: testBucket },
      { partSize: 700 * 1024, parallel: 2 },
    );
    expect(done.res.headers['x-oss-hash-crc64ecma']).toBe(await crc64(bytes));
    await client.delete(at('mcopy/from'));
    expectSameBytes((await client.get(at('mcopy/to'))).content, bytes);
  });

  test('appends', async () => {
    const client = connect();
    const first = await client.append(at('log'), Buffer.from('hello '));
    expect(first.nextAppendPosition).toBe('6');
    const second = await client.append(at('log'), Buffer.from('oss'), { position: first.nextAppendPosition });
    expect(second.nextAppendPosition).toBe('9');
    expect(second.res.headers['x-oss-hash-crc64ecma']).toBe('15021467531229347219');
    expect((await client.get(at('log'))).content.toString()).toBe('hello oss');
    await expect(client.append(at('log'), Buffer.from('x'), { position: 3 })).rejects.toMatchObject({
      status: 409,
      code: 'PositionNotEqualToLength',
    });
    await client.put(at('log'), Buffer.from('normal now'));
    await expect(client.append(at('log'), Buffer.from('x'), { position: 10 })).rejects.toMatchObject({
      code: 'ObjectNotAppendable',
    });
  });

  test('hands out URLs that work without a key', async () => {
    const client = connect();
    const key = at('url/报告 1.txt');
    const urlFor = (method: string, headers: Record<string, string> = {}) =>
      authorizationV4
        ? client.signatureUrlV4(method, 60, { headers }, key)
        : client.signatureUrl(key, {
            method,
            expires: 60,
            ...(headers['content-type'] ? { 'Content-Type': headers['content-type'] } : {}),
          });
    const put = await fetch(await urlFor('PUT', { 'content-type': 'text/plain' }), {
      method: 'PUT',
      body: 'hello oss',
      headers: { 'content-type': 'text/plain' },
    });
    expect(put.status).toBe(200);
    const got = await fetch(await urlFor('GET'));
    expect(await got.text()).toBe('hello oss');
    const other = await fetch((await urlFor('GET')).replace('url%2F', 'url').replace('url/', 'other/'));
    expect(other.status).toBe(403);
  });

  test('is told what is wrong with its keys', async () => {
    const wrongSecret = connect({ accessKeySecret: 'wrong' });
    await expect(wrongSecret.put(at('x'), Buffer.from('x'))).rejects.toMatchObject({
      status: 403,
      code: 'SignatureDoesNotMatch',
    });
    const wrongKey = connect({ accessKeyId: 'nobody' });
    await expect(wrongKey.put(at('x'), Buffer.from('x'))).rejects.toMatchObject({
      code: 'InvalidAccessKeyId',
    });
    await expect(wrongKey.head(at('x'))).rejects.toMatchObject({ status: 403 });
    await expect(connect().get(at('missing'))).rejects.toMatchObject({ status: 404, code: 'NoSuchKey' });
    await expect(connect().head(at('missing'))).rejects.toMatchObject({ status: 404, code: 'NoSuchKey' });
    await expect(connect({ bucket: 'no-such-bucket' }).put('x', Buffer.from('x'))).rejects.toMatchObject({
      code: 'NoSuchBucket',
    });
  });

  test('works with a temporary key', async () => {
    const token = { accessKeyId: testToken.accessKeyId, accessKeySecret: testToken.accessKeySecret };
    await connect({ ...token, stsToken: testToken.securityToken ?? '' }).put(at('sts'), Buffer.from('x'));
    await expect(connect(token).put(at('sts'), Buffer.from('x'))).rejects.toMatchObject({
      code: 'InvalidSecurityToken',
    });
  });

  test('does not overwrite what it must not', async () => {
    const client = connect();
    const headers = { 'x-oss-forbid-overwrite': 'true' };
    await client.put(at('once'), Buffer.from('1'), { headers });
    await expect(client.put(at('once'), Buffer.from('2'), { headers })).rejects.toMatchObject({
      status: 409,
      code: 'FileAlreadyExists',
    });
    expect((await client.get(at('once'))).content.toString()).toBe('1');
  });

  test('keeps the rules of completing', async () => {
    const client = connect();
    const { uploadId } = await client.initMultipartUpload(at('rules'));
    const small = await client.uploadPart(at('rules'), uploadId, 1, Buffer.alloc(1000), 0, 1000);
    const last = await client.uploadPart(at('rules'), uploadId, 2, Buffer.alloc(10), 0, 10);
    const complete = (parts: { number: number; etag: string }[]) =>
      client.completeMultipartUpload(at('rules'), uploadId, parts);
    await expect(complete([{ number: 1, etag: last.etag }])).rejects.toMatchObject({ code: 'InvalidPart' });
    await expect(
      complete([
        { number: 1, etag: small.etag },
        { number: 2, etag: last.etag },
      ]),
    ).rejects.toMatchObject({ code: 'EntityTooSmall' });
    await complete([{ number: 2, etag: last.etag }]);
    expect((await client.get(at('rules'))).content).toEqual(Buffer.alloc(10));
    await expect(complete([{ number: 2, etag: last.etag }])).rejects.toMatchObject({ code: 'NoSuchUpload' });
  });

  test('manages buckets', async () => {
    const client = connect();
    const name = `other-${version.toLowerCase()}`;
    await client.putBucket(name);
    expect((await client.listBuckets()).buckets.map(found => found.name)).toContain(name);
    expect((await client.getBucketInfo(name)).bucket).toMatchObject({
      Name: name,
      Location: 'oss-cn-hangzhou',
    });
    expect((await client.getBucketLocation(name)).location).toBe('oss-cn-hangzhou');
    expect((await client.getBucketStat(name)).stat['ObjectCount']).toBe('0');
    await connect({ bucket: name }).put('x', Buffer.from('x'));
    await expect(client.deleteBucket(name)).rejects.toMatchObject({ code: 'BucketNotEmpty' });
    await connect({ bucket: name }).delete('x');
    await client.deleteBucket(name);
    await expect(client.getBucketInfo(name)).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });
});

test('a V4 signature for another region is refused', async () => {
  const client = new OSS({
    region: 'oss-cn-beijing',
    accessKeyId: testKey.accessKeyId,
    accessKeySecret: testKey.accessKeySecret,
    bucket: testBucket,
    endpoint: bucket.server.url,
    authorizationV4: true,
  });
  await expect(client.put('x', Buffer.from('x'))).rejects.toMatchObject({
    status: 400,
    code: 'InvalidArgument',
  });
});
