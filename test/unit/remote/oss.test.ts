import { describe, expect, test } from 'vitest';
import { AppError } from '../../../main/base/app-error.ts';
import { readClockOffset, writeClockOffset } from '../../../main/remote/clock-offset.ts';
import type { Http } from '../../../main/remote/http.ts';
import { createMemoryBody } from '../../../main/remote/memory-body.ts';
import { createOssStore } from '../../../main/remote/oss.ts';
import {
  createScriptedHttp,
  errorXml,
  type ScriptedAnswer,
  scriptedNowMs,
  scriptedSetup,
} from '../../support/scripted-http.ts';

const signal = new AbortController().signal;
const stored: ScriptedAnswer = {
  status: 200,
  headers: { etag: '"ABC"', 'x-oss-hash-crc64ecma': '0', 'x-oss-request-id': 'R1' },
};
const body = createMemoryBody(new TextEncoder().encode('hello'));

function openScripted(
  script: readonly ScriptedAnswer[],
  address: Parameters<typeof scriptedSetup>[0] = {},
  setup: Parameters<typeof scriptedSetup>[1] = {},
) {
  const http = createScriptedHttp(...script);
  const world = scriptedSetup(address, setup);
  return { ...world, http, store: createOssStore(world.setup, world.hooks, http) };
}

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

describe('what goes over the line', () => {
  test('the options of an object go on the calls where OSS reads them', async () => {
    const complete = '<CompleteMultipartUploadResult><ETag>"X-1"</ETag></CompleteMultipartUploadResult>';
    const begun = '<InitiateMultipartUploadResult><UploadId>U</UploadId></InitiateMultipartUploadResult>';
    const { store, http } = openScripted([
      stored,
      { status: 200, body: begun },
      { ...stored, body: complete },
    ]);
    const options = {
      contentType: 'text/plain',
      meta: { mtime: '1.5', name: '报告' },
      storageClass: 'IA',
      acl: 'private',
      forbidOverwrite: true,
    };
    const creation = {
      'content-type': 'text/plain',
      'x-oss-meta-mtime': '1.5',
      'x-oss-meta-name': '%E6%8A%A5%E5%91%8A',
      'x-oss-storage-class': 'IA',
      'x-oss-object-acl': 'private',
      'x-oss-forbid-overwrite': 'true',
    };
    await store.put('a b', body, options, signal);
    await store.begin('a b', options, signal);
    const checksum = { algorithm: 'crc64', value: '0'.repeat(16) } as const;
    const parts = [
      { number: 2, etag: 'E2', checksum },
      { number: 1, etag: 'E1', checksum },
    ];
    await store.complete({ key: 'a b', uploadId: 'U', parts, size: 2, checksum, options }, signal);
    const [put, begin, finish] = http.requests;
    expect(put?.headers).toMatchObject(creation);
    expect(begin?.headers).toMatchObject(creation);
    expect(finish?.headers).toMatchObject({
      'x-oss-object-acl': 'private',
      'x-oss-forbid-overwrite': 'true',
    });
    expect(finish?.headers).not.toHaveProperty('x-oss-storage-class');
    expect(finish?.headers).not.toHaveProperty('x-oss-meta-mtime');
    const sent = finish?.body?.open();
    expect(new TextDecoder().decode(sent as Uint8Array)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><CompleteMultipartUpload>' +
        '<Part><PartNumber>1</PartNumber><ETag>"E1"</ETag></Part>' +
        '<Part><PartNumber>2</PartNumber><ETag>"E2"</ETag></Part></CompleteMultipartUpload>',
    );
    expect(http.lines()).toEqual([
      'PUT /a%20b',
      'POST /a%20b?uploads&encoding-type=url',
      'POST /a%20b?uploadId=U&encoding-type=url',
    ]);
    expect(put?.origin).toBe('https://photos.oss-cn-hangzhou.aliyuncs.com');
    expect(put?.headers['authorization']).toMatch(
      /^OSS4-HMAC-SHA256 Credential=id\/20250102\/cn-hangzhou\/oss\//,
    );
  });

  test('V1 is spoken where the setup asks for it', async () => {
    const { store, http } = openScripted([stored], {}, { signing: 'v1' });
    await store.put('a', body, {}, signal);
    expect(http.requests[0]?.headers).toMatchObject({
      date: 'Thu, 02 Jan 2025 03:04:05 GMT',
      authorization: expect.stringMatching(/^OSS id:.+=$/),
    });
  });

  test('deleting many carries the MD5 that OSS demands', async () => {
    const { store, http } = openScripted([
      {
        status: 200,
        body: '<DeleteResult><EncodingType>url</EncodingType><Deleted><Key>a%2Bb+c</Key></Deleted></DeleteResult>',
      },
    ]);
    expect(await store.deleteMany(['a+b c', 'stays'], signal)).toEqual([
      { key: 'stays', code: 'NotDeleted', message: expect.any(String) },
    ]);
    expect(http.requests[0]?.headers['content-md5']).toMatch(/^.{22}==$/);
  });
});

test('a stream above what one request may hold ends before it is whole', async () => {
  const { setup, hooks } = scriptedSetup();
  let taken = 0;
  const http: Http = {
    async send({ body }) {
      const sent = body?.open() ?? [];
      for await (const chunk of sent as AsyncIterable<Uint8Array>) taken += chunk.byteLength;
      throw new Error('the stream has ended as if it were whole');
    },
  };
  const store = createOssStore(setup, hooks, http);
  const chunk = new Uint8Array(64 * 1024 * 1024);
  const endless = async function* () {
    for (;;) yield chunk;
  };
  const error = await errorOf(Promise.resolve(store.putStream?.('dir/a', endless(), {}, signal)));
  expect(error).toMatchObject({
    code: 'file.too-large',
    facts: { key: 'dir/a', largest: store.limits.maxPut },
  });
  expect(taken).toBe(store.limits.maxPut);
});

describe('what OSS puts right', () => {
  test('a wrong endpoint is followed once, told, and remembered', async () => {
    const { store, http, notices } = openScripted([
      { status: 403, body: errorXml('AccessDenied', { Endpoint: 'oss-cn-beijing.aliyuncs.com' }) },
      stored,
      stored,
    ]);
    await store.put('a', body, {}, signal);
    await store.put('a', body, {}, signal);
    expect(http.requests.map(request => request.origin)).toEqual([
      'https://photos.oss-cn-hangzhou.aliyuncs.com',
      'https://photos.oss-cn-beijing.aliyuncs.com',
      'https://photos.oss-cn-beijing.aliyuncs.com',
    ]);
    expect(store.address).toMatchObject({
      endpoint: 'https://oss-cn-beijing.aliyuncs.com',
      region: 'cn-beijing',
    });
    expect(http.requests[1]?.headers['authorization']).toContain('/cn-beijing/');
    expect(notices).toEqual([
      {
        type: 'endpointMoved',
        from: 'https://oss-cn-hangzhou.aliyuncs.com',
        to: 'https://oss-cn-beijing.aliyuncs.com',
      },
    ]);
  });

  test('a stream is not sent a second time', async () => {
    const { store, http } = openScripted([
      { status: 403, body: errorXml('AccessDenied', { Endpoint: 'oss-cn-beijing.aliyuncs.com' }) },
    ]);
    const streamed = store.putStream?.('a', (async function* () {})(), {}, signal);
    expect((await errorOf(Promise.resolve(streamed))).code).toBe('remote.wrong-endpoint');
    expect(http.requests).toHaveLength(1);
  });

  test('two endpoints that point at each other end in an error', async () => {
    const { store, http } = openScripted([
      { status: 403, body: errorXml('AccessDenied', { Endpoint: 'oss-cn-beijing.aliyuncs.com' }) },
      { status: 403, body: errorXml('AccessDenied', { Endpoint: 'oss-cn-hangzhou.aliyuncs.com' }) },
    ]);
    const error = await errorOf(store.list({}, signal));
    expect(error.code).toBe('remote.wrong-endpoint');
    expect(error.facts).toMatchObject({ endpoint: 'oss-cn-hangzhou.aliyuncs.com' });
    expect(http.requests).toHaveLength(2);
  });

  test.each([
    { from: 'https://oss-cn-hangzhou.aliyuncs.com', to: 'evil.example.com' },
    { from: 'https://oss-cn-hangzhou.aliyuncs.com', to: 'aliyuncs.com.example.com' },
    { from: 'https://oss-cn-hangzhou.aliyuncs.com', to: 'x@evil.example.com/.aliyuncs.com' },
    { from: 'http://10.0.0.1:9000', to: 'oss-cn-beijing.aliyuncs.com' },
  ])('nobody sends signed requests from $from to $to', async ({ from, to }) => {
    const { store, http } = openScripted(
      [{ status: 403, body: errorXml('AccessDenied', { Endpoint: to }) }],
      { endpoint: from },
    );
    expect((await errorOf(store.list({}, signal))).code).toBe('remote.wrong-endpoint');
    expect(http.requests).toHaveLength(1);
  });

  test('a region that is not that of the endpoint is corrected', async () => {
    const refused = {
      status: 400,
      body: errorXml('InvalidArgument', { Message: 'Invalid signing region in Authorization header.' }),
    };
    const { store, http, notices } = openScripted([refused, stored], { region: 'cn-beijing' });
    await store.put('a', body, {}, signal);
    expect(http.requests[1]?.headers['authorization']).toContain('/cn-hangzhou/');
    expect(notices).toEqual([{ type: 'regionMoved', from: 'cn-beijing', to: 'cn-hangzhou' }]);
  });

  test('the clock is corrected by the time of the document, not by that of a proxy', async () => {
    const { store, setup, notices } = openScripted([
      {
        status: 403,
        headers: { date: 'Thu, 01 Jan 1970 00:00:00 GMT' },
        body: errorXml('RequestTimeTooSkewed', { ServerTime: '2025-01-02T05:04:05.000Z' }),
      },
      stored,
    ]);
    expect((await errorOf(store.put('a', body, {}, signal))).code).toBe('remote.clock-skewed');
    expect(readClockOffset(setup.clockOffset)).toBe(7_200_000);
    expect(notices).toEqual([{ type: 'clockSkewed', offsetMs: 7_200_000 }]);
    await store.put('a', body, {}, signal);
  });

  test('HEAD without a reason is a wrong clock only when the time is off', async () => {
    const dated = (ms: number) => ({ status: 403, headers: { date: new Date(ms).toUTCString() } });
    const { store } = openScripted([dated(scriptedNowMs + 60_000), dated(scriptedNowMs + 3_600_000)]);
    expect((await errorOf(store.head('a', signal))).code).toBe('remote.denied');
    expect((await errorOf(store.head('a', signal))).code).toBe('remote.clock-skewed');
  });
});

describe('what OSS refuses', () => {
  const onHead = (xml: string) => ({ 'x-oss-err': Buffer.from(xml).toString('base64') });

  test('HEAD reads its error from a header', async () => {
    const { store } = openScripted([
      { status: 404, headers: onHead(errorXml('NoSuchKey')) },
      { status: 404, headers: onHead(errorXml('NoSuchBucket')) },
      { status: 404 },
      { status: 403, headers: { ...onHead(errorXml('InvalidAccessKeyId')), 'x-oss-ec': '0002-00000902' } },
    ]);
    expect(await store.head('a', signal)).toBeNull();
    expect((await errorOf(store.head('a', signal))).code).toBe('bucket.missing');
    expect(await store.head('a', signal)).toBeNull();
    const error = await errorOf(store.head('a', signal));
    expect(error.code).toBe('credentials.wrong');
    expect(error.facts['ec']).toBe('0002-00000902');
  });

  test.each([
    ['7', 7000],
    ['Thu, 02 Jan 2025 03:05:05 GMT', 60_000],
    ['Thu, 02 Jan 2025 03:00:00 GMT', 0],
    ['soon', undefined],
  ])('the time to wait may be seconds or a date: %s', async (text, expected) => {
    const answer = { status: 503, headers: { 'retry-after': text }, body: errorXml('SlowDown') };
    const { store } = openScripted([answer]);
    expect((await errorOf(store.put('a', body, {}, signal))).facts['retryAfterMs']).toBe(expected);
  });

  test('the date to wait for is of the server’s clock', async () => {
    const answer = {
      status: 503,
      headers: { 'retry-after': 'Thu, 02 Jan 2025 03:05:05 GMT' },
      body: errorXml('SlowDown'),
    };
    const { store, setup } = openScripted([answer]);
    writeClockOffset(setup.clockOffset, 30_000);
    expect((await errorOf(store.put('a', body, {}, signal))).facts['retryAfterMs']).toBe(30_000);
  });

  test.each([
    ['InvalidPart', 400, 'upload.part-missing'],
    ['EntityTooSmall', 400, 'upload.part-too-small'],
    ['NoSuchUpload', 404, 'upload.gone'],
    ['FileAlreadyExists', 409, 'object.exists'],
    ['ObjectNotAppendable', 409, 'object.not-appendable'],
    ['SecurityTokenExpired', 403, 'credentials.expired'],
    ['UserDisable', 403, 'remote.quota'],
    ['InvalidObjectState', 403, 'object.archived'],
    ['TotalQpsLimitExceeded', 503, 'remote.throttled'],
    ['ServiceUnavailable', 503, 'remote.throttled'],
    ['InternalError', 500, 'remote.unavailable'],
    ['RequestTimeout', 400, 'net.timeout'],
    ['IncompleteBody', 400, 'net.interrupted'],
    ['InvalidDigest', 400, 'checksum.mismatch'],
    ['SecondLevelDomainForbidden', 403, 'remote.wrong-endpoint'],
    ['PublicEndpointForbidden', 400, 'remote.wrong-endpoint'],
    ['SomethingNew', 400, 'remote.refused'],
    ['SomethingNew', 403, 'remote.denied'],
    ['SomethingNew', 500, 'remote.unavailable'],
  ])('%s (%i) is %s', async (code, status, ours) => {
    const { store } = openScripted([{ status, body: errorXml(code) }]);
    expect((await errorOf(store.put('a', body, {}, signal))).code).toBe(ours);
  });

  test('the facts keep what helps, and nothing that was signed', async () => {
    const { store } = openScripted([
      {
        status: 403,
        headers: { 'x-oss-request-id': 'R7', 'retry-after': '3' },
        body: errorXml('SignatureDoesNotMatch', {
          StringToSign: 'x-oss-security-token:hush',
          StringToSignBytes: '70',
          SignatureProvided: 'hush',
          OSSAccessKeyId: 'hush',
          CanonicalRequest: 'hush',
          SecurityToken: 'hush',
          RecommendDoc: 'https://example.com/doc',
        }),
      },
    ]);
    const error = await errorOf(store.put('dir/a', body, {}, signal));
    expect(error.facts).toEqual({
      recommendDoc: 'https://example.com/doc',
      status: 403,
      code: 'SignatureDoesNotMatch',
      requestId: 'R7',
      retryAfterMs: 3000,
      said: 'SignatureDoesNotMatch: SignatureDoesNotMatch it is',
      host: 'oss-cn-hangzhou.aliyuncs.com',
      bucket: 'photos',
      key: 'dir/a',
    });
  });

  test.each([
    { status: 200, headers: { 'content-type': 'text/html' }, ours: 'remote.not-storage' },
    { status: 302, headers: {}, ours: 'remote.not-storage' },
    { status: 403, headers: {}, ours: 'remote.not-storage' },
    { status: 502, headers: {}, ours: 'remote.unavailable' },
    { status: 503, headers: {}, ours: 'remote.unavailable' },
  ])('a web page with status $status is $ours', async ({ status, headers, ours }) => {
    const page = '<!DOCTYPE html><html><body><br>Please log in</body></html>';
    const { store } = openScripted([{ status, headers, body: page }]);
    expect((await errorOf(store.put('a', body, {}, signal))).code).toBe(ours);
  });

  test.each([
    ['', 'an empty answer'],
    ['<ListBucketResult><Contents><Key>a</Key>', 'a page that was cut off'],
    ['<!DOCTYPE x [<!ENTITY e "e">]><ListBucketResult/>', 'a document with entities of its own'],
    ['{"not":"xml"}', 'JSON'],
    [
      '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
      'a truncated page without a next one',
    ],
    ['<ListBucketResult><Contents><Key>a</Key><Size>x</Size></Contents></ListBucketResult>', 'a wrong size'],
  ])('%j is not taken for a listing', async xml => {
    const { store } = openScripted([{ status: 200, body: xml }]);
    expect((await errorOf(store.list({}, signal))).code).toBe('remote.not-storage');
  });

  test('an error inside of a success counts, and a success that cannot be read leaves it open what was done', async () => {
    const completion = {
      key: 'a',
      uploadId: 'U',
      parts: [],
      size: 5,
      checksum: { algorithm: 'crc64', value: '0000000000000000' },
      options: {},
    } as const;
    const complete = '<CompleteMultipartUploadResult><ETag>"X-1"</ETag></CompleteMultipartUploadResult>';
    for (const [text, code] of [
      [`\n${errorXml('InternalError')}`, 'remote.unavailable'],
      [complete.slice(0, 40), 'remote.truncated'],
      ['', 'remote.truncated'],
    ] as const) {
      const { store } = openScripted([
        { ...stored, body: text },
        { ...stored, body: text },
      ]);
      expect((await errorOf(store.complete(completion, signal))).code).toBe(code);
      const copy = store.copy({ bucket: 'b', key: 'k' }, 'a', { keepsDescription: true }, signal);
      expect((await errorOf(copy)).code).toBe(code);
    }
    const { store } = openScripted([{ ...stored, body: `  <?xml version="1.0"?>${complete}` }]);
    expect((await store.complete(completion, signal)).etag).toBe('ABC');
  });

  test('an upload that is listed without an id is not taken for one', async () => {
    const xml =
      '<ListMultipartUploadsResult><Upload><Key>a</Key><UploadId/></Upload></ListMultipartUploadsResult>';
    const { store } = openScripted([{ status: 200, body: xml }]);
    expect((await errorOf(store.listUploads('', null, signal))).code).toBe('remote.not-storage');
  });

  test('what every JavaScript object has is no error code', async () => {
    const { store } = openScripted([{ status: 403, body: errorXml('toString') }]);
    expect((await errorOf(store.put('a', body, {}, signal))).code).toBe('remote.denied');
  });

  test('a range that comes as the whole object is refused', async () => {
    const { store } = openScripted([{ ...stored, body: '0123456789' }]);
    expect((await errorOf(store.get('a', { first: 1, last: 2 }, signal))).code).toBe('remote.unsupported');
  });
});
