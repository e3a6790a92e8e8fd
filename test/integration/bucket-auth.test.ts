import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presignOssV1 } from '../../main/remote/sign-oss-v1.ts';
import { presignOssV4 } from '../../main/remote/sign-oss-v4.ts';
import { presignS3 } from '../../main/remote/sign-s3.ts';
import { encodeKey, encodeQuery, type Query } from '../../main/remote/uri.ts';
import { createFixedClock } from '../support/fixed-clock.ts';
import {
  type LocalBucket,
  startLocalBucket,
  testBucket,
  testKey,
  testToken,
} from '../support/local-bucket.ts';
import { codeOf, sendRaw, sendSigned, wireOf } from '../support/signed-request.ts';

const nowMs = Date.UTC(2025, 0, 2, 3, 4, 5);
const minute = 60_000;
let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket({ clock: createFixedClock(nowMs) });
  await sendSigned(bucket.server, { method: 'PUT', key: 'k', body: 'hello', nowMs });
});

afterAll(() => bucket.close());

const kinds = ['oss', 'oss-v1', 's3'] as const;

describe.each(kinds)('%s', kind => {
  const get = { kind, method: 'GET', key: 'k', nowMs } as const;

  test('a right signature is let in', async () => {
    expect((await sendSigned(bucket.server, get)).text).toBe('hello');
  });

  test('a wrong secret is told which strings to compare, and no secret', async () => {
    const signer = { ...testKey, accessKeySecret: 'wrong' };
    const answer = await sendSigned(bucket.server, { ...get, signer });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'SignatureDoesNotMatch']);
    expect(answer.text).toMatch(/<StringToSign>.+<\/StringToSign>/s);
    expect(answer.text).toMatch(/<SignatureProvided>.+<\/SignatureProvided>/);
    expect(answer.text).not.toContain(testKey.accessKeySecret);
  });

  test('an unknown key id is told so', async () => {
    const signer = { ...testKey, accessKeyId: 'nobody' };
    expect(codeOf(await sendSigned(bucket.server, { ...get, signer }))).toBe('InvalidAccessKeyId');
  });

  test.each([-16 * minute, 16 * minute])('a clock that is off by %i ms is told both times', async off => {
    const answer = await sendSigned(bucket.server, { ...get, nowMs: nowMs + off });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'RequestTimeTooSkewed']);
    expect(answer.text).toContain('<ServerTime>2025-01-02T03:04:05.000Z</ServerTime>');
    expect(answer.text).toContain(`<RequestTime>${new Date(nowMs + off).toISOString()}</RequestTime>`);
    expect(answer.text).toContain('<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>');
    expect(Date.parse(answer.headers['date'] ?? '')).toBe(nowMs);
  });

  test.each([-14 * minute, 14 * minute])('a clock that is off by %i ms passes', async off => {
    expect((await sendSigned(bucket.server, { ...get, nowMs: nowMs + off })).status).toBe(200);
  });

  test('a security token is checked', async () => {
    const withToken = await sendSigned(bucket.server, { ...get, signer: testToken });
    expect(withToken.status).toBe(200);
    const wrong = await sendSigned(bucket.server, {
      ...get,
      signer: { ...testToken, securityToken: 'other' },
    });
    expect(codeOf(wrong)).toBe(kind === 's3' ? 'InvalidToken' : 'InvalidSecurityToken');
  });

  test('a header that was changed after signing breaks the signature', async () => {
    const { path, headers } = wireOf(bucket.server, {
      ...get,
      headers: { [kind === 's3' ? 'x-amz-meta-a' : 'x-oss-meta-a']: '1' },
    });
    const name = kind === 's3' ? 'x-amz-meta-a' : 'x-oss-meta-a';
    const answer = await sendRaw(bucket.server, {
      method: 'GET',
      path,
      headers: { ...headers, [name]: '2' },
    });
    expect(codeOf(answer)).toBe('SignatureDoesNotMatch');
  });
});

test('text beyond ASCII in a header is signed and kept as UTF-8', async () => {
  for (const kind of ['oss', 's3'] as const) {
    const name = kind === 's3' ? 'x-amz-meta-name' : 'x-oss-meta-name';
    const { path, headers } = wireOf(bucket.server, {
      kind,
      method: 'PUT',
      key: 'utf8',
      nowMs,
      headers: { [name]: '报告' },
    });
    const asBytes = { ...headers, [name]: Buffer.from('报告').toString('latin1') };
    expect(
      (await sendRaw(bucket.server, { method: 'PUT', path, headers: asBytes }, Buffer.from('x'))).status,
    ).toBe(200);
    const head = await sendSigned(bucket.server, { kind, method: 'HEAD', key: 'utf8', nowMs });
    expect(Buffer.from(head.headers[name] ?? '', 'latin1').toString('utf8')).toBe('报告');
  }
});

test('other headers of V4 may be signed, too', async () => {
  const request = { method: 'GET', bucket: testBucket, key: 'k', query: [], headers: {} };
  const query = presignOssV4(
    { ...request, headers: { host: `${bucket.server.host}:${bucket.server.port}` } },
    { ...testKey, region: 'cn-hangzhou' },
    nowMs,
    60,
    ['host'],
  );
  expect((await openUrl(query)).text).toBe('hello');
});

function openUrl(query: Query, method = 'GET', headers: Record<string, string> = {}, body?: Buffer) {
  const path = `/${testBucket}/${encodeKey('k')}?${encodeQuery(query)}`;
  return sendRaw(bucket.server, { method, path, headers }, body);
}

const presigners = {
  oss: (at: number, expiresS: number, method = 'GET', headers: Record<string, string> = {}) =>
    presignOssV4(
      { method, bucket: testBucket, key: 'k', query: [], headers },
      { ...testKey, region: 'cn-hangzhou' },
      at,
      expiresS,
    ),
  'oss-v1': (at: number, expiresS: number, method = 'GET', headers: Record<string, string> = {}) =>
    presignOssV1(
      { method, bucket: testBucket, key: 'k', query: [], headers },
      { ...testKey, region: 'cn-hangzhou' },
      at,
      expiresS,
    ),
  s3: (at: number, expiresS: number, method = 'GET', headers: Record<string, string> = {}) =>
    presignS3(
      {
        method,
        path: `/${testBucket}/k`,
        query: [],
        headers: { ...headers, host: `${bucket.server.host}:${bucket.server.port}` },
      },
      { ...testKey, region: 'us-east-1' },
      at,
      expiresS,
    ),
};

describe.each(kinds)('a presigned URL (%s)', kind => {
  test('works until it expires', async () => {
    expect((await openUrl(presigners[kind](nowMs - 59_000, 60))).text).toBe('hello');
    const late = await openUrl(presigners[kind](nowMs - 61_000, 60));
    expect([late.status, codeOf(late)]).toEqual([403, 'AccessDenied']);
    expect(late.text).toContain('Request has expired.');
  });

  test('takes a body from whoever has it until it expires', async () => {
    const headers = { 'content-type': 'text/plain', 'content-length': '3' };
    const url = (at: number) => presigners[kind](at, 60, 'PUT', { 'content-type': 'text/plain' });
    const store = (at: number, body: string, more: Record<string, string> = {}) =>
      openUrl(url(at), 'PUT', { ...headers, ...more }, Buffer.from(body));
    expect((await store(nowMs - 59_000, 'new')).status).toBe(200);
    const late = await store(nowMs - 61_000, 'old');
    expect([late.status, codeOf(late)]).toEqual([403, 'AccessDenied']);
    expect(codeOf(await store(nowMs, 'odd', { 'content-type': 'text/html' }))).toBe('SignatureDoesNotMatch');
    const read = await sendSigned(bucket.server, { method: 'GET', key: 'k', nowMs });
    expect([read.text, read.headers['content-type']]).toEqual(['new', 'text/plain']);
    await sendSigned(bucket.server, { method: 'PUT', key: 'k', body: 'hello', nowMs });
  });

  test('is good for its method alone', async () => {
    expect((await openUrl(presigners[kind](nowMs, 60), 'DELETE')).status).toBe(403);
    expect((await sendSigned(bucket.server, { method: 'GET', key: 'k', nowMs })).status).toBe(200);
  });

  test('and a signed header together are refused', async () => {
    const { headers } = wireOf(bucket.server, { kind, method: 'GET', key: 'k', nowMs });
    const answer = await openUrl(presigners[kind](nowMs, 60), 'GET', headers);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'InvalidArgument']);
  });
});

test('V4 URLs live a week at most and from now on', async () => {
  expect((await openUrl(presigners.oss(nowMs, 604_801))).status).toBe(400);
  expect((await openUrl(presigners.s3(nowMs, 604_801))).status).toBe(400);
  expect((await openUrl(presigners.oss(nowMs + 16 * minute, 60))).status).toBe(403);
});

test('a signature for another region is refused with the right one', async () => {
  const oss = await sendSigned(bucket.server, { method: 'GET', key: 'k', nowMs, region: 'cn-beijing' });
  expect([oss.status, codeOf(oss), oss.headers['x-oss-ec']]).toEqual([
    400,
    'InvalidArgument',
    '0002-00000226',
  ]);
  const s3 = await sendSigned(bucket.server, {
    kind: 's3',
    method: 'GET',
    key: 'k',
    nowMs,
    region: 'eu-west-1',
  });
  expect([s3.status, codeOf(s3)]).toEqual([400, 'AuthorizationHeaderMalformed']);
  expect(s3.text).toContain('<Region>us-east-1</Region>');
});

test('without a signature only what is public can be read', async () => {
  const anonymous = (method: string, key: string | null) =>
    sendSigned(bucket.server, { method, key, signer: null, ...(method === 'PUT' ? { body: 'x' } : {}) });
  const denied = await anonymous('GET', 'k');
  expect([denied.status, codeOf(denied)]).toEqual([403, 'AccessDenied']);
  const acl = { 'x-oss-object-acl': 'public-read' };
  await sendSigned(bucket.server, { method: 'PUT', key: 'public', body: 'hello', nowMs, headers: acl });
  expect((await anonymous('GET', 'public')).text).toBe('hello');
  expect((await anonymous('HEAD', 'public')).status).toBe(200);
  expect((await anonymous('PUT', 'public')).status).toBe(403);
  expect((await anonymous('DELETE', 'public')).status).toBe(403);
  expect((await anonymous('GET', null)).status).toBe(403);
  expect((await anonymous('GET', 'missing')).status).toBe(403);
});

test('errors of HEAD come in headers', async () => {
  const answer = await sendSigned(bucket.server, { method: 'HEAD', key: 'missing', nowMs });
  expect([answer.status, answer.headers['x-oss-ec']]).toEqual([404, '0026-00000001']);
  const xml = Buffer.from(answer.headers['x-oss-err'] ?? '', 'base64').toString();
  expect(xml).toContain('<Code>NoSuchKey</Code>');
});
