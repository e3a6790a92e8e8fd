import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryBody } from '../../main/remote/memory-body.ts';
import type { ObjectStore } from '../../main/remote/object-store.ts';
import { type LocalBucket, startLocalBucket, testKey, testToken } from '../support/local-bucket.ts';
import { codeOf, noAbort, openRemote, type RemoteOptions } from '../support/open-remote.ts';
import { bytesOf, describeObjectStore, noise, sendPieces } from './object-store.suite.ts';

let local: LocalBucket;
let buckets = 0;

beforeAll(async () => {
  local = await startLocalBucket({ limits: { oss: { minPart: 1 } } });
});
afterAll(() => local.close());

/** A store on a bucket of its own. */
async function open(options: RemoteOptions = {}): Promise<ObjectStore> {
  buckets += 1;
  const bucket = `oss-bucket-${buckets}`;
  local.server.createBucket(bucket);
  return openRemote(local, 'oss', { bucket, ...options });
}

describeObjectStore({ name: 'the OSS store', open });

describe('the OSS store', () => {
  const virtual = (bucket: string): RemoteOptions => ({
    address: {
      ...local.server.address('oss', bucket),
      endpoint: `http://localhost:${local.server.port}`,
      addressing: 'virtual',
    },
  });

  test.each([
    { with: 'V1', options: { signing: 'v1' } satisfies RemoteOptions },
    { with: 'V1 and a token', options: { signing: 'v1', credentials: testToken } satisfies RemoteOptions },
    { with: 'V4 and a token', options: { credentials: testToken } satisfies RemoteOptions },
  ])('signs with $with, on every kind of call', async ({ options }) => {
    const store = await open(options);
    await store.put('报告 a+b', createMemoryBody(noise(10)), { meta: { mtime: '1' } }, noAbort);
    expect((await store.list({ prefix: '报', delimiter: '/' }, noAbort)).objects).toHaveLength(1);
    const { completion } = await sendPieces(store, 'x/y z', [noise(10), noise(10)]);
    expect((await store.listUploads('x', null, noAbort)).uploads).toHaveLength(1);
    await store.complete(completion, noAbort);
    expect(await store.deleteMany(['报告 a+b', 'x/y z'], noAbort)).toEqual([]);
  });

  test('finds the bucket by its host', async () => {
    const plain = await open();
    const store = openRemote(local, 'oss', virtual(plain.address.bucket));
    await store.put('a//../b?', createMemoryBody(noise(10)), {}, noAbort);
    expect((await plain.head('a//../b?', noAbort))?.size).toBe(10);
    expect((await store.list({}, noAbort)).objects).toHaveLength(1);
  });

  test('tells a wrong secret, a wrong key and a missing bucket apart', async () => {
    const wrongSecret = await open({ credentials: { ...testKey, accessKeySecret: 'wrong' } });
    expect(await codeOf(wrongSecret.list({}, noAbort))).toBe('credentials.wrong');
    expect(await codeOf(wrongSecret.head('a', noAbort))).toBe('credentials.wrong');
    const nobody = await open({ credentials: { accessKeyId: 'NOBODY', accessKeySecret: 'x' } });
    expect(await codeOf(nobody.list({}, noAbort))).toBe('credentials.wrong');
    const nowhere = openRemote(local, 'oss', { bucket: 'nowhere-at-all' });
    expect(await codeOf(nowhere.head('a', noAbort))).toBe('bucket.missing');
    expect(await codeOf(nowhere.list({}, noAbort))).toBe('bucket.missing');
    expect(await codeOf(nowhere.put('a', createMemoryBody(noise(1)), {}, noAbort))).toBe('bucket.missing');
  });

  test('refuses a key that begins with a slash', async () => {
    const store = await open();
    for (const key of ['/a', '\\a', 'x'.repeat(1024)]) {
      expect(await codeOf(store.head(key, noAbort))).toBe('key.invalid');
    }
  });

  test('an error says where, what and under which request', async () => {
    const store = await open({ credentials: { ...testKey, accessKeySecret: 'hush-hush' } });
    const error = await store
      .put('dir/a', createMemoryBody(noise(1)), {}, noAbort)
      .catch(thrown => thrown as { facts: Record<string, unknown>; message: string });
    const { facts } = error as { facts: Record<string, unknown> };
    expect(facts).toMatchObject({
      status: 403,
      code: 'SignatureDoesNotMatch',
      bucket: store.address.bucket,
      key: 'dir/a',
      host: `127.0.0.1:${local.server.port}`,
      requestId: expect.stringMatching(/^[0-9A-F]{24}$/),
    });
    expect(JSON.stringify(error)).not.toMatch(/StringToSign|SignatureProvided|OSSAccessKeyId|hush/i);
  });

  test('an appended object grows and keeps its checksum', async () => {
    const store = await open();
    const append = store.append?.bind(store);
    if (!append) throw new Error('OSS can append');
    const options = { contentType: 'text/x-log', meta: { mtime: '1' } };
    const first = await append(
      { key: 'log', position: 0, body: createMemoryBody(bytesOf('hello ')), options },
      noAbort,
    );
    expect(first.position).toBe(6);
    const second = await append(
      { key: 'log', position: 6, body: createMemoryBody(bytesOf('oss')), options },
      noAbort,
    );
    expect(second).toMatchObject({
      position: 9,
      checksum: { algorithm: 'crc64', value: 'd076f921ebfd3d93' },
    });
    expect(await store.head('log', noAbort)).toMatchObject({
      size: 9,
      appendPosition: 9,
      contentType: 'text/x-log',
      meta: { mtime: '1' },
      checksum: second.checksum,
    });
    const late = append({ key: 'log', position: 6, body: createMemoryBody(bytesOf('x')), options }, noAbort);
    await expect(late).rejects.toMatchObject({ code: 'object.position', facts: { position: 9 } });
    await store.put('plain', createMemoryBody(noise(5)), {}, noAbort);
    const onPlain = append({ key: 'plain', position: 5, body: createMemoryBody(noise(5)), options }, noAbort);
    expect(await codeOf(onPlain)).toBe('object.not-appendable');
  });

  test('forbids overwriting already when an upload begins', async () => {
    const store = await open();
    await store.put('a', createMemoryBody(noise(1)), {}, noAbort);
    expect(await codeOf(store.begin('a', { forbidOverwrite: true }, noAbort))).toBe('object.exists');
  });

  test('keeps storage class', async () => {
    const store = await open();
    await store.put('a', createMemoryBody(noise(1)), { storageClass: 'IA', acl: 'private' }, noAbort);
    expect((await store.head('a', noAbort))?.storageClass).toBe('IA');
    expect(
      await codeOf(store.put('b', createMemoryBody(noise(1)), { storageClass: 'Nonsense' }, noAbort)),
    ).toBe('remote.refused');
  });
});

describe('the OSS store with the limits of the service', () => {
  let strict: LocalBucket;
  beforeEach(async () => {
    strict = await startLocalBucket();
  });
  afterEach(() => strict.close());

  test('a part below 100 KB is told apart', async () => {
    const store = openRemote(strict, 'oss');
    const { completion } = await sendPieces(store, 'a', [noise(store.limits.minPart - 1), noise(1)]);
    expect(await codeOf(store.complete(completion, noAbort))).toBe('upload.part-too-small');
    const right = await sendPieces(store, 'a', [noise(store.limits.minPart), noise(1)]);
    await store.complete(right.completion, noAbort);
  });

  test('a clock that is hours off is put right on the next attempt, and told once', async () => {
    const notices: unknown[] = [];
    const store = openRemote(strict, 'oss', {
      now: () => Date.now() - 5 * 3_600_000,
      notices: notices as [],
    });
    expect(await codeOf(store.head('a', noAbort))).toBe('remote.clock-skewed');
    expect(await store.head('a', noAbort)).toBeNull();
    expect(notices).toEqual([{ type: 'clockSkewed', offsetMs: expect.closeTo(5 * 3_600_000, -4) }]);
  });

  test('a signature for another region names the trouble', async () => {
    const address = { ...strict.server.address('oss', 'test-bucket'), region: 'cn-beijing' };
    expect(await codeOf(openRemote(strict, 'oss', { address }).list({}, noAbort))).toBe(
      'remote.wrong-endpoint',
    );
  });

  test('an expired token is told apart', async () => {
    strict.faults.on('list').expireToken();
    const store = openRemote(strict, 'oss', { credentials: testToken });
    expect(await codeOf(store.list({}, noAbort))).toBe('credentials.expired');
    strict.faults.assertAllHit();
  });
});
