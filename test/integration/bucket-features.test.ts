import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Query } from '../../main/remote/uri.ts';
import { type LocalBucket, startLocalBucket, testBucket } from '../support/local-bucket.ts';
import { codeOf, type SignedRequest, sendRaw, sendSigned, wireOf } from '../support/signed-request.ts';

let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});

afterAll(() => bucket.close());

const kinds = ['oss', 's3'] as const;
const send = (signed: SignedRequest) => sendSigned(bucket.server, signed);
const put = (key: string, body = 'hello', headers: Record<string, string> = {}) =>
  send({ method: 'PUT', key, body, headers });
const text = async (key: string) => (await send({ method: 'GET', key })).text;
const bare = (...names: string[]): Query => names.map(name => [name, ''] as const);
const outcome = (answer: Awaited<ReturnType<typeof send>>) => [answer.status, codeOf(answer)];

test.each(kinds)(
  'a subresource that is not served never becomes the operation on the whole (%s)',
  async kind => {
    await put('kept');
    await send({ method: 'PUT', bucket: 'empty-one', key: null });
    const requests: SignedRequest[] = [
      { method: 'PUT', key: 'kept', query: bare('renameObject'), body: 'x' },
      { method: 'PUT', key: 'kept', query: bare('tagging'), body: 'x' },
      { method: 'PUT', key: 'kept', query: [['acl', 'x']], body: 'x' },
      { method: 'PUT', key: 'kept', query: [['x-oss-unknown', '1']], body: 'x' },
      { method: 'PUT', key: 'kept', query: [['x-amz-copy-source', 'a/b']], body: 'x' },
      { method: 'DELETE', key: 'kept', query: bare('annotation') },
      { method: 'DELETE', key: 'kept', query: bare('tagging') },
      { method: 'POST', key: 'kept', query: [...bare('append', 'seal'), ['position', '0']] },
      { method: 'POST', key: 'kept', query: bare('select') },
      { method: 'GET', key: 'kept', query: bare('attributes') },
      { method: 'GET', key: 'kept', query: [['partNumber', '1']] },
      { method: 'GET', key: 'kept', query: [['x-oss-process', 'image/resize']] },
      { method: 'GET', key: null, query: [...bare('inventory'), ['id', 'x']] },
      { method: 'GET', key: null, query: bare('versions') },
      { method: 'GET', bucket: null, key: null, query: bare('regions') },
      ...['empty-one', testBucket].flatMap(name => [
        { method: 'DELETE', bucket: name, query: [...bare('intelligent-tiering'), ['id', 'x']] as Query },
        { method: 'DELETE', bucket: name, query: [...bare('style'), ['styleName', 'x']] as Query },
        { method: 'PUT', bucket: name, query: bare('intelligent-tiering') },
        { method: 'PUT', bucket: name, query: bare('acl'), headers: { 'x-oss-acl': 'public-read' } },
      ]),
    ];
    for (const request of requests) {
      expect([request, ...outcome(await send({ ...request, kind }))]).toEqual([
        request,
        501,
        'NotImplemented',
      ]);
    }
    expect(await text('kept')).toBe('hello');
    expect((await send({ method: 'HEAD', bucket: 'empty-one' })).status).toBe(200);
    const public1 = await send({ method: 'PUT', bucket: 'never-made', query: bare('intelligent-tiering') });
    expect(public1.status).toBe(501);
    expect((await send({ method: 'HEAD', bucket: 'never-made' })).status).toBe(404);
  },
);

test('parameters that change nothing pass', async () => {
  const query: Query = [
    ['x-id', 'PutObject'],
    ['x-oss-traffic-limit', '819200'],
    ['response-content-type', 'text/plain'],
  ];
  expect((await send({ method: 'PUT', key: 'passes', query, body: 'x' })).status).toBe(200);
  const version: Query = [
    ['v', '123'],
    ['versionId', 'null'],
  ];
  expect((await send({ method: 'GET', key: 'passes', query: version })).text).toBe('x');
  expect((await send({ method: 'DELETE', key: 'passes', query: version.slice(1) })).status).toBe(204);
});

test.each(kinds)('features that would be ignored are refused (%s)', async kind => {
  await put('kept');
  const own = kind === 'oss' ? 'x-oss' : 'x-amz';
  for (const headers of [
    ...(kind === 's3' ? [{ 'x-oss-callback': 'e30=' }] : []),
    { [`${own}-server-side-encryption-customer-algorithm`]: 'AES256' },
    { 'x-amz-copy-source-server-side-encryption-customer-key': 'x' },
  ] as Record<string, string>[]) {
    const answer = await send({ kind, method: 'PUT', key: 'kept', body: 'x', headers });
    expect([headers, ...outcome(answer)]).toEqual([headers, 501, 'NotImplemented']);
  }
  const query: Query = kind === 's3' ? [['callback', 'e30=']] : [['x-oss-process', 'x']];
  expect((await send({ kind, method: 'PUT', key: 'kept', body: 'x', query })).status).toBe(501);
  expect(await text('kept')).toBe('hello');
});

test('a checksum of an unknown name is refused', async () => {
  const signed = { kind: 's3', method: 'PUT', key: 'sum', body: 'x' } as const;
  for (const headers of [{ 'x-amz-checksum-md4': 'AAAA' }, { 'x-amz-trailer': 'x-amz-checksum-md4' }]) {
    expect(outcome(await send({ ...signed, headers: headers as Record<string, string> }))).toEqual([
      400,
      'InvalidRequest',
    ]);
  }
  const known = { 'x-amz-checksum-algorithm': 'CRC32', 'x-amz-checksum-type': 'FULL_OBJECT' };
  expect((await send({ ...signed, headers: known })).status).toBe(200);
});

test.each(kinds)('there is one version, and it is called null (%s)', async kind => {
  await put('one');
  const other: Query = [['versionId', 'other']];
  for (const method of ['GET', 'HEAD', 'DELETE']) {
    const answer = await send({ kind, method, key: 'one', query: other });
    expect([method, answer.status]).toEqual([method, 404]);
    if (method !== 'HEAD') expect(codeOf(answer)).toBe('NoSuchVersion');
  }
  const name = kind === 'oss' ? 'x-oss-copy-source' : 'x-amz-copy-source';
  const copy = (source: string) =>
    send({ kind, method: 'PUT', key: 'two', headers: { [name]: `/${testBucket}/${source}` } });
  expect(codeOf(await copy('one?versionId=other'))).toBe('NoSuchVersion');
  expect((await copy('one?versionId=null')).status).toBe(200);
  expect(await text('one')).toBe('hello');
});

test.each(kinds)('a deletion may say what it means (%s)', async kind => {
  await put('meant');
  const remove = (etag: string, key = 'meant') =>
    send({ kind, method: 'DELETE', key, headers: { 'if-match': etag } });
  expect(outcome(await remove('"0"'))).toEqual([412, 'PreconditionFailed']);
  expect((await remove('*', 'missing')).status).toBe(412);
  expect(await text('meant')).toBe('hello');
  expect((await remove(`"${createHash('md5').update('hello').digest('hex')}"`)).status).toBe(204);
});

function deleteMany(kind: 'oss' | 's3', objects: readonly string[], quiet = false) {
  const listed = objects.map(object => `<Object>${object}</Object>`).join('');
  const body = `<Delete><Quiet>${quiet}</Quiet>${listed}</Delete>`;
  const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
  return send({ kind, method: 'POST', query: bare('delete'), headers, body });
}

test.each(kinds)('keys whose version or conditions do not hold stay (%s)', async kind => {
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'].map(name => `many-${name}`);
  for (const key of keys) await put(key);
  const head = await send({ method: 'HEAD', key: 'many-f' });
  const etag = createHash('md5').update('hello').digest('hex');
  const right = `<ETag>${etag}</ETag><Size>5</Size><LastModifiedTime>${head.headers['last-modified']}</LastModifiedTime>`;
  const objects = [
    '<Key>many-a</Key><VersionId>null</VersionId>',
    '<Key>many-b</Key><VersionId>other</VersionId>',
    '<Key>many-c</Key><ETag>"0"</ETag>',
    '<Key>many-d</Key><Size>6</Size>',
    '<Key>many-e</Key><LastModifiedTime>2001-01-01T00:00:00Z</LastModifiedTime>',
    `<Key>many-f</Key>${right}`,
    '<Key>many-missing</Key>',
  ];
  const errors = (xml: string) =>
    [...xml.matchAll(/<Error><Key>([^<]*)<\/Key>.*?<Code>([^<]*)<\/Code>/g)].map(([, key, code]) => [
      key,
      code,
    ]);
  const wrong = [
    ['many-b', 'NoSuchVersion'],
    ['many-c', 'PreconditionFailed'],
    ['many-d', 'PreconditionFailed'],
    ['many-e', 'PreconditionFailed'],
  ];
  const quiet = await deleteMany(kind, objects.slice(1, 5), true);
  expect([quiet.status, errors(quiet.text)]).toEqual([200, wrong]);
  const answer = await deleteMany(kind, objects);
  expect(errors(answer.text)).toEqual(wrong);
  expect([...answer.text.matchAll(/<Deleted><Key>([^<]*)/g)].map(([, key]) => key)).toEqual([
    'many-a',
    'many-f',
    'many-missing',
  ]);
  for (const key of keys) {
    const isGone = key === 'many-a' || key === 'many-f';
    expect([key, (await send({ method: 'HEAD', key })).status]).toEqual([key, isGone ? 404 : 200]);
  }
});

test('a reference in a key that is deleted names its character', async () => {
  await put('ab');
  await put('a\u0001b');
  expect((await deleteMany('oss', ['<Key>a&#x1;b</Key>'])).status).toBe(200);
  expect(await text('ab')).toBe('hello');
  expect((await send({ method: 'HEAD', key: 'a\u0001b' })).status).toBe(404);
  expect(codeOf(await deleteMany('oss', ['<Key>a&nbsp;b</Key>']))).toBe('MalformedXML');
});

test.each(kinds)('a document may only be as long as its kind needs (%s)', async kind => {
  const made = await send({ kind, method: 'PUT', bucket: 'long-one', body: ' '.repeat(70_000) });
  expect(codeOf(made)).toBe('EntityTooLarge');
  expect(codeOf(await deleteMany(kind, [`<Key>${'x'.repeat(3_000_000)}</Key>`]))).toBe('EntityTooLarge');
  expect(codeOf(await deleteMany(kind, ['<a/>'.repeat(400_000)]))).toBe('MalformedXML');
});

test.each(kinds)('the source of a copy may come in any encoding of its slashes (%s)', async kind => {
  await put('dir/a b+%?versionId', 'source');
  const name = kind === 'oss' ? 'x-oss-copy-source' : 'x-amz-copy-source';
  const encoded = encodeURIComponent('dir/a b+%?versionId');
  const whole = `${testBucket}%2F${encoded}`;
  for (const source of [
    whole,
    `/${whole}`,
    `%2F${whole}`,
    `${testBucket}/${encoded}`,
    `/${testBucket}/${encoded.replaceAll('%2F', '/')}?versionId=null`,
  ]) {
    const copied = await send({ kind, method: 'PUT', key: 'copied', headers: { [name]: source } });
    expect([source, copied.status, await text('copied')]).toEqual([source, 200, 'source']);
    await send({ method: 'DELETE', key: 'copied' });
  }
  for (const source of ['', '/', testBucket, `${testBucket}/`, `/${testBucket}%2F`, '%ff/x']) {
    const answer = await send({ kind, method: 'PUT', key: 'copied', headers: { [name]: source } });
    expect([source, codeOf(answer)]).toEqual([source, 'InvalidArgument']);
  }
});

test('the copy source of the other protocol does not make a copy', async () => {
  await put('source');
  const headers = { 'x-amz-copy-source': `${testBucket}/source` };
  expect((await send({ method: 'PUT', key: 'target', headers, body: 'own' })).status).toBe(200);
  expect(await text('target')).toBe('own');
});

test('a host with dots is only a bucket when there is one', async () => {
  const get = (host: string, path: string) => {
    const { headers } = wireOf(bucket.server, { method: 'GET', key: 'hosted' });
    return sendRaw(bucket.server, { method: 'GET', path, headers: { ...headers, host } });
  };
  await put('hosted');
  for (const host of ['nas.local:9000', 'host.docker.internal']) {
    expect((await get(host, `/${testBucket}/hosted`)).text).toBe('hello');
  }
  expect((await get(`${testBucket}.oss-cn-hangzhou.aliyuncs.com`, '/hosted')).text).toBe('hello');
});

test('a further domain addresses buckets that are not there yet', async () => {
  const named = await startLocalBucket({ domains: ['NAS.local'] });
  const { headers } = wireOf(named.server, { method: 'PUT', bucket: 'new-one', key: null });
  const host = 'new-one.nas.local';
  expect(
    (await sendRaw(named.server, { method: 'PUT', path: '/', headers: { ...headers, host } })).status,
  ).toBe(200);
  expect((await sendSigned(named.server, { method: 'HEAD', bucket: 'new-one' })).status).toBe(200);
  await named.close();
});

test('the ACLs that were set are told in the words of the protocol', async () => {
  await put('plain');
  await put('open', 'x', { 'x-oss-object-acl': 'public-read' });
  const get = async (kind: 'oss' | 's3', key: string | null) =>
    (await send({ kind, method: 'GET', key, query: bare('acl') })).text;
  expect(await get('oss', null)).toContain('<AccessControlList><Grant>private</Grant></AccessControlList>');
  expect(await get('oss', 'plain')).toContain('<Grant>default</Grant>');
  expect(await get('oss', 'open')).toContain('<Grant>public-read</Grant>');
  expect(await get('s3', 'plain')).toContain('<Permission>FULL_CONTROL</Permission>');
  expect(await get('s3', 'plain')).not.toContain('AllUsers');
  expect(await get('s3', 'open')).toContain('global/AllUsers</URI></Grantee><Permission>READ</Permission>');
  expect(codeOf(await send({ method: 'GET', key: 'missing', query: bare('acl') }))).toBe('NoSuchKey');
  const anonymous = { method: 'GET', key: 'open', query: bare('acl'), signer: null };
  expect((await send(anonymous)).status).toBe(403);
});

test.each(kinds)('tags come back as they were sent (%s)', async kind => {
  await put('plain');
  const name = kind === 'oss' ? 'x-oss-tagging' : 'x-amz-tagging';
  const headers = { [name]: 'a=1&b%20c=%26' };
  await send({ kind, method: 'PUT', key: 'tagged', body: 'x', headers });
  const get = async (key: string) => (await send({ kind, method: 'GET', key, query: bare('tagging') })).text;
  expect(await get('tagged')).toContain(
    '<TagSet><Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>b c</Key><Value>&amp;</Value></Tag></TagSet>',
  );
  expect(await get('plain')).toContain('<TagSet></TagSet>');
});

test('settings that no bucket has are told by the codes that clients know', async () => {
  const get = (kind: 'oss' | 's3', name: string, of = testBucket) =>
    send({ kind, method: 'GET', bucket: of, query: bare(name) });
  const codes = {
    tagging: 'NoSuchTagSet',
    policy: 'NoSuchBucketPolicy',
    cors: 'NoSuchCORSConfiguration',
    encryption: 'ServerSideEncryptionConfigurationNotFoundError',
    lifecycle: 'NoSuchLifecycleConfiguration',
  };
  for (const [name, code] of Object.entries(codes)) {
    expect(outcome(await get('s3', name))).toEqual([404, code]);
    expect((await get('oss', name)).status).toBe(404);
  }
  expect(codeOf(await get('s3', 'policy', 'no-such-bucket'))).toBe('NoSuchBucket');
  expect((await get('s3', 'versioning')).text).toMatch(
    /<VersioningConfiguration [^>]*><\/VersioningConfiguration>$/,
  );
  expect(outcome(await get('s3', 'website'))).toEqual([501, 'NotImplemented']);
});

test.each(['constructor', '__proto__', 'toString'])(
  'a signature that names the header %s is only wrong',
  async name => {
    const { path, headers } = wireOf(bucket.server, { kind: 's3', method: 'GET', key: 'k' });
    const authorization = (headers['authorization'] ?? '').replace(
      'SignedHeaders=',
      `SignedHeaders=${name};`,
    );
    const answer = await sendRaw(bucket.server, {
      method: 'GET',
      path,
      headers: { ...headers, authorization },
    });
    expect(outcome(answer)).toEqual([403, 'SignatureDoesNotMatch']);
    const oss = wireOf(bucket.server, { method: 'GET', key: 'k' });
    const additional = (oss.headers['authorization'] ?? '').replace(',Sig', `,AdditionalHeaders=${name},Sig`);
    const head = { method: 'GET', path: oss.path, headers: { ...oss.headers, authorization: additional } };
    expect((await sendRaw(bucket.server, head)).status).toBeLessThan(500);
  },
);
