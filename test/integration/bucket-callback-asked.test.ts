// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the bucket fills these in, not we.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { presignOssV1 } from '../../main/remote/sign-oss-v1.ts';
import { presignOssV4 } from '../../main/remote/sign-oss-v4.ts';
import { encodeKey, encodeQuery, type Query } from '../../main/remote/uri.ts';
import {
  type CallbackApplication,
  callbackHeaders,
  encodeCallback,
  startCallbackApplication,
  usualReply,
} from '../support/callback-application.ts';
import { type LocalBucket, startLocalBucket, testBucket, testKey } from '../support/local-bucket.ts';
import {
  codeOf,
  type RawAnswer,
  type SignedRequest,
  sendRaw,
  sendSigned,
} from '../support/signed-request.ts';
import { sendByParts } from '../support/signed-upload.ts';

let bucket: LocalBucket;
let application: CallbackApplication;

beforeAll(async () => {
  bucket = await startLocalBucket({ limits: { oss: { minPart: 1 } } });
  application = await startCallbackApplication(url => url.startsWith(`${bucket.server.url}/`));
});

afterAll(async () => {
  await application.close();
  await bucket.close();
});

const send = (signed: SignedRequest) => sendSigned(bucket.server, signed);
const callback = (more: Record<string, unknown> = {}) => ({
  callbackUrl: `${application.url}/cb?id=1`,
  callbackBody: 'size=${size}',
  ...more,
});
const put = (key: string, headers: Record<string, string>, query: Query = []) =>
  send({ method: 'PUT', key, body: 'hello oss', headers, query });
const isStored = async (key: string) => (await send({ method: 'HEAD', key })).status === 200;
const lastCall = () => application.calls.at(-1);
const messageOf = (answer: RawAnswer) => /<Message>([^<]*)</.exec(answer.text)?.[1];

const long = 'x'.repeat(5 * 1024);
test.each<[string, Record<string, string>]>([
  ['no base64', { 'x-oss-callback': '{"a":1}' }],
  ['no JSON', { 'x-oss-callback': Buffer.from('hello').toString('base64') }],
  ['no object', { 'x-oss-callback': encodeCallback([1]) }],
  ['nothing', { 'x-oss-callback': '' }],
  ['no URL', callbackHeaders({ callbackBody: 'x' })],
  [
    'six URLs',
    callbackHeaders({
      callbackBody: 'x',
      callbackUrl: 'http://a;http://b;http://c;http://d;http://e;http://f',
    }),
  ],
  ['another protocol', callbackHeaders({ callbackBody: 'x', callbackUrl: 'ftp://a/' })],
  ['a bad port', callbackHeaders({ callbackBody: 'x', callbackUrl: 'http://a:99999/' })],
  ['IPv6', callbackHeaders({ callbackBody: 'x', callbackUrl: 'http://[::1]/' })],
  ['a URL that is not encoded', callbackHeaders({ callbackBody: 'x', callbackUrl: 'http://a/报' })],
  ['a path that does not decode', callbackHeaders({ callbackBody: 'x', callbackUrl: 'http://a/%ff' })],
  ['no body', callbackHeaders({ callbackUrl: 'http://a/' })],
  ['an empty body', callbackHeaders({ callbackUrl: 'http://a/', callbackBody: '' })],
  ['a body that is no text', callbackHeaders({ callbackUrl: 'http://a/', callbackBody: { a: 1 } })],
  ['an unknown variable', callbackHeaders({ callbackUrl: 'http://a/', callbackBody: '${bucket}${nothing}' })],
  ['an open variable', callbackHeaders({ callbackUrl: 'http://a/', callbackBody: '${bucket}${object' })],
  [
    'another body type',
    callbackHeaders({ callbackUrl: 'http://a/', callbackBody: 'x', callbackBodyType: 'text/plain' }),
  ],
  ['SNI as text', callbackHeaders({ callbackUrl: 'http://a/', callbackBody: 'x', callbackSNI: 'true' })],
  [
    'a host that would end its header',
    callbackHeaders({ callbackUrl: 'http://a/', callbackBody: 'x', callbackHost: 'a\r\nb: c' }),
  ],
  ['more than 5 KB', callbackHeaders({ callbackUrl: 'http://a/', callbackBody: long })],
  [
    'variables of more than 5 KB',
    callbackHeaders({ callbackUrl: 'http://a/', callbackBody: 'x' }, { 'x:a': long }),
  ],
  ['a variable without x:', callbackHeaders({ callbackUrl: 'http://a/', callbackBody: 'x' }, { a: '1' })],
  [
    'a variable that is no text',
    callbackHeaders({ callbackUrl: 'http://a/', callbackBody: 'x' }, { 'x:a': 1 }),
  ],
  ['variables alone', { 'x-oss-callback-var': encodeCallback({ 'x:a': '1' }) }],
])('%s: refused before anything is stored', async (_, headers) => {
  const answer = await put('refused', headers);
  expect([answer.status, codeOf(answer)]).toEqual([400, 'InvalidArgument']);
  expect(await isStored('refused')).toBe(false);
});

test('an upload whose callback is refused can still be completed', async () => {
  const answer = await sendByParts(bucket.server, 'parts', ['hello ', 'oss'], {
    headers: { 'x-oss-callback': 'no' },
  });
  expect([answer.status, codeOf(answer)]).toEqual([400, 'InvalidArgument']);
  const uploads = (await send({ method: 'GET', query: [['uploads', '']] })).text;
  const uploadId = /<UploadId>([^<]*)</.exec(uploads)?.[1] ?? '';
  const headers = { 'x-oss-complete-all': 'yes' };
  expect(
    (await send({ method: 'POST', key: 'parts', query: [['uploadId', uploadId]], headers })).status,
  ).toBe(200);
});

test('SNI as text is refused in the words of OSS', async () => {
  const answer = await put('refused', callbackHeaders(callback({ callbackSNI: 'true' })));
  expect(messageOf(answer)).toBe('The callback sni is invalid.');
});

test('header and URL together are refused', async () => {
  const query: Query = [['callback', encodeCallback(callback())]];
  const answer = await put('refused', callbackHeaders(callback()), query);
  expect([answer.status, codeOf(answer)]).toEqual([400, 'InvalidArgument']);
  expect(await isStored('refused')).toBe(false);
});

test('only what makes a whole object knows callbacks', async () => {
  await put('source', {});
  const headers = callbackHeaders(callback());
  const calls = application.calls.length;
  for (const request of [
    {
      method: 'POST',
      query: [
        ['append', ''],
        ['position', '0'],
      ],
      body: 'x',
    },
    { method: 'PUT', headers: { 'x-oss-copy-source': `/${testBucket}/source` } },
    { method: 'DELETE' },
    { method: 'GET' },
  ] as SignedRequest[]) {
    const answer = await send({ ...request, key: 'other', headers: { ...request.headers, ...headers } });
    expect([request.method, answer.status, codeOf(answer)]).toEqual([request.method, 400, 'InvalidArgument']);
  }
  // SDKs send the headers of the whole upload with its begin and its parts.
  const begun = await send({ method: 'POST', key: 'other', query: [['uploads', '']], headers });
  const part: Query = [
    ['partNumber', '1'],
    ['uploadId', /<UploadId>([^<]*)</.exec(begun.text)?.[1] ?? ''],
  ];
  expect((await send({ method: 'PUT', key: 'other', query: part, headers, body: 'x' })).status).toBe(200);
  const s3 = await send({ kind: 's3', method: 'PUT', key: 'other', body: 'x', headers });
  expect([s3.status, codeOf(s3)]).toEqual([501, 'NotImplemented']);
  expect(application.calls.length).toBe(calls);
});

test.each(['V4', 'V1'] as const)('a URL signed beforehand (%s) makes its callback', async version => {
  const key = 'url/报 1.txt';
  const query: Query = [
    ['callback', encodeCallback(callback({ callbackBody: 'o=${object}&v=${x:v}' }))],
    ['callback-var', encodeCallback({ 'x:v': version })],
  ];
  const unsigned = { method: 'PUT', bucket: testBucket, key, query, headers: {} };
  const presign = version === 'V4' ? presignOssV4 : presignOssV1;
  const signed = presign(unsigned, { ...testKey, region: 'cn-hangzhou' }, Date.now(), 60);
  const path = `/${testBucket}/${encodeKey(key)}`;
  const open = (query: Query) =>
    sendRaw(
      bucket.server,
      { method: 'PUT', path: `${path}?${encodeQuery(query)}`, headers: {} },
      Buffer.from('hello oss'),
    );
  expect(await open(signed)).toMatchObject({ status: 200, text: usualReply });
  expect(lastCall()).toMatchObject({ body: `o=url%2F%E6%8A%A5%201.txt&v=${version}`, isGenuine: true });
  const calls = application.calls.length;
  const elsewhere = encodeCallback(callback({ callbackUrl: 'http://127.0.0.1:9/' }));
  const changed = signed.map(([name, value]) => [name, name === 'callback' ? elsewhere : value] as const);
  expect((await open(changed)).status).toBe(403);
  expect(application.calls.length).toBe(calls);
});
