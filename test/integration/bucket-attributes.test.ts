import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../main/base/clock.ts';
import type { Query } from '../../main/remote/uri.ts';
import { type LocalBucket, startLocalBucket, testBucket } from '../support/local-bucket.ts';
import { codeOf, type SignedRequest, sendSigned } from '../support/signed-request.ts';
import { sendByParts } from '../support/signed-upload.ts';

let bucket: LocalBucket;
/** What the bucket slept so far; it does not wait in earnest. */
let sleptMs = 0;

const clock: Clock = {
  ...systemClock,
  monotonic: () => sleptMs,
  sleep: async ms => {
    sleptMs += ms;
  },
};

beforeAll(async () => {
  bucket = await startLocalBucket({ clock, limits: { oss: { minPart: 1 }, s3: { minPart: 1 } } });
});

afterAll(() => bucket.close());

const kinds = ['oss', 's3'] as const;
type Kind = (typeof kinds)[number];
type Headers = Record<string, string>;

const md5 = createHash('md5').update('hello').digest('hex');
const send = (signed: SignedRequest) => sendSigned(bucket.server, signed);
const put = (kind: Kind, key: string, headers: Headers = {}) =>
  send({ kind, method: 'PUT', key, body: 'hello', headers });
const head = async (kind: Kind, key: string) => (await send({ kind, method: 'HEAD', key })).headers;
const outcome = (answer: Awaited<ReturnType<typeof send>>) => [answer.status, codeOf(answer)];
const etagIn = (headers: Readonly<Headers>) => headers['etag']?.replaceAll('"', '').toLowerCase();

const described: Headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'max-age=60, public',
  'content-disposition': 'attachment; filename="a.txt"',
  'content-encoding': 'gzip',
  'content-language': 'zh-CN',
  expires: 'Thu, 02 Jan 2031 03:04:05 GMT',
};

const ossOptions = [
  { 'x-oss-server-side-encryption': 'AES256' },
  { 'x-oss-server-side-encryption': 'SM4' },
  { 'x-oss-server-side-encryption': 'KMS' },
  {
    'x-oss-server-side-encryption': 'KMS',
    'x-oss-server-side-encryption-key-id': '9468da86-3509-4f8d-a61e-6eab1eac0000',
    'x-oss-server-side-data-encryption': 'SM4',
  },
] as Headers[];
const s3Options = [
  { 'x-amz-server-side-encryption': 'AES256' },
  { 'x-amz-server-side-encryption': 'aws:kms' },
  {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:k',
  },
] as Headers[];

describe.each(kinds)('%s', kind => {
  const own = kind === 'oss' ? 'x-oss' : 'x-amz';
  const coldClass = kind === 'oss' ? 'IA' : 'STANDARD_IA';

  test('what is said of an object comes back with it, however it was stored', async () => {
    const headers = {
      ...described,
      [`${own}-storage-class`]: coldClass,
      [`${own}-tagging`]: 'a=1&b%20c=%26&d',
      [`${own}-meta-author`]: 'alice',
    };
    const expected = {
      ...described,
      [`${own}-storage-class`]: coldClass,
      [`${own}-tagging-count`]: '3',
      [`${own}-meta-author`]: 'alice',
    };
    await put(kind, 'put', headers);
    expect(await head(kind, 'put')).toMatchObject(expected);
    expect((await send({ kind, method: 'GET', key: 'put' })).headers).toMatchObject(expected);
    const begun = await send({ kind, method: 'POST', key: 'parts', query: [['uploads', '']], headers });
    const uploadId = /<UploadId>([^<]*)</.exec(begun.text)?.[1] ?? '';
    const part: Query = [
      ['partNumber', '1'],
      ['uploadId', uploadId],
    ];
    const sent = await send({ kind, method: 'PUT', key: 'parts', query: part, body: 'hello' });
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${sent.headers['etag']}</ETag></Part></CompleteMultipartUpload>`;
    const done = await send({ kind, method: 'POST', key: 'parts', query: [['uploadId', uploadId]], body });
    expect(done.status).toBe(200);
    expect(await head(kind, 'parts')).toMatchObject(expected);
  });

  test.each(kind === 'oss' ? ossOptions : s3Options)('the encryption %j is told again', async headers => {
    const stored = await put(kind, 'encrypted', headers);
    expect(stored.headers).toMatchObject(headers);
    expect(await head(kind, 'encrypted')).toMatchObject(headers);
    const read = await send({ kind, method: 'GET', key: 'encrypted' });
    expect([read.text, read.headers]).toEqual(['hello', expect.objectContaining(headers)]);
    const begun = await send({ kind, method: 'POST', key: 'encrypted', query: [['uploads', '']], headers });
    expect(begun.headers).toMatchObject(headers);
  });

  test('with a key of its own an object has an ETag that is no MD5, and so have its parts', async () => {
    const algorithm = kind === 'oss' ? 'KMS' : 'aws:kms';
    const headers = { [`${own}-server-side-encryption`]: algorithm };
    expect(etagIn((await put(kind, 'plain')).headers)).toBe(md5);
    expect(etagIn((await put(kind, 'aes', { [`${own}-server-side-encryption`]: 'AES256' })).headers)).toBe(
      md5,
    );
    const etag = etagIn((await put(kind, 'kms', headers)).headers);
    expect(etag).toMatch(/^[0-9a-f]{32}$/);
    expect(etag).not.toBe(md5);
    expect(etagIn(await head(kind, 'kms'))).toBe(etag);
    const begun = await send({ kind, method: 'POST', key: 'kms', query: [['uploads', '']], headers });
    const uploadId = /<UploadId>([^<]*)</.exec(begun.text)?.[1] ?? '';
    const part: Query = [
      ['partNumber', '1'],
      ['uploadId', uploadId],
    ];
    const sent = await send({ kind, method: 'PUT', key: 'kms', query: part, body: 'hello' });
    expect(etagIn(sent.headers)).toBe(etag);
    const listed = await send({ kind, method: 'GET', key: 'kms', query: [['uploadId', uploadId]] });
    expect(listed.text.toLowerCase()).toContain(etag);
    const complete = (tag: string) =>
      send({
        kind,
        method: 'POST',
        key: 'kms',
        query: [['uploadId', uploadId]],
        body: `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${tag}</ETag></Part></CompleteMultipartUpload>`,
      });
    expect(codeOf(await complete(md5))).toBe('InvalidPart');
    const done = await complete(sent.headers['etag'] ?? '');
    expect([done.status, done.headers[`${own}-server-side-encryption`]]).toEqual([200, algorithm]);
  });

  test.each<[Headers, string]>([
    [{ 'server-side-encryption': 'DES' }, 'InvalidEncryptionAlgorithmError'],
    [{ 'server-side-encryption': kind === 'oss' ? 'aws:kms' : 'KMS' }, 'InvalidEncryptionAlgorithmError'],
    [
      {
        'server-side-encryption': 'AES256',
        [kind === 'oss' ? 'server-side-encryption-key-id' : 'server-side-encryption-aws-kms-key-id']: 'k',
      },
      'InvalidArgument',
    ],
    [{ 'storage-class': 'Warm' }, 'InvalidArgument'],
    [
      { [kind === 'oss' ? 'object-acl' : 'acl']: kind === 'oss' ? 'bucket-owner-read' : 'default' },
      'InvalidArgument',
    ],
  ])('%j is refused as %s', async (headers, code) => {
    const named = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [`${own}-${name}`, value]),
    );
    expect(outcome(await put(kind, 'refused', named))).toEqual([400, code]);
    const begun = await send({
      kind,
      method: 'POST',
      key: 'refused',
      query: [['uploads', '']],
      headers: named,
    });
    expect(outcome(begun)).toEqual([400, code]);
    expect((await send({ kind, method: 'HEAD', key: 'refused' })).status).toBe(404);
  });

  test.each([
    ['eleven tags', Array.from({ length: 11 }, (_, number) => `t${number}=1`).join('&')],
    ['a long name', `${'n'.repeat(129)}=1`],
    ['a long value', `n=${'%E6%8A%A5'.repeat(257)}`],
    ['no name', '=1'],
    ['one twice', 'a=1&%61=2'],
    ['a bad encoding', 'a=%zz'],
  ])('tags with %s are refused', async (_, tagging) => {
    const answer = await put(kind, 'refused', { [`${own}-tagging`]: tagging });
    expect(outcome(answer)).toEqual([400, kind === 'oss' ? 'InvalidArgument' : 'InvalidTag']);
  });

  test('ten tags of full length are kept', async () => {
    const tagging = Array.from(
      { length: 10 },
      (_, number) => `${number}${'%E6%8A%A5'.repeat(127)}=${'v'.repeat(256)}`,
    );
    expect((await put(kind, 'tagged', { [`${own}-tagging`]: tagging.join('&') })).status).toBe(200);
    expect((await head(kind, 'tagged'))[`${own}-tagging-count`]).toBe('10');
    await put(kind, 'tagged', { [`${own}-tagging`]: '' });
    expect((await head(kind, 'tagged'))[`${own}-tagging-count`]).toBeUndefined();
  });

  test('a part asks for no encryption of its own', async () => {
    const begun = await send({ kind, method: 'POST', key: 'parts', query: [['uploads', '']] });
    const uploadId = /<UploadId>([^<]*)</.exec(begun.text)?.[1] ?? '';
    const query: Query = [
      ['partNumber', '1'],
      ['uploadId', uploadId],
    ];
    const headers = { [`${own}-server-side-encryption`]: 'AES256' };
    expect(outcome(await send({ kind, method: 'PUT', key: 'parts', query, headers, body: 'x' }))).toEqual([
      400,
      'InvalidArgument',
    ]);
  });
});

test('each service tells of the encryption in its own words, and not of one that it lacks', async () => {
  await put('oss', 'kms', {
    'x-oss-server-side-encryption': 'KMS',
    'x-oss-server-side-encryption-key-id': 'k',
  });
  expect(await head('s3', 'kms')).toMatchObject({
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'k',
  });
  await put('oss', 'sm4', { 'x-oss-server-side-encryption': 'SM4' });
  expect((await head('s3', 'sm4'))['x-amz-server-side-encryption']).toBeUndefined();
});

test('a copy is encrypted as it asks for itself', async () => {
  await put('oss', 'source', { 'x-oss-server-side-encryption': 'KMS' });
  const source = { 'x-oss-copy-source': `/${testBucket}/source` };
  await send({ method: 'PUT', key: 'plain-copy', headers: source });
  expect((await head('oss', 'plain-copy'))['x-oss-server-side-encryption']).toBeUndefined();
  expect(etagIn(await head('oss', 'plain-copy'))).toBe(md5);
  const copied = await send({
    method: 'PUT',
    key: 'copy',
    headers: { ...source, 'x-oss-server-side-encryption': 'SM4' },
  });
  expect(copied.headers['x-oss-server-side-encryption']).toBe('SM4');
  expect((await head('oss', 'copy'))['x-oss-server-side-encryption']).toBe('SM4');
});

test('the ACL of an upload may be set at its end', async () => {
  const acl = async (key: string) => (await send({ method: 'GET', key, query: [['acl', '']] })).text;
  await sendByParts(bucket.server, 'open', ['a'], { headers: { 'x-oss-object-acl': 'public-read' } });
  expect(await acl('open')).toContain('<Grant>public-read</Grant>');
  const wrong = await sendByParts(bucket.server, 'open', ['a'], { headers: { 'x-oss-object-acl': 'all' } });
  expect(outcome(wrong)).toEqual([400, 'InvalidArgument']);
});

const limit = (value: string): Headers => ({ 'x-oss-traffic-limit': value });

test.each(['819199', '838860801', '0', '-1', '1e6', '819200.5', 'fast', ''])(
  'a traffic limit of %j is refused',
  async value => {
    expect(outcome(await put('oss', 'slow', limit(value)))).toEqual([400, 'InvalidArgument']);
  },
);

test('a traffic limit comes in the head or in the URL', async () => {
  const query: Query = [['x-oss-traffic-limit', '819200']];
  const both = await send({ method: 'PUT', key: 'slow', body: 'x', query, headers: limit('819200') });
  expect(outcome(both)).toEqual([400, 'InvalidArgument']);
  expect((await send({ method: 'PUT', key: 'slow', body: 'x', query })).status).toBe(200);
  expect((await send({ method: 'HEAD', key: 'slow', headers: limit('1') })).status).toBe(200);
});

test('a limited body and a limited answer take their time', async () => {
  const body = Buffer.alloc(1_024_000, 7);
  sleptMs = 0;
  expect((await send({ method: 'PUT', key: 'slow', body, headers: limit('819200') })).status).toBe(200);
  expect(Math.round(sleptMs / 100)).toBe(100);
  sleptMs = 0;
  const read = await send({ method: 'GET', key: 'slow', headers: limit('8192000') });
  expect(read.bytes.equals(body)).toBe(true);
  expect(Math.round(sleptMs / 10)).toBe(100);
  sleptMs = 0;
  await send({ method: 'GET', key: 'slow' });
  expect(sleptMs).toBe(0);
});
