import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalBucket, startLocalBucket, testToken } from '../support/local-bucket.ts';
import { codeOf, sendSigned } from '../support/signed-request.ts';

let bucket: LocalBucket;

beforeEach(async () => {
  bucket = await startLocalBucket();
});

afterEach(() => bucket.close());

const put = () => sendSigned(bucket.server, { method: 'PUT', key: 'k', body: 'hello oss' });
const get = () => sendSigned(bucket.server, { method: 'GET', key: 'k' });
const isStored = async () => (await get()).status === 200;

test.each(['resetBeforeBody', 'resetAfterBody'] as const)('%s stores nothing', async fault => {
  bucket.faults.on('put')[fault]();
  await expect(put()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await isStored()).toBe(false);
  expect(bucket.server.stats().bodyBytes.put).toBe(fault === 'resetAfterBody' ? 9 : 0);
  expect((await put()).status).toBe(200);
  bucket.faults.assertAllHit();
});

test('resetInBody breaks off in the middle and stores nothing', async () => {
  bucket.faults.on('put').resetInBody(500_000);
  const large = sendSigned(bucket.server, { method: 'PUT', key: 'k', body: Buffer.alloc(4_000_000) });
  await expect(large).rejects.toThrow();
  expect(await isStored()).toBe(false);
});

test('dropAnswer stores and says nothing', async () => {
  bucket.faults.on('put').dropAnswer();
  await expect(put()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await isStored()).toBe(true);
});

test('reply answers an error of the dialect and stores nothing', async () => {
  bucket.faults.on('put').reply(503).then.reply(403, 'AccessDenied');
  expect([(await put()).status, codeOf(await put())]).toEqual([503, 'AccessDenied']);
  expect(await isStored()).toBe(false);
});

test('html answers what a portal would', async () => {
  bucket.faults.on('get').html(200);
  const answer = await get();
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html']);
  // By the request id a client tells a page that was stored from one that came in between.
  expect(Object.keys(answer.headers).filter(name => name.startsWith('x-'))).toEqual([]);
});

test('wrongCrc spoils the checksums of both dialects and of part lists', async () => {
  await put();
  bucket.faults.on('any').wrongCrc().times(3);
  expect((await put()).headers['x-oss-hash-crc64ecma']).toBe('15021467531229347218');
  const s3 = await sendSigned(bucket.server, { kind: 's3', method: 'PUT', key: 's3', body: '123456789' });
  expect(s3.headers['x-amz-checksum-crc64nvme']).toBe('AosUhgp5mIg=');
  expect((await get()).headers['x-oss-hash-crc64ecma']).toBe('15021467531229347218');
  expect((await get()).headers['x-oss-hash-crc64ecma']).toBe('15021467531229347219');
});

test('clockSkew moves the clock of the server for a request', async () => {
  bucket.faults.on('put').clockSkew(3_600_000);
  expect(codeOf(await put())).toBe('RequestTimeTooSkewed');
  expect((await put()).status).toBe(200);
});

test('expireToken expires a temporary key', async () => {
  bucket.faults.on('put').expireToken();
  const withToken = () =>
    sendSigned(bucket.server, { method: 'PUT', key: 'k', body: 'x', signer: testToken });
  expect(codeOf(await withToken())).toBe('SecurityTokenExpired');
  expect((await withToken()).status).toBe(200);
});

test('truncateAnswer breaks off in the answer of what was done', async () => {
  bucket.faults.on('put').truncateAnswer();
  await expect(put()).rejects.toThrow();
  bucket.faults.on('get').truncateAnswer();
  await expect(get()).rejects.toThrow();
  expect(await isStored()).toBe(true);
});

test('delay answers late and hang never', async () => {
  bucket.faults.on('get').delay(50).then.hang();
  await put();
  const startedMs = performance.now();
  expect((await get()).status).toBe(200);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(45);
  let isSettled = false;
  const hanging = get()
    .catch(() => {})
    .finally(() => {
      isSettled = true;
    });
  await expect.poll(() => bucket.faults.hits()).toBe(2);
  await put();
  expect(isSettled).toBe(false);
  await bucket.server.close();
  await hanging;
  await bucket.restart();
});

test('a plan can wait for a certain request and for a part', async () => {
  bucket.faults.on('put', { nth: 3 }).reply(500);
  bucket.faults.on('get', { key: 'other' }).reply(500);
  const statuses = [];
  for (let round = 0; round < 4; round += 1) statuses.push((await put()).status);
  expect(statuses).toEqual([200, 200, 500, 200]);
  expect((await get()).status).toBe(200);
  expect(() => bucket.faults.assertAllHit()).toThrow('get: reply, hit 0 of 1');
});

test('counts requests and the bytes of their bodies', async () => {
  await put();
  await put();
  await get();
  const { requests, bodyBytes, totalBodyBytes } = bucket.server.stats();
  expect([requests.put, requests.get, bodyBytes.put, totalBodyBytes]).toEqual([2, 1, 18, 18]);
});
