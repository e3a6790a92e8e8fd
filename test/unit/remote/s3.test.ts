import { describe, expect, test, vi } from 'vitest';
import { AppError } from '../../../main/base/app-error.ts';
import { createMemoryBody } from '../../../main/remote/memory-body.ts';
import { eachObject } from '../../../main/remote/paging.ts';
import { createS3Store } from '../../../main/remote/s3.ts';
import {
  createScriptedHttp,
  errorXml,
  type ScriptedAnswer,
  scriptedSetup,
} from '../../support/scripted-http.ts';

const signal = new AbortController().signal;
const body = createMemoryBody(new TextEncoder().encode('123456789'));
const stored: ScriptedAnswer = { status: 200, headers: { etag: '"abc"' } };
const begun = (headers: Record<string, string> = {}): ScriptedAnswer => ({
  status: 200,
  headers,
  body: '<InitiateMultipartUploadResult><UploadId>U</UploadId></InitiateMultipartUploadResult>',
});

function openScripted(
  script: readonly ScriptedAnswer[],
  address: Parameters<typeof scriptedSetup>[0] = {},
  setup: Parameters<typeof scriptedSetup>[1] = {},
) {
  const http = createScriptedHttp(...script);
  const world = scriptedSetup(
    {
      kind: 's3',
      endpoint: 'https://s3.us-east-1.amazonaws.com',
      region: 'us-east-1',
      ...address,
    },
    setup,
  );
  return { ...world, http, store: createS3Store(world.setup, world.hooks, http) };
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

describe('checksums', () => {
  test('a put names its checksum, and the signature leaves the body to TLS', async () => {
    const { store, http } = openScripted([
      { status: 200, headers: { etag: '"abc"', 'x-amz-checksum-crc32': 'y/Q5Jg==' } },
    ]);
    const result = await store.put('a', body, { forbidOverwrite: true }, signal);
    expect(result.checksum).toEqual({ algorithm: 'crc32', value: 'cbf43926' });
    expect(http.requests[0]?.headers).toMatchObject({
      'x-amz-checksum-crc32': 'y/Q5Jg==',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      'if-none-match': '*',
    });
  });

  test('over plain HTTP the body is signed', async () => {
    const { store, http } = openScripted([stored], { endpoint: 'http://10.0.0.1:9000', addressing: 'path' });
    await store.put('a', body, {}, signal);
    expect(http.requests[0]?.headers['x-amz-content-sha256']).toBe(
      '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
    );
    expect(http.lines()).toEqual(['PUT /photos/a']);
  });

  test('an upload asks for a checksum of the whole object and names it in the end', async () => {
    const confirmed = { 'x-amz-checksum-algorithm': 'CRC64NVME', 'x-amz-checksum-type': 'FULL_OBJECT' };
    const result =
      '<CompleteMultipartUploadResult><ETag>"abc-1"</ETag><ChecksumCRC64NVME>rosUhgp5mIg=</ChecksumCRC64NVME>' +
      '<ChecksumType>FULL_OBJECT</ChecksumType></CompleteMultipartUploadResult>';
    const { store, http } = openScripted(
      [begun(confirmed), stored, { status: 200, body: result }],
      {},
      { checksum: 'crc64nvme' },
    );
    expect(await store.begin('a', {}, signal)).toEqual({ uploadId: 'U', algorithm: 'crc64nvme' });
    const part = { key: 'a', uploadId: 'U', number: 1 };
    await store.sendPart({ ...part, algorithm: 'crc64nvme', body }, signal);
    const checksum = { algorithm: 'crc64nvme', value: await body.digest('crc64nvme') } as const;
    const parts = [{ number: 1, etag: 'abc', checksum }];
    const completed = await store.complete(
      { key: 'a', uploadId: 'U', parts, size: 9, checksum, options: {} },
      signal,
    );
    expect(completed).toMatchObject({ etag: 'abc-1', checksum });
    expect(http.requests[0]?.headers).toMatchObject(confirmed);
    expect(http.requests[1]?.headers['x-amz-checksum-crc64nvme']).toBe('rosUhgp5mIg=');
    expect(http.requests[2]?.headers).toMatchObject({
      'x-amz-checksum-crc64nvme': 'rosUhgp5mIg=',
      'x-amz-checksum-type': 'FULL_OBJECT',
      'x-amz-mp-object-size': '9',
    });
    const sent = new TextDecoder().decode(http.requests[2]?.body?.open() as Uint8Array);
    expect(sent).toContain('<ChecksumCRC64NVME>rosUhgp5mIg=</ChecksumCRC64NVME></Part>');
  });

  test('a server that does not confirm the checksum is asked anew for a plain upload', async () => {
    const half = { 'x-amz-checksum-algorithm': 'CRC32' };
    const { store, http } = openScripted([begun(half), { status: 204 }, begun(), begun(), stored]);
    expect(await store.begin('a', {}, signal)).toEqual({ uploadId: 'U', algorithm: 'md5' });
    expect(await store.begin('b', {}, signal)).toEqual({ uploadId: 'U', algorithm: 'md5' });
    await store.sendPart({ key: 'a', uploadId: 'U', number: 1, algorithm: 'md5', body }, signal);
    expect(http.lines()).toEqual([
      'POST /a?uploads',
      'DELETE /a?uploadId=U',
      'POST /a?uploads',
      'POST /b?uploads',
      'PUT /a?partNumber=1&uploadId=U',
    ]);
    expect(http.requests[2]?.headers).not.toHaveProperty('x-amz-checksum-algorithm');
    expect(http.requests[4]?.headers['content-md5']).toBe('JfnnlDI7RTiF9RgfG2JNCw==');
  });

  test.each([
    { status: 501, body: errorXml('NotImplemented') },
    { status: 400, body: errorXml('InvalidArgument', { ArgumentName: 'x-amz-checksum-crc32' }) },
    { status: 400, body: errorXml('InvalidRequest', { Message: 'Unknown checksum type' }) },
  ])('a server that refuses checksums gets Content-MD5 (%#)', async refusal => {
    const onPut = openScripted([refusal, stored, stored]);
    expect((await onPut.store.put('a', body, {}, signal)).checksum).toBeNull();
    await onPut.store.put('b', body, {}, signal);
    expect(onPut.http.requests.map(request => request.headers['content-md5'])).toEqual([
      undefined,
      'JfnnlDI7RTiF9RgfG2JNCw==',
      'JfnnlDI7RTiF9RgfG2JNCw==',
    ]);
    const onBegin = openScripted([refusal, begun()]);
    expect((await onBegin.store.begin('a', {}, signal)).algorithm).toBe('md5');
  });

  test('another refusal is not taken for one of checksums', async () => {
    const { store, http } = openScripted([{ status: 400, body: errorXml('InvalidArgument') }]);
    expect((await errorOf(store.put('a', body, {}, signal))).code).toBe('remote.refused');
    expect(http.requests).toHaveLength(1);
  });

  test.each([
    [{ 'x-amz-checksum-crc32': 'y/Q5Jg==' }, { algorithm: 'crc32', value: 'cbf43926' }],
    [{ 'x-amz-checksum-crc32': 'y/Q5Jg==', 'x-amz-checksum-type': 'COMPOSITE' }, null],
    [{ 'x-amz-checksum-crc32': 'y/Q5Jg==-3' }, null],
    [{ 'x-amz-checksum-crc64nvme': 'rosUhgp5mIg=' }, { algorithm: 'crc64nvme', value: 'ae8b14860a799888' }],
    [{ 'x-amz-checksum-sha256': 'x' }, null],
    [{}, null],
  ])('of the headers %o only a checksum of the whole object counts', async (headers, checksum) => {
    const { store } = openScripted([{ status: 200, headers: { etag: '"e"', ...headers } }]);
    expect((await store.head('a', signal))?.checksum).toEqual(checksum);
  });
});

describe('a server that knows no checksums', () => {
  const refusal = { status: 400, body: errorXml('InvalidArgument', { ArgumentName: 'x-amz-checksum-mode' }) };
  const found = { status: 200, headers: { etag: '"e"', 'content-length': '0' } };
  const asksFor = ({ headers }: { readonly headers: object }) => 'x-amz-checksum-mode' in headers;

  test('that refuses to be asked for them is read without, and told of them no more', async () => {
    const { store, http } = openScripted([refusal, found, found, found, stored]);
    expect((await store.get('a', null, signal)).info.etag).toBe('e');
    await store.get('a', null, signal);
    await store.head('a', signal);
    await store.put('a', body, {}, signal);
    expect(http.requests.map(asksFor)).toEqual([true, false, false, false, false]);
    expect(http.requests[4]?.headers).toHaveProperty('content-md5');
  });

  test.each([400, 501])(
    'that refuses HEAD with a silent %i is asked without, and remembered',
    async status => {
      const { store, http } = openScripted([{ status }, found, { status }, found]);
      expect((await store.head('a', signal))?.etag).toBe('e');
      expect((await store.head('a', signal))?.etag).toBe('e');
      expect(http.lines()).toEqual(['HEAD /a', 'GET /a', 'HEAD /a', 'HEAD /a']);
      expect(http.requests.map(asksFor)).toEqual([true, false, true, false]);
    },
  );

  test.each([200, 500])(
    'is not seen in a HEAD that failed once, and is answered with %i when it is asked again',
    async status => {
      const again = status === 200 ? { ...found, headers: { ...found.headers, etag: '"f"' } } : { status };
      const { store, http } = openScripted([{ status: 400 }, found, again, found]);
      expect((await store.head('a', signal))?.etag).toBe(status === 200 ? 'f' : 'e');
      await store.head('a', signal);
      expect(http.requests.map(asksFor)).toEqual([true, false, true, true]);
    },
  );

  test('is not seen in a HEAD that was forbidden', async () => {
    const { store, http } = openScripted([{ status: 403 }, found, found]);
    await store.head('a', signal);
    await store.head('a', signal);
    expect(http.requests.map(asksFor)).toEqual([true, false, true]);
  });

  test('refuses a request once, whatever else it refuses', async () => {
    const { store, http } = openScripted([refusal, refusal]);
    expect((await errorOf(store.get('a', null, signal))).code).toBe('remote.refused');
    expect(http.requests).toHaveLength(2);
  });

  test('answers 404 where HEAD said 400: there is no object', async () => {
    const { store } = openScripted([
      { status: 400 },
      { status: 404, body: errorXml('NoSuchKey') },
      { status: 200 },
    ]);
    expect(await store.head('a', signal)).toBeNull();
  });

  test('refuses several at once: each is repeated with Content-MD5', async () => {
    const unknown = { status: 501, body: errorXml('NotImplemented') };
    /** The second refusal arrives when the first one has been acted on. */
    const openSlow = (script: readonly ScriptedAnswer[]) => {
      const world = openScripted(script);
      const { http } = world;
      const send = http.send.bind(http);
      http.send = async request => {
        const isSecond = http.requests.length === 1;
        const answer = await send(request);
        if (isSecond) await vi.waitUntil(() => http.requests.length > 2, { interval: 1 });
        return answer;
      };
      return world;
    };
    const puts = openSlow([unknown, unknown, stored, stored]);
    await Promise.all([puts.store.put('a', body, {}, signal), puts.store.put('b', body, {}, signal)]);
    expect(puts.http.requests.map(({ headers }) => 'content-md5' in headers)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    const begins = openSlow([unknown, unknown, begun(), begun()]);
    const both = await Promise.all(['a', 'b'].map(key => begins.store.begin(key, {}, signal)));
    expect(both.map(({ algorithm }) => algorithm)).toEqual(['md5', 'md5']);
  });

  test('is not seen in something else that is not implemented', async () => {
    const unknown = { status: 501, body: errorXml('NotImplemented', { Header: 'x-amz-acl' }) };
    const { store, http } = openScripted([unknown, unknown, stored]);
    expect((await errorOf(store.put('a', body, { acl: 'private' }, signal))).code).toBe('remote.unsupported');
    await store.put('a', body, {}, signal);
    expect(http.requests.map(({ headers }) => 'x-amz-checksum-crc32' in headers)).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('is not seen in a key that has the word in its name', async () => {
    const refused = { status: 400, body: errorXml('InvalidRequest', { Resource: '/photos/checksum.txt' }) };
    const { store, http } = openScripted([refused]);
    expect((await errorOf(store.put('checksum.txt', body, {}, signal))).code).toBe('remote.refused');
    expect(http.requests).toHaveLength(1);
  });

  test('and gives no right to abort leaves the trial upload behind, and the next one works', async () => {
    const denied = { status: 403, body: errorXml('AccessDenied') };
    const { store, http } = openScripted([begun(), denied, begun(), begun()]);
    expect((await store.begin('a', {}, signal)).algorithm).toBe('md5');
    await store.begin('b', {}, signal);
    expect(http.lines()).toEqual([
      'POST /a?uploads',
      'DELETE /a?uploadId=U',
      'POST /a?uploads',
      'POST /b?uploads',
    ]);
  });

  test('an abort while the trial upload is removed ends the call', async () => {
    const stop = new AbortController();
    const { store, http } = openScripted([begun(), { status: 204 }]);
    const send = http.send.bind(http);
    http.send = request => {
      if (request.method === 'DELETE') stop.abort();
      stop.signal.throwIfAborted();
      return send(request);
    };
    await expect(store.begin('a', {}, stop.signal)).rejects.toThrow(/abort/);
    expect(http.requests).toHaveLength(1);
  });
});

describe('an ETag that is no MD5', () => {
  const etag = '25f9e794323b453885f5181f1b624d0b';
  test.each([
    [{ 'x-amz-server-side-encryption': 'aws:kms' }, true],
    [{ 'x-amz-server-side-encryption': 'aws:kms:dsse' }, true],
    [{ 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }, true],
    [{ 'x-amz-server-side-encryption': 'AES256' }, undefined],
    [{}, undefined],
  ])('of an answer with %o: %s', async (encryption, isOpaque) => {
    const answer = { status: 200, headers: { etag: `"${etag}"`, ...encryption } };
    const xml = (name: string) => `<${name}><ETag>"${etag}"</ETag></${name}>`;
    const named = (name: string) => ({ ...answer, body: xml(name) });
    const { store } = openScripted([
      answer,
      answer,
      answer,
      answer,
      named('CompleteMultipartUploadResult'),
      named('CopyObjectResult'),
      named('CopyPartResult'),
    ]);
    const upload = { key: 'a', uploadId: 'U' };
    const checksum = { algorithm: 'md5', value: etag } as const;
    const completion = { ...upload, parts: [], size: 9, checksum, options: {} };
    const source = { bucket: 'b', key: 'k' };
    const answers = [
      await store.put('a', body, {}, signal),
      await store.head('a', signal),
      (await store.get('a', null, signal)).info,
      await store.sendPart({ ...upload, number: 1, algorithm: 'md5', body }, signal),
      await store.complete(completion, signal),
      await store.copy(source, 'a', { keepsDescription: true }, signal),
      await store.copyPart({ ...upload, number: 1 }, source, { first: 0, last: 8 }, signal),
    ];
    expect(answers.map(each => each?.etag)).toEqual(answers.map(() => etag));
    expect(answers.map(each => each?.isEtagOpaque)).toEqual(answers.map(() => isOpaque));
  });
});

describe('regions', () => {
  const redirect = {
    status: 301,
    headers: { 'x-amz-bucket-region': 'eu-west-1' },
    body: errorXml('PermanentRedirect'),
  };

  test('a redirect leads to the endpoint of the region, once, and is told', async () => {
    const { store, http, notices } = openScripted([redirect, stored, stored]);
    await store.put('a', body, {}, signal);
    await store.put('a', body, {}, signal);
    expect(http.requests.map(request => request.origin)).toEqual([
      'https://photos.s3.us-east-1.amazonaws.com',
      'https://photos.s3.eu-west-1.amazonaws.com',
      'https://photos.s3.eu-west-1.amazonaws.com',
    ]);
    expect(http.requests[1]?.headers['authorization']).toContain('/eu-west-1/s3/');
    expect(notices).toEqual([{ type: 'regionMoved', from: 'us-east-1', to: 'eu-west-1' }]);
  });

  test('HEAD is redirected by its header alone', async () => {
    const { store, http } = openScripted([
      { status: 301, headers: { 'x-amz-bucket-region': 'eu-west-1' } },
      { status: 200, headers: { etag: '"e"' } },
    ]);
    expect(await store.head('a', signal)).toMatchObject({ etag: 'e' });
    expect(http.requests[1]?.origin).toBe('https://photos.s3.eu-west-1.amazonaws.com');
  });

  test('a complaint about the signature changes the region, and not the endpoint of another server', async () => {
    const { store, http } = openScripted(
      [{ status: 400, body: errorXml('AuthorizationHeaderMalformed', { Region: 'home' }) }, stored],
      { endpoint: 'https://minio.example.com' },
    );
    await store.put('a', body, {}, signal);
    expect(http.requests[1]?.origin).toBe('https://photos.minio.example.com');
    expect(http.requests[1]?.headers['authorization']).toContain('/home/s3/');
  });

  test.each([
    ['https://s3-fips.us-east-1.amazonaws.com', 'https://photos.s3-fips.eu-west-1.amazonaws.com'],
    ['https://s3.dualstack.us-east-1.amazonaws.com', 'https://photos.s3.dualstack.eu-west-1.amazonaws.com'],
    [
      'https://s3-fips.dualstack.us-east-1.amazonaws.com',
      'https://photos.s3-fips.dualstack.eu-west-1.amazonaws.com',
    ],
    ['https://s3-us-west-2.amazonaws.com', 'https://photos.s3.eu-west-1.amazonaws.com'],
    ['https://s3.amazonaws.com', 'https://photos.s3.eu-west-1.amazonaws.com'],
  ])('of %s the kind of endpoint is kept', async (endpoint, origin) => {
    const { store, http } = openScripted([redirect, stored], { endpoint });
    await store.put('a', body, {}, signal);
    expect(http.requests[1]?.origin).toBe(origin);
  });

  test.each([
    'https://bucket.vpce-0123.s3.us-east-1.vpce.amazonaws.com',
    'https://s3-accelerate.amazonaws.com',
    'https://s3-accelerate.dualstack.amazonaws.com',
  ])('a host that was chosen on purpose is not left: %s', async endpoint => {
    const moved = { status: 307, headers: { 'x-amz-bucket-region': 'eu-west-1' } };
    const malformed = {
      status: 400,
      body: errorXml('AuthorizationHeaderMalformed', { Region: 'eu-west-1' }),
    };
    for (const answer of [redirect, moved, malformed]) {
      const { store, http, notices } = openScripted([answer], { endpoint });
      expect((await errorOf(store.put('a', body, {}, signal))).code).toBe('remote.wrong-endpoint');
      expect([http.requests.length, notices.length]).toEqual([1, 0]);
    }
  });

  test('a bucket name in the endpoint is not lost on the way', async () => {
    const { store, http } = openScripted([redirect], {
      endpoint: 'https://photos.s3.us-east-1.amazonaws.com',
      addressing: 'domain',
    });
    expect((await errorOf(store.put('a', body, {}, signal))).code).toBe('remote.wrong-endpoint');
    expect(http.requests).toHaveLength(1);
  });

  test('a second redirect is an error', async () => {
    const back = { ...redirect, headers: { 'x-amz-bucket-region': 'us-east-1' } };
    const { store, http } = openScripted([redirect, back]);
    expect((await errorOf(store.put('a', body, {}, signal))).code).toBe('remote.wrong-endpoint');
    expect(http.requests).toHaveLength(2);
  });
});

describe('what S3 answers in its own way', () => {
  const checksum = { algorithm: 'crc32', value: '00000000' } as const;
  const completion = { key: 'a', uploadId: 'U', parts: [], size: 9, checksum, options: {} };

  test.each([
    ['InternalError', 'remote.unavailable'],
    ['SlowDown', 'remote.throttled'],
    ['NoSuchUpload', 'upload.gone'],
    ['Whatever', 'remote.refused'],
  ])('an error inside of a 200 counts: %s is %s', async (code, ours) => {
    const { store } = openScripted([
      { status: 200, body: errorXml(code) },
      { status: 200, body: errorXml(code) },
    ]);
    expect((await errorOf(store.complete(completion, signal))).code).toBe(ours);
    expect(
      (await errorOf(store.copy({ bucket: 'b', key: 'k' }, 'a', { keepsDescription: true }, signal))).code,
    ).toBe(ours);
  });

  test('blanks that keep the connection alive do not matter', async () => {
    const xml = '<CompleteMultipartUploadResult><ETag>&#34;abc&#34;</ETag></CompleteMultipartUploadResult>';
    const { store } = openScripted([{ status: 200, body: `<?xml version="1.0"?>\n   \n  ${xml}` }]);
    expect((await store.complete(completion, signal)).etag).toBe('abc');
  });

  test('so do blanks before the declaration, and the error after them counts', async () => {
    const xml = '<CompleteMultipartUploadResult><ETag>"abc"</ETag></CompleteMultipartUploadResult>';
    const { store } = openScripted([
      { status: 200, body: `  \n \n<?xml version="1.0"?>${xml}` },
      { status: 200, body: `   \n${errorXml('InternalError')}` },
      { status: 200, body: `   \n${errorXml('SlowDown')}` },
    ]);
    expect((await store.complete(completion, signal)).etag).toBe('abc');
    expect((await errorOf(store.complete(completion, signal))).code).toBe('remote.unavailable');
    const copy = store.copy({ bucket: 'b', key: 'k' }, 'a', { keepsDescription: true }, signal);
    expect((await errorOf(copy)).code).toBe('remote.throttled');
  });

  test.each(['', '   ', '<CompleteMultipartUploadResult><ETag>', 'ok', '<Other/>'])(
    'a success that cannot be read leaves it open whether it was done: %j',
    async text => {
      const { store } = openScripted([
        { status: 200, body: text },
        { status: 200, body: text },
      ]);
      expect((await errorOf(store.complete(completion, signal))).code).toBe('remote.truncated');
      const copy = store.copy({ bucket: 'b', key: 'k' }, 'a', { keepsDescription: true }, signal);
      expect((await errorOf(copy)).code).toBe('remote.truncated');
    },
  );

  test('a web page for an answer leaves it open as well', async () => {
    const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' };
    const { store } = openScripted([page, page]);
    expect((await errorOf(store.complete(completion, signal))).code).toBe('remote.truncated');
    expect((await errorOf(store.put('a', body, {}, signal))).code).toBe('remote.not-storage');
  });

  test.each(['', '<UploadId/>', '<UploadId> </UploadId>'])('an upload needs an id: %j', async id => {
    const xml = `<InitiateMultipartUploadResult>${id}</InitiateMultipartUploadResult>`;
    const { store, http } = openScripted([{ status: 200, body: xml }]);
    expect((await errorOf(store.begin('a', {}, signal))).code).toBe('remote.not-storage');
    expect((await errorOf(store.abandon({ key: 'a', uploadId: '' }, signal))).code).toBe('bug');
    expect(http.lines()).toEqual(['POST /a?uploads']);
  });

  test('what every JavaScript object has is no error code', async () => {
    const { store } = openScripted([{ status: 403, body: errorXml('constructor') }]);
    expect((await errorOf(store.put('a', body, {}, signal))).code).toBe('remote.denied');
  });

  test('a conflict on Complete ends the upload, since S3 wants it anew', async () => {
    const { store } = openScripted([
      { status: 409, body: errorXml('ConditionalRequestConflict') },
      { status: 409, body: errorXml('ConditionalRequestConflict') },
    ]);
    expect((await errorOf(store.complete(completion, signal))).code).toBe('upload.gone');
    expect((await errorOf(store.put('a', body, {}, signal))).code).toBe('remote.conflict');
  });

  test('a missing object is told from a missing bucket, which is asked for once', async () => {
    const there = openScripted([{ status: 404 }, { status: 200 }, { status: 404 }]);
    expect(await there.store.head('a', signal)).toBeNull();
    expect(await there.store.head('b', signal)).toBeNull();
    expect(there.http.lines()).toEqual(['HEAD /a', 'HEAD /', 'HEAD /b']);
    const gone = openScripted([{ status: 404 }, { status: 404 }]);
    expect((await errorOf(gone.store.head('a', signal))).code).toBe('bucket.missing');
    const forbidden = openScripted([{ status: 404 }, { status: 403 }]);
    expect(await forbidden.store.head('a', signal)).toBeNull();
  });

  test('a HEAD that is refused without a reason is asked again by GET, which names it', async () => {
    const { store, http } = openScripted([
      { status: 400 },
      { status: 400, body: errorXml('ExpiredToken') },
      { status: 403 },
      { status: 200, headers: { etag: '"e"', 'content-length': '12' } },
    ]);
    expect((await errorOf(store.head('a', signal))).code).toBe('credentials.expired');
    expect((await store.head('a', signal))?.size).toBe(12);
    expect(http.lines()).toEqual(['HEAD /a', 'GET /a', 'HEAD /a', 'GET /a']);
  });

  test('names that are not encoded are left alone, and the token as well', async () => {
    const page = (encoding: string) =>
      `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${encoding}<IsTruncated>true</IsTruncated>` +
      '<NextContinuationToken>a+b%2F</NextContinuationToken>' +
      '<Contents><Key>a%20b+c</Key><Size>1</Size><ETag>&quot;e&quot;</ETag></Contents></ListBucketResult>';
    const { store } = openScripted([
      { status: 200, body: page('') },
      { status: 200, body: page('<EncodingType>url</EncodingType>') },
    ]);
    expect(await store.list({}, signal)).toMatchObject({
      objects: [{ key: 'a%20b+c', etag: 'e' }],
      next: 'a+b%2F',
    });
    expect(await store.list({}, signal)).toMatchObject({ objects: [{ key: 'a b c' }], next: 'a+b%2F' });
  });

  test('a server that knows only the first version of listing is led by its markers', async () => {
    const page = (keys: readonly string[], rest: string) => ({
      status: 200,
      body: `<ListBucketResult><EncodingType>url</EncodingType>${rest}${keys.map(key => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('')}</ListBucketResult>`,
    });
    const { store, http } = openScripted([
      page(['a', 'b+1'], '<IsTruncated>true</IsTruncated>'),
      page(
        ['c'],
        '<IsTruncated>true</IsTruncated><NextMarker>d%2F</NextMarker><CommonPrefixes><Prefix>d%2F</Prefix></CommonPrefixes>',
      ),
      page(['e'], '<IsTruncated>false</IsTruncated>'),
    ]);
    const keys: string[] = [];
    for await (const { key } of eachObject(store, { prefix: '' }, signal)) keys.push(key);
    expect(keys).toEqual(['a', 'b 1', 'c', 'e']);
    const markers = http.requests.map(({ path }) => new URLSearchParams(path.slice(2)).get('marker'));
    expect(markers).toEqual([null, 'b 1', 'd/']);
    expect(http.requests[1]?.path).not.toMatch(/continuation-token|list-type|start-after/);
  });

  test('a page that is truncated and names nothing is no listing', async () => {
    const body = '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>';
    const { store } = openScripted([{ status: 200, body }]);
    expect((await errorOf(store.list({}, signal))).code).toBe('remote.not-storage');
  });

  test('a truncated list of parts without a marker goes on after its last part', async () => {
    const part = (number: number) =>
      `<Part><PartNumber>${number}</PartNumber><Size>1</Size><ETag>"e"</ETag></Part>`;
    const list = (rest: string) => ({
      status: 200,
      body: `<ListPartsResult><IsTruncated>true</IsTruncated>${rest}</ListPartsResult>`,
    });
    const { store } = openScripted([
      list(part(1) + part(7)),
      list(`<NextPartNumberMarker/>${part(9)}`),
      list(''),
    ]);
    const upload = { key: 'a', uploadId: 'U' };
    expect((await store.listParts(upload, 0, signal)).next).toBe(7);
    expect((await store.listParts(upload, 7, signal)).next).toBe(9);
    expect((await errorOf(store.listParts(upload, 9, signal))).code).toBe('remote.not-storage');
  });
});
