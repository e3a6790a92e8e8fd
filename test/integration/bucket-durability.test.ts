import { readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createBucketServer } from '../../main/bucket/server.ts';
import { startBucketProcess } from '../support/bucket-process.ts';
import { testBucket, testKey } from '../support/local-bucket.ts';
import { expectSameBytes, sampleBytes } from '../support/sample-bytes.ts';
import { codeOf, sendSigned, wireOf } from '../support/signed-request.ts';
import { createTempDir } from '../support/temp-dir.ts';

async function openServer(dir: string) {
  const server = await createBucketServer({ dir, credentials: [testKey], buckets: [testBucket] });
  onTestFinished(() => server.close());
  return server;
}

async function blobsIn(dir: string): Promise<string[]> {
  const entries = await readdir(join(dir, 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => entry.name);
}

test('an acknowledged object and an acknowledged part survive kill -9', async () => {
  const dir = await createTempDir();
  const child = await startBucketProcess(dir);
  const bytes = sampleBytes(3_000_001);
  await sendSigned(child.at, { method: 'PUT', key: 'small', body: 'hello oss' });
  await sendSigned(child.at, { method: 'PUT', key: 'large', body: bytes });
  const begun = await sendSigned(child.at, { method: 'POST', key: 'parts', query: [['uploads', '']] });
  const uploadId = /<UploadId>(\w+)/.exec(begun.text)?.[1] ?? '';
  const part = await sendSigned(child.at, {
    method: 'PUT',
    key: 'parts',
    query: [
      ['partNumber', '1'],
      ['uploadId', uploadId],
    ],
    body: bytes,
  });
  await child.kill();

  const server = await openServer(dir);
  expect((await sendSigned(server, { method: 'GET', key: 'small' })).text).toBe('hello oss');
  expectSameBytes((await sendSigned(server, { method: 'GET', key: 'large' })).bytes, bytes);
  const query = [['uploadId', uploadId]] as const;
  const listed = await sendSigned(server, { method: 'GET', key: 'parts', query });
  expect(listed.text).toContain(`<Size>${bytes.length}</Size>`);
  const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers['etag']}</ETag></Part></CompleteMultipartUpload>`;
  expect((await sendSigned(server, { method: 'POST', key: 'parts', query, body })).status).toBe(200);
  expectSameBytes((await sendSigned(server, { method: 'GET', key: 'parts' })).bytes, bytes);
});

test('what a killed server had received in part is gone at the next start', async () => {
  const dir = await createTempDir();
  const child = await startBucketProcess(dir);
  const { path, headers } = wireOf(child.at, { method: 'PUT', key: 'broken' });
  const socket = connect(child.at.port, child.at.host);
  socket.on('error', () => {});
  const head = Object.entries({ ...headers, 'content-length': '9000000' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.write(`PUT ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
  socket.write(sampleBytes(8_000_000));
  await expect.poll(() => blobsIn(dir), { timeout: 10_000 }).toHaveLength(1);
  await child.kill();
  socket.destroy();
  expect(await blobsIn(dir)).toHaveLength(1);

  const server = await openServer(dir);
  expect(await blobsIn(dir)).toEqual([]);
  expect(codeOf(await sendSigned(server, { method: 'GET', key: 'broken' }))).toBe('NoSuchKey');
});

test('replaced and deleted bytes leave the disk', async () => {
  const dir = await createTempDir();
  const server = await openServer(dir);
  for (const body of ['one', 'two', 'three']) await sendSigned(server, { method: 'PUT', key: 'k', body });
  await expect.poll(() => blobsIn(dir)).toHaveLength(1);
  await sendSigned(server, {
    method: 'PUT',
    key: 'copy',
    headers: { 'x-oss-copy-source': `/${testBucket}/k` },
  });
  await sendSigned(server, { method: 'DELETE', key: 'k' });
  expect((await sendSigned(server, { method: 'GET', key: 'copy' })).text).toBe('three');
  await sendSigned(server, { method: 'DELETE', key: 'copy' });
  await expect.poll(() => blobsIn(dir)).toEqual([]);
});

test('a second server over the same folder is refused', async () => {
  const dir = await createTempDir();
  await openServer(dir);
  await expect(createBucketServer({ dir, credentials: [testKey] })).rejects.toMatchObject({
    code: 'bucket.served',
    facts: { path: dir },
  });
});

test('a damaged index is put aside together with its bytes', async () => {
  const dir = await createTempDir();
  const child = await startBucketProcess(dir);
  await sendSigned(child.at, { method: 'PUT', key: 'k', body: 'hello oss' });
  await child.kill();
  for (const suffix of ['-wal', '-shm']) await rm(join(dir, `bucket.sqlite${suffix}`), { force: true });
  await writeFile(join(dir, 'bucket.sqlite'), 'no database at all'.repeat(1000));

  const server = await openServer(dir);
  expect((await sendSigned(server, { method: 'GET', key: 'k' })).status).toBe(404);
  const aside = (await readdir(dir)).find(name => name.endsWith('.blobs')) ?? '';
  const kept = await readdir(join(dir, aside), { recursive: true, withFileTypes: true });
  expect(kept.filter(entry => entry.isFile())).toHaveLength(1);
});
