import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { s3Signature, s3SigningKey } from '../../main/remote/sign-s3.ts';
import { type LocalBucket, startLocalBucket, testBucket, testKey } from '../support/local-bucket.ts';
import { codeOf, sendSigned, wireOf } from '../support/signed-request.ts';

let bucket: LocalBucket;

beforeEach(async () => {
  bucket = await startLocalBucket({ limits: { oss: { minPart: 4 } } });
});

afterEach(() => bucket.close());

async function begin(key = 'k', extra: readonly (readonly [string, string])[] = []): Promise<string> {
  const begun = await sendSigned(bucket.server, { method: 'POST', key, query: [['uploads', ''], ...extra] });
  return /<UploadId>([0-9A-F]{32})</.exec(begun.text)?.[1] ?? '';
}

function sendPart(uploadId: string, number: number | string, body: string) {
  const query = [
    ['partNumber', String(number)],
    ['uploadId', uploadId],
  ] as const;
  return sendSigned(bucket.server, { method: 'PUT', key: 'k', query, body });
}

const etag = (text: string) => createHash('md5').update(text).digest('hex').toUpperCase();

function complete(uploadId: string, parts: readonly (readonly [number, string])[], headers = {}) {
  const listed = parts.map(
    ([number, text]) => `<Part><PartNumber>${number}</PartNumber><ETag>"${etag(text)}"</ETag></Part>`,
  );
  const body = `<CompleteMultipartUpload>${listed.join('')}</CompleteMultipartUpload>`;
  return sendSigned(bucket.server, {
    method: 'POST',
    key: 'k',
    query: [['uploadId', uploadId]],
    body,
    headers,
  });
}

const get = async () => (await sendSigned(bucket.server, { method: 'GET', key: 'k' })).text;

async function blobs(): Promise<number> {
  const entries = await readdir(join(bucket.dir, 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).length;
}

test('a part replaces the one with its number, and parts that are not listed go', async () => {
  const id = await begin();
  for (const text of ['one.', 'once']) await sendPart(id, 1, text);
  await sendPart(id, 7, 'seven');
  await sendPart(id, 9, 'nine');
  const done = await complete(id, [
    [1, 'once'],
    [9, 'nine'],
  ]);
  const joined = createHash('md5')
    .update(etag('once') + etag('nine'))
    .digest('hex')
    .toUpperCase();
  expect(done.text).toContain(`<ETag>&quot;${joined}-2&quot;</ETag>`);
  expect(await get()).toBe('oncenine');
  await expect.poll(blobs).toBe(2);
});

test('what is wrong with a list of parts is found in the order of the service', async () => {
  const id = await begin();
  await sendPart(id, 1, 'abc');
  await sendPart(id, 2, 'defg');
  const codes = async (parts: readonly (readonly [number, string])[]) => codeOf(await complete(id, parts));
  expect(await codes([])).toBe('MalformedXML');
  expect(
    await codes([
      [2, 'wrong'],
      [1, 'abc'],
    ]),
  ).toBe('InvalidPartOrder');
  expect(
    await codes([
      [1, 'abc'],
      [1, 'abc'],
    ]),
  ).toBe('InvalidPartOrder');
  expect(
    await codes([
      [1, 'abc'],
      [2, 'wrong'],
    ]),
  ).toBe('InvalidPart');
  expect(await codes([[3, 'abc']])).toBe('InvalidPart');
  expect(
    await codes([
      [1, 'abc'],
      [2, 'defg'],
    ]),
  ).toBe('EntityTooSmall');
  expect(await codes([[2, 'defg']])).toBeUndefined();
  expect(await codes([[2, 'defg']])).toBe('NoSuchUpload');
});

test('x-oss-complete-all takes all parts and no body', async () => {
  const id = await begin();
  await sendPart(id, 2, 'two.');
  await sendPart(id, 1, 'one.');
  const headers = { 'x-oss-complete-all': 'yes' };
  const both = await complete(id, [[1, 'one.']], headers);
  expect([codeOf(both), both.headers['x-oss-ec']]).toEqual(['InvalidArgument', '0042-00000216']);
  const query = [['uploadId', id]] as const;
  const neither = await sendSigned(bucket.server, { method: 'POST', key: 'k', query });
  expect(codeOf(neither)).toBe('MalformedXML');
  expect((await sendSigned(bucket.server, { method: 'POST', key: 'k', query, headers })).status).toBe(200);
  expect(await get()).toBe('one.two.');
});

test('an upload that must not overwrite is refused at its begin and at its end', async () => {
  const forbid = { 'x-oss-forbid-overwrite': 'true' };
  const id = await begin();
  await sendPart(id, 1, 'parts');
  await sendSigned(bucket.server, { method: 'PUT', key: 'k', body: 'put' });
  const begun = await sendSigned(bucket.server, {
    method: 'POST',
    key: 'k',
    query: [['uploads', '']],
    headers: forbid,
  });
  expect([begun.status, codeOf(begun)]).toEqual([409, 'FileAlreadyExists']);
  expect(codeOf(await complete(id, [[1, 'parts']], forbid))).toBe('FileAlreadyExists');
  expect(await get()).toBe('put');
  expect((await complete(id, [[1, 'parts']])).status).toBe(200);
  expect(await get()).toBe('parts');
});

test('part numbers go from 1 to 10,000', async () => {
  const id = await begin();
  for (const number of [0, 10_001, -1, 'x', '1.5', '']) {
    const answer = await sendPart(id, number, 'x');
    expect([answer.status, codeOf(answer)]).toEqual([400, 'InvalidArgument']);
  }
  expect((await sendPart(id, 10_000, 'x')).status).toBe(200);
  expect(codeOf(await sendPart('0'.repeat(32), 1, 'x'))).toBe('NoSuchUpload');
});

test('a sequential upload takes its parts in order and once', async () => {
  const id = await begin('k', [['sequential', '']]);
  expect(codeOf(await sendPart(id, 2, 'two.'))).toBe('PartNotSequential');
  expect((await sendPart(id, 1, 'one.')).status).toBe(200);
  expect(codeOf(await sendPart(id, 1, 'one.'))).toBe('ObjectAlreadyExists');
  expect((await sendPart(id, 2, 'two.')).status).toBe(200);
});

test('an abandoned upload leaves no byte, and takes none that come later', async () => {
  const id = await begin();
  await sendPart(id, 1, 'one');
  expect(await blobs()).toBe(1);
  bucket.faults.on('sendPart').throttle(1000);
  const late = sendPart(id, 2, 'x'.repeat(500));
  await expect.poll(() => bucket.faults.hits()).toBe(1);
  const gone = await sendSigned(bucket.server, { method: 'DELETE', key: 'k', query: [['uploadId', id]] });
  expect(gone.status).toBe(204);
  expect(codeOf(await late)).toBe('NoSuchUpload');
  await expect.poll(blobs).toBe(0);
});

test('parts are listed with their CRC', async () => {
  const id = await begin();
  await sendPart(id, 1, 'hello oss');
  const listed = await sendSigned(bucket.server, { method: 'GET', key: 'k', query: [['uploadId', id]] });
  expect(listed.text).toContain('<HashCrc64ecma>15021467531229347219</HashCrc64ecma>');
});

test('two completions at once make one object and one refusal', async () => {
  const id = await begin();
  await sendPart(id, 1, 'one.');
  const answers = await Promise.all([complete(id, [[1, 'one.']]), complete(id, [[1, 'one.']])]);
  expect(answers.map(answer => answer.status).sort()).toEqual([200, 404]);
});

test('1,500 parts become one object', async () => {
  const source = { method: 'PUT', key: 'source', body: 'abcdef' };
  await sendSigned(bucket.server, source);
  const id = await begin();
  const send = (number: number) =>
    sendSigned(bucket.server, {
      method: 'PUT',
      key: 'k',
      query: [
        ['partNumber', String(number)],
        ['uploadId', id],
      ],
      headers: { 'x-oss-copy-source': `/${testBucket}/source` },
    });
  for (let from = 1; from <= 1500; from += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, index) => send(from + index)));
  }
  const done = await complete(
    id,
    Array.from({ length: 1500 }, (_, index) => [index + 1, 'abcdef'] as const),
  );
  expect(done.status).toBe(200);
  expect(await get()).toBe('abcdef'.repeat(1500));
});

test('an S3 body in signed chunks is taken, and one with a wrong chunk is not', async () => {
  const nowMs = Date.now();
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const key = s3SigningKey(testKey.accessKeySecret, day, 'us-east-1');
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const put = async (name: string, sent: string) => {
    const signed = {
      kind: 's3',
      method: 'PUT',
      key: name,
      nowMs,
      payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      headers: { 'x-amz-decoded-content-length': '5', 'content-encoding': 'aws-chunked' },
    } as const;
    const { headers } = wireOf(bucket.server, signed);
    let previous = /Signature=(\w+)/.exec(headers['authorization'] ?? '')?.[1] ?? '';
    const chunk = (text: string) => {
      const scope = `${day}/us-east-1/s3/aws4_request`;
      const lines = ['AWS4-HMAC-SHA256-PAYLOAD', time, scope, previous, sha256(''), sha256(text)];
      previous = s3Signature(key, lines.join('\n'));
      return `${text.length.toString(16)};chunk-signature=${previous}\r\n`;
    };
    const body = `${chunk('hello')}${sent}\r\n${chunk('')}\r\n`;
    return sendSigned(bucket.server, { ...signed, body });
  };
  expect((await put('chunks', 'hello')).status).toBe(200);
  expect((await sendSigned(bucket.server, { method: 'GET', key: 'chunks' })).text).toBe('hello');
  expect(codeOf(await put('other', 'hallo'))).toBe('SignatureDoesNotMatch');
  expect((await sendSigned(bucket.server, { method: 'GET', key: 'other' })).status).toBe(404);
});
