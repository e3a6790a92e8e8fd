// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the bucket fills these in, not we.
import OSS from 'ali-oss';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type CallbackApplication,
  encodeCallback,
  replies,
  startCallbackApplication,
} from '../support/callback-application.ts';
import { type LocalBucket, startLocalBucket, testBucket, testKey } from '../support/local-bucket.ts';
import { sampleBytes } from '../support/sample-bytes.ts';

const mib = 1024 * 1024;
let bucket: LocalBucket;
let application: CallbackApplication;

beforeAll(async () => {
  bucket = await startLocalBucket();
  application = await startCallbackApplication(url => url.startsWith(`${bucket.server.url}/`));
});

afterEach(() => application.answerBy());

afterAll(async () => {
  await application.close();
  await bucket.close();
});

const lastCall = () => application.calls.at(-1);

const described = {
  'Cache-Control': 'max-age=60',
  'Content-Disposition': 'attachment; filename="a.txt"',
  'Content-Encoding': 'identity',
  'Content-Language': 'zh-CN',
  Expires: 'Thu, 02 Jan 2031 03:04:05 GMT',
  'x-oss-storage-class': 'IA',
  'x-oss-server-side-encryption': 'KMS',
  'x-oss-server-side-encryption-key-id': 'key-1',
  'x-oss-object-acl': 'public-read',
  'x-oss-tagging': 'a=1&b%20c=2',
};
const readBack = {
  'cache-control': 'max-age=60',
  'content-disposition': 'attachment; filename="a.txt"',
  'content-encoding': 'identity',
  'content-language': 'zh-CN',
  expires: 'Thu, 02 Jan 2031 03:04:05 GMT',
  'content-type': 'text/css',
  'x-oss-storage-class': 'IA',
  'x-oss-server-side-encryption': 'KMS',
  'x-oss-server-side-encryption-key-id': 'key-1',
  'x-oss-tagging-count': '2',
};

describe.each([
  ['V4', true],
  ['V1', false],
] as const)('ali-oss with signature %s', (version, authorizationV4) => {
  const client = () =>
    new OSS({
      region: 'oss-cn-hangzhou',
      accessKeyId: testKey.accessKeyId,
      accessKeySecret: testKey.accessKeySecret,
      bucket: testBucket,
      endpoint: `http://localhost:${bucket.server.port}`,
      sldEnable: true,
      authorizationV4,
    });
  const at = (name: string) => `${version}/${name}`;
  const inForm = () => ({
    url: `${application.url}/cb?id=1`,
    host: 'app.example.com',
    body: 'bucket=${bucket}&object=${object}&size=${size}&order=${x:order}',
    customValue: { order: '4 & 2' },
  });
  const inJson = () => ({
    url: `${application.url}/报告`,
    body: '{"object":${object},"size":${size},"order":${x:order}}',
    contentType: 'application/json',
    customValue: { order: '"42"' },
  });

  test('a put is told to an application in a form, and its answer comes back', async () => {
    application.answerBy(replies.text('{"stored":1}'));
    const key = at('目录/a b.txt');
    const put = await client().put(key, Buffer.from('hello oss'), { callback: inForm() });
    expect([put.res.status, put.data]).toEqual([200, { stored: 1 }]);
    expect(put.res.headers['x-oss-hash-crc64ecma']).toBe('15021467531229347219');
    expect(lastCall()).toMatchObject({
      path: '/cb?id=1',
      body: `bucket=${testBucket}&object=${encodeURIComponent(key)}&size=9&order=4%20%26%202`,
      isGenuine: true,
      headers: { host: 'app.example.com', 'content-type': 'application/x-www-form-urlencoded' },
    });
  });

  test('an upload by parts is told as JSON when it is completed', async () => {
    application.answerBy(replies.text('{"stored":2}'));
    const done = await client().multipartUpload(at('parts'), sampleBytes(2 * mib + 1), {
      partSize: mib,
      callback: inJson(),
    });
    expect([done.res.status, done.data]).toEqual([200, { stored: 2 }]);
    expect(done.etag).toMatch(/^"[0-9A-F]{32}-3"$/);
    expect(JSON.parse(lastCall()?.body ?? '')).toEqual({
      object: at('parts'),
      size: 2 * mib + 1,
      order: '"42"',
    });
    expect(lastCall()).toMatchObject({ path: '/%E6%8A%A5%E5%91%8A', isGenuine: true });
  });

  test('headers that ask for a callback pass where an upload begins', async () => {
    const { url, body } = inForm();
    const done = await client().multipartUpload(at('by-header'), sampleBytes(mib), {
      partSize: mib / 2,
      headers: { 'x-oss-callback': encodeCallback({ callbackUrl: url, callbackBody: body }) },
    });
    expect(done.data).toEqual({ Status: 'OK' });
  });

  test('a callback in vain is an error of the SDK, and the object is there', async () => {
    application.answerBy(replies.status(500), replies.text('no JSON'));
    const put = () => client().put(at('in-vain'), Buffer.from('hello oss'), { callback: inForm() });
    await expect(put()).rejects.toMatchObject({
      status: 203,
      code: 'CallbackFailed',
      message: 'Error status : 500.',
    });
    await expect(put()).rejects.toMatchObject({ status: 203, message: expect.stringContaining('json') });
    expect((await client().get(at('in-vain'))).content.toString()).toBe('hello oss');
  });

  test('what is said of an object is read back, after a put and after an upload by parts', async () => {
    // The SDK writes into the headers that it is given.
    const options = () => ({ mime: 'text/css', headers: { ...described }, meta: { author: 'alice' } });
    await client().put(at('put'), Buffer.from('hello oss'), options());
    await client().multipartUpload(at('many'), sampleBytes(mib), { ...options(), partSize: mib / 2 });
    for (const key of ['put', 'many'].map(at)) {
      const head = await client().head(key);
      expect(head.res.headers).toMatchObject(readBack);
      expect(head.meta).toEqual({ author: 'alice' });
      expect((await client().getObjectTagging(key)).tag).toEqual({ a: '1', 'b c': '2' });
      expect((await client().getACL(key)).acl).toBe('public-read');
    }
  });

  test('is told which encryption there is not', async () => {
    const headers = { 'x-oss-server-side-encryption': 'DES' };
    await expect(client().put(at('des'), Buffer.from('x'), { headers })).rejects.toMatchObject({
      status: 400,
      code: 'InvalidEncryptionAlgorithmError',
    });
  });
});

test('a URL that the SDK signs carries its callback and its limit', async () => {
  const client = new OSS({
    region: 'oss-cn-hangzhou',
    accessKeyId: testKey.accessKeyId,
    accessKeySecret: testKey.accessKeySecret,
    bucket: testBucket,
    endpoint: `http://localhost:${bucket.server.port}`,
    sldEnable: true,
  });
  const callback = { url: application.url, body: 'o=${object}&v=${x:v}', customValue: { v: '1+1' } };
  const url = client.signatureUrl('url/signed', {
    method: 'PUT',
    expires: 60,
    callback,
    trafficLimit: 8_192_000,
  });
  const put = await fetch(url, { method: 'PUT', body: new Uint8Array(Buffer.from('hello oss')) });
  expect([put.status, await put.text()]).toEqual([200, '{"Status":"OK"}']);
  expect(lastCall()).toMatchObject({ body: 'o=url%2Fsigned&v=1%2B1', isGenuine: true });

  const queries = { callback: encodeCallback({ callbackUrl: application.url, callbackBody: 'v=4' }) };
  const v4 = await client.signatureUrlV4('PUT', 60, { queries }, 'url/v4');
  expect((await fetch(v4, { method: 'PUT', body: new Uint8Array([1]) })).status).toBe(200);
  expect(lastCall()).toMatchObject({ body: 'v=4', isGenuine: true });
  expect((await fetch(v4.replace('v4?', 'v5?'), { method: 'PUT', body: new Uint8Array([1]) })).status).toBe(
    403,
  );
});
