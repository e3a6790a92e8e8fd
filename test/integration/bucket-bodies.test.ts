import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { expectSameBytes, sampleBytes } from '../support/sample-bytes.ts';
import { codeOf, type SignedRequest, sendSigned, wireOf } from '../support/signed-request.ts';

let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket({ limits: { oss: { maxPut: 1_000_000 }, s3: { maxPut: 1_000_000 } } });
});

afterAll(() => bucket.close());

const md5 = (text: string) => createHash('md5').update(text).digest('base64');

/** Sends a head and some bytes, and returns all that comes back until the other side closes or `end` is called. */
function openSocket(signed: SignedRequest, extra: Record<string, string>) {
  const { path, headers } = wireOf(bucket.server, signed);
  const lines = Object.entries({ ...headers, ...extra }).map(([name, value]) => `${name}: ${value}`);
  const socket = connect(bucket.server.port, bucket.server.host);
  socket.on('error', () => {});
  socket.write(`${signed.method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  return socket;
}

async function blobs(): Promise<string[]> {
  const entries = await readdir(join(bucket.dir, 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => entry.name);
}

test('a body that ends before its announced length leaves nothing', async () => {
  const before = await blobs();
  bucket.server.resetStats();
  const socket = openSocket({ method: 'PUT', key: 'short' }, { 'content-length': '900000' });
  socket.write(Buffer.alloc(400_000));
  await soon(() => bucket.server.stats().bodyBytes.put).toBe(400_000);
  socket.destroy();
  await soon(blobs).toEqual(before);
  expect(codeOf(await sendSigned(bucket.server, { method: 'GET', key: 'short' }))).toBe('NoSuchKey');
});

test.each(['oss', 's3'] as const)('a body that is not what Content-MD5 says is refused (%s)', async kind => {
  const put = { kind, method: 'PUT', key: 'md5', body: 'hello oss' } as const;
  const wrong = await sendSigned(bucket.server, { ...put, headers: { 'content-md5': md5('other') } });
  expect([wrong.status, codeOf(wrong)]).toEqual([400, kind === 'oss' ? 'InvalidDigest' : 'BadDigest']);
  const right = await sendSigned(bucket.server, { ...put, headers: { 'content-md5': md5('hello oss') } });
  expect(right.status).toBe(200);
});

test('OSS takes chunked transfer of unknown length, S3 does not', async () => {
  const bytes = sampleBytes(300_000);
  const body = () => Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
  const put = await sendSigned(bucket.server, { method: 'PUT', key: 'chunked', body: body() });
  expect(put.status).toBe(200);
  expectSameBytes((await sendSigned(bucket.server, { method: 'GET', key: 'chunked' })).bytes, bytes);
  const s3 = await sendSigned(bucket.server, { kind: 's3', method: 'PUT', key: 'chunked', body: body() });
  expect([s3.status, codeOf(s3)]).toEqual([411, 'MissingContentLength']);
});

test('a client that is gone before its answer harms nobody', async () => {
  await sendSigned(bucket.server, { method: 'PUT', key: 'left', body: sampleBytes(900_000) });
  for (const extra of ['delay', 'throttle'] as const) {
    const before = bucket.faults.hits();
    if (extra === 'delay') bucket.faults.on('get', { key: 'left' }).delay(20);
    else bucket.faults.on('get', { key: 'left' }).throttle(10_000_000);
    const socket = openSocket({ method: 'GET', key: 'left' }, {});
    await soon(() => bucket.faults.hits()).toBe(before + 1);
    if (extra === 'throttle') await firstChunk(socket);
    socket.destroy();
  }
  await sendSigned(bucket.server, { method: 'DELETE', key: 'left' });
  expect((await sendSigned(bucket.server, { method: 'GET', query: [['location', '']] })).status).toBe(200);
});

test('a refusal comes before the body', async () => {
  const signer = { accessKeyId: 'nobody', accessKeySecret: 'x' };
  const socket = openSocket({ method: 'PUT', key: 'early', signer }, { 'content-length': '900000' });
  const [answer] = await Promise.all([firstChunk(socket)]);
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  socket.destroy();
});

test('who waits for "100 Continue" is refused without it, and sent it otherwise', async () => {
  const extra = { 'content-length': '5', expect: '100-continue' };
  const refused = openSocket({ method: 'PUT', bucket: 'no-such-bucket', key: 'k' }, extra);
  expect(await firstChunk(refused)).toMatch(/^HTTP\/1\.1 404 /);
  refused.destroy();
  const taken = openSocket({ method: 'PUT', key: 'continued' }, extra);
  expect(await firstChunk(taken)).toMatch(/^HTTP\/1\.1 100 Continue/);
  taken.write('hello');
  expect(await firstChunk(taken)).toMatch(/^HTTP\/1\.1 200 /);
  taken.destroy();
});

test('a connection goes on after an answer that did not wait for its body', async () => {
  const socket = openSocket({ method: 'PUT', bucket: 'no-such-bucket', key: 'k' }, { 'content-length': '5' });
  expect(await firstChunk(socket)).toMatch(/^HTTP\/1\.1 404 /);
  socket.write('hello');
  const { path, headers } = wireOf(bucket.server, { method: 'GET', query: [['location', '']] });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  expect(await firstChunk(socket)).toMatch(/^HTTP\/1\.1 200 /);
  socket.destroy();
});

test.each(['oss', 's3'] as const)('a body above the limit is refused (%s)', async kind => {
  const large = { kind, method: 'PUT', key: 'large', body: Buffer.alloc(1_000_001) } as const;
  expect(codeOf(await sendSigned(bucket.server, large))).toBe('EntityTooLarge');
});

test('S3 checks the payload hash that was signed', async () => {
  const payloadHash = createHash('sha256').update('hello').digest('hex');
  const put = { kind: 's3', method: 'PUT', key: 'hashed', payloadHash } as const;
  expect((await sendSigned(bucket.server, { ...put, body: 'hello' })).status).toBe(200);
  const other = await sendSigned(bucket.server, { ...put, body: 'hallo' });
  expect([other.status, codeOf(other)]).toEqual([400, 'XAmzContentSHA256Mismatch']);
});

test('the ranges of OSS are lenient unless the standard is asked for', async () => {
  await sendSigned(bucket.server, { method: 'PUT', key: 'range', body: '0123456789' });
  const get = async (range: string, behavior?: string) => {
    const headers = { range, ...(behavior ? { 'x-oss-range-behavior': behavior } : {}) };
    const answer = await sendSigned(bucket.server, { method: 'GET', key: 'range', headers });
    return [answer.status, answer.text.slice(0, 10)];
  };
  expect(await get('bytes=2-4')).toEqual([206, '234']);
  expect(await get('bytes=-3')).toEqual([206, '789']);
  expect(await get('bytes=8-')).toEqual([206, '89']);
  expect(await get('bytes=8-20')).toEqual([200, '0123456789']);
  expect(await get('bytes=20-30')).toEqual([200, '0123456789']);
  expect(await get('bytes=4-2')).toEqual([200, '0123456789']);
  expect(await get('bytes=8-20', 'standard')).toEqual([206, '89']);
  expect((await get('bytes=20-30', 'standard'))[0]).toBe(416);
});

test('an OSS put with a condition of HTTP is refused as S3 would not', async () => {
  const put = { method: 'PUT', key: 'conditional', body: 'x', headers: { 'if-none-match': '*' } };
  const oss = await sendSigned(bucket.server, put);
  expect([oss.status, codeOf(oss)]).toEqual([400, 'NotImplemented']);
  expect((await sendSigned(bucket.server, { ...put, kind: 's3' })).status).toBe(200);
});

test('an object may be read while it is replaced and deleted', async () => {
  // More than the buffers of a connection take, in many blobs: most of them are opened after the deletion.
  const part = sampleBytes(900_000);
  const count = 24;
  const parts: string[] = [];
  const begun = await sendSigned(bucket.server, { method: 'POST', key: 'read', query: [['uploads', '']] });
  const uploadId = /<UploadId>(\w+)/.exec(begun.text)?.[1] ?? '';
  for (let number = 1; number <= count; number += 1) {
    const query = [
      ['partNumber', String(number)],
      ['uploadId', uploadId],
    ] as const;
    const sent = await sendSigned(bucket.server, { method: 'PUT', key: 'read', query, body: part });
    parts.push(`<Part><PartNumber>${number}</PartNumber><ETag>${sent.headers['etag']}</ETag></Part>`);
  }
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  await sendSigned(bucket.server, { method: 'POST', key: 'read', query: [['uploadId', uploadId]], body });
  const reading = await openAnswer({ method: 'GET', key: 'read' });
  await sendSigned(bucket.server, { method: 'PUT', key: 'read', body: 'other' });
  await sendSigned(bucket.server, { method: 'DELETE', key: 'read' });
  expect((await blobs()).length).toBeGreaterThanOrEqual(count);
  const chunks: Buffer[] = [];
  for await (const chunk of reading) chunks.push(chunk as Buffer);
  expectSameBytes(Buffer.concat(chunks), Buffer.concat(Array.from({ length: count }, () => part)));
  await soon(async () => (await blobs()).length).toBeLessThan(count);
});

test('a connection on which nothing moves is closed', async () => {
  const idle = await startLocalBucket({ idleMs: 100 });
  try {
    const { path, headers } = wireOf(idle.server, { method: 'PUT', key: 'stuck' });
    const socket = connect(idle.server.port, idle.server.host);
    socket.on('error', () => {});
    const lines = Object.entries({ ...headers, 'content-length': '900000' });
    socket.write(
      `PUT ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`,
    );
    // It moves for longer than the limit, and then no more.
    for (let sent = 0; sent < 5; sent += 1) {
      socket.write(Buffer.alloc(100));
      await new Promise(resolve => setTimeout(resolve, 40));
    }
    expect(socket.closed).toBe(false);
    await new Promise(resolve => socket.once('close', resolve));
    const answer = await sendSigned(idle.server, { method: 'GET', key: 'stuck' });
    expect(codeOf(answer)).toBe('NoSuchKey');
  } finally {
    await idle.close();
  }
});

/** Polls with a patience that a busy computer doesn't exhaust. */
function soon<T>(read: () => T) {
  return expect.poll(read, { timeout: 30_000 });
}

/** Resolves with an answer of which nothing but the head was read. */
function openAnswer(signed: SignedRequest): Promise<IncomingMessage> {
  const { path, headers } = wireOf(bucket.server, signed);
  return new Promise((resolve, reject) => {
    const { host, port } = bucket.server;
    const sent = request({ host, port, agent: false, method: signed.method, path, headers });
    sent.on('error', reject).on('response', resolve).end();
  });
}

function firstChunk(socket: ReturnType<typeof connect>): Promise<string> {
  return new Promise(resolve => {
    socket.once('data', chunk => resolve(chunk.toString()));
    socket.once('close', () => resolve(''));
  });
}
