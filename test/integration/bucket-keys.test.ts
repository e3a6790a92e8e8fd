import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { codeOf, sendRaw, sendSigned, wireOf } from '../support/signed-request.ts';
import { createTempDir } from '../support/temp-dir.ts';

let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});

afterAll(() => bucket.close());

const keys = [
  'a//b',
  './x',
  '../x',
  'a/../b',
  'a/../../../../etc/passwd',
  'a/./b/.',
  '..',
  '.',
  'what?',
  'a#b',
  'a+b c',
  '100%25%',
  '%2e%2e%2f',
  'emoji/🚢 报告 é é',
  'folder/',
  'folder//',
  ' leading and trailing ',
  'quotes\'"&<>]]>',
  '!()*~_-.',
  'back\\slash\\..\\x',
  'C:\\x',
  'nul.txt\u0001\u001f\u007f',
  'line\r\nbreak\ttab',
  'uploads',
  'x'.repeat(1023),
  '报'.repeat(341),
];

test.each(['oss', 'oss-v1', 's3'] as const)('every legal key round-trips (%s)', async kind => {
  for (const key of keys) {
    const put = await sendSigned(bucket.server, { kind, method: 'PUT', key, body: `at ${key}` });
    expect([key, put.status]).toEqual([key, 200]);
  }
  for (const key of keys) {
    expect((await sendSigned(bucket.server, { kind, method: 'GET', key })).text).toBe(`at ${key}`);
  }
  const listed = await sendSigned(bucket.server, {
    kind,
    method: 'GET',
    query: [
      ['list-type', '2'],
      ['encoding-type', 'url'],
      ['max-keys', '1000'],
    ],
  });
  const found = [...listed.text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) =>
    decodeURIComponent(key ?? ''),
  );
  expect(found).toEqual([...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  for (const key of keys) {
    expect((await sendSigned(bucket.server, { kind, method: 'DELETE', key })).status).toBe(204);
  }
});

test('keys in the host style round-trip, too', async () => {
  for (const key of ['a//b', 'a/../b', 'emoji 🚢?#+%']) {
    for (const kind of ['oss', 's3'] as const) {
      await sendSigned(bucket.server, { kind, method: 'PUT', key, body: key, isVirtual: true });
      expect((await sendSigned(bucket.server, { kind, method: 'GET', key })).text).toBe(key);
    }
  }
});

test('a slash that was sent as %2F is a slash', async () => {
  const { path, headers } = wireOf(bucket.server, { method: 'PUT', key: 'dir/sub/file' });
  const put = await sendRaw(
    bucket.server,
    { method: 'PUT', path: path.replace('dir/sub/', 'dir%2Fsub%2f'), headers },
    'hello',
  );
  expect(put.status).toBe(200);
  expect((await sendSigned(bucket.server, { method: 'GET', key: 'dir/sub/file' })).text).toBe('hello');
});

test('a key that is too long or begins with a slash is refused', async () => {
  const long = { method: 'PUT', key: 'x'.repeat(1025), body: 'x' } as const;
  expect(codeOf(await sendSigned(bucket.server, long))).toBe('InvalidObjectName');
  expect(codeOf(await sendSigned(bucket.server, { ...long, kind: 's3' }))).toBe('KeyTooLongError');
  const rooted = { method: 'PUT', key: '/x', body: 'x' } as const;
  expect(codeOf(await sendSigned(bucket.server, rooted))).toBe('InvalidObjectName');
  expect((await sendSigned(bucket.server, { ...rooted, kind: 's3' })).status).toBe(200);
  expect((await sendSigned(bucket.server, { kind: 's3', method: 'GET', key: '/x' })).text).toBe('x');
});

test('bytes that are no UTF-8 name no key', async () => {
  const { path, headers } = wireOf(bucket.server, { method: 'PUT', key: 'raw' });
  const answer = await sendRaw(
    bucket.server,
    { method: 'PUT', path: path.replace('raw', '%ff%fe'), headers },
    'x',
  );
  expect([answer.status, codeOf(answer)]).toEqual([400, 'InvalidObjectName']);
});

test('no key and no bucket name writes outside of the folder', async () => {
  const outer = await createTempDir();
  const inner = await startLocalBucket({ dir: join(outer, 'deep', 'data') });
  for (const key of keys) await sendSigned(inner.server, { method: 'PUT', key, body: 'x' });
  for (const name of ['..', '../..', 'a/../../b']) {
    const answer = await sendSigned(inner.server, {
      method: 'PUT',
      bucket: encodeURIComponent(name),
      key: null,
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  }
  expect(await readdir(outer)).toEqual(['deep']);
  expect(await readdir(dirname(inner.dir))).toEqual(['data']);
  const inside = await readdir(inner.dir, { recursive: true });
  const legal = /^(bucket\.(sqlite|lock)(-\w+)?|blobs([\\/][0-9a-f]{2}([\\/][0-9a-f]{32})?)?)$/;
  expect(inside.filter(name => !legal.test(name))).toEqual([]);
  await inner.close();
});
