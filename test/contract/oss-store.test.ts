import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../main/base/app-error.ts';
import { problem } from '../../main/base/said.ts';
import type { Callback } from '../../main/model/callback.ts';
import { checkOptions } from '../../main/remote/check-options.ts';
import { createMemoryBody } from '../../main/remote/memory-body.ts';
import type { ObjectStore, StoredObject } from '../../main/remote/object-store.ts';
import {
  type CallbackApplication,
  replies,
  startCallbackApplication,
  usualReply,
} from '../support/callback-application.ts';
import { type LocalBucket, startLocalBucket, testKey, testToken } from '../support/local-bucket.ts';
import { codeOf, noAbort, openRemote, type RemoteOptions } from '../support/open-remote.ts';
import { askPlainly } from '../support/plain-request.ts';
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

  test.each<{ readonly with: string; readonly options: () => RemoteOptions }>([
    { with: 'V1', options: () => ({ signing: 'v1' }) },
    { with: 'V1 and a token', options: () => ({ signing: 'v1', credentials: testToken }) },
    { with: 'V4 and a token', options: () => ({ credentials: testToken }) },
    { with: 'V4 and the bucket in the host', options: () => virtual(`oss-bucket-${buckets + 1}`) },
  ])('a link is signed with $with', async ({ options }) => {
    const store = await open(options());
    const wish = { key: '报告 a+b', expiresInMs: 60_000, contentType: 'text/csv' };
    const write = await store.presign({ ...wish, method: 'PUT' }, noAbort);
    const body = noise(10);
    expect((await askPlainly(write.url, { method: 'PUT', headers: write.headers, body })).status).toBe(200);
    expect((await askPlainly(write.url, { method: 'PUT', body })).status).toBe(403);
    const read = await store.presign(
      { method: 'GET', key: wish.key, expiresInMs: 60_000, saveAs: 'b.csv' },
      noAbort,
    );
    const answer = await askPlainly(read.url);
    expect(new Uint8Array(answer.body)).toEqual(body);
    expect(answer.headers['content-disposition']).toContain('filename="b.csv"');
  });

  test.each(['v4', 'v1'] as const)('a link of %s ends', async signing => {
    const past = await open({ signing, now: () => Date.now() - 3_600_000 });
    const { url } = await past.presign({ method: 'GET', key: 'a', expiresInMs: 60_000 }, noAbort);
    expect((await askPlainly(url)).status).toBe(403);
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

  test('what a first append says of the object comes back', async () => {
    const store = await open();
    const options = {
      cacheControl: 'no-cache',
      encryption: { algorithm: 'SM4' },
      tags: { a: '1', b: '2' },
      trafficLimit: 8 * 1024 * 1024,
    } as const;
    await store.append?.({ key: 'log', position: 0, body: createMemoryBody(noise(5)), options }, noAbort);
    await store.append?.({ key: 'log', position: 5, body: createMemoryBody(noise(5)), options }, noAbort);
    expect(await store.head('log', noAbort)).toMatchObject({
      size: 10,
      headers: { 'cache-control': 'no-cache' },
      encryption: { algorithm: 'SM4', keyId: null },
      tagCount: 2,
    });
  });

  test('a limit holds for each request that moves bytes', async () => {
    const store = await open();
    const trafficLimit = 819_200;
    const source = { bucket: store.address.bucket, key: 'a' };
    const took = async (work: Promise<unknown>) => {
      const startedMs = performance.now();
      await work;
      return performance.now() - startedMs;
    };
    const bytes = createMemoryBody(noise(50_000));
    expect(await took(store.put('a', bytes, { trafficLimit }, noAbort))).toBeGreaterThan(250);
    const ref = { ...(await store.begin('b', { trafficLimit }, noAbort)), key: 'b' };
    const part = { ...ref, number: 1, body: bytes, trafficLimit };
    expect(await took(store.sendPart(part, noAbort))).toBeGreaterThan(250);
    await store.copyPart({ ...ref, number: 2, trafficLimit }, source, { first: 0, last: 9 }, noAbort);
    const wrong = { trafficLimit: 1 };
    expect(await codeOf(store.put('c', bytes, wrong, noAbort))).toBe('remote.refused');
    expect(await codeOf(store.sendPart({ ...part, ...wrong }, noAbort))).toBe('remote.refused');
    const copied = store.copyPart({ ...ref, number: 2, ...wrong }, source, { first: 0, last: 9 }, noAbort);
    expect(await codeOf(copied)).toBe('remote.refused');
    const append = { key: 'd', position: 0, body: bytes, options: wrong };
    expect(await codeOf(Promise.resolve(store.append?.(append, noAbort)))).toBe('remote.refused');
  });

  describe('takes a stream of unknown length', () => {
    const putStream = async (store: ObjectStore, bytes: AsyncIterable<Uint8Array>, options = {}) => {
      const stored = await store.putStream?.('a', bytes, options, noAbort);
      if (!stored) throw new Error('OSS takes streams');
      return stored;
    };
    async function* pieces(...given: readonly Uint8Array[]) {
      for (const piece of given) yield piece;
    }

    test.each([[], [1], [70_000, 1, 300_000]])('whole (%j)', async (...sizes) => {
      const store = await open();
      const given = sizes.map((size, index) => noise(size, index + 1));
      const whole = createMemoryBody(new Uint8Array(Buffer.concat(given)));
      const stored = await putStream(store, pieces(...given), { contentType: 'text/csv', tags: { a: '1' } });
      expect(stored.checksum).toEqual({ algorithm: 'crc64', value: await whole.digest('crc64') });
      expect(await store.head('a', noAbort)).toMatchObject({
        size: whole.size,
        checksum: stored.checksum,
        contentType: 'text/csv',
        tagCount: 1,
      });
    });

    test('and keeps nothing when its source fails', async () => {
      const store = await open();
      await store.put('a', createMemoryBody(bytesOf('before')), {}, noAbort);
      const failing = async function* () {
        yield noise(500_000);
        throw new AppError('stream.failed', 'planned', problem('stream.elsewhere'));
      };
      expect(await codeOf(putStream(store, failing()))).toBe('stream.failed');
      expect((await store.head('a', noAbort))?.size).toBe(6);
    });

    test('or refuses it as it would refuse a file', async () => {
      const store = await open();
      const options = { forbidOverwrite: true };
      await putStream(store, pieces(noise(5)), options);
      expect(await codeOf(putStream(store, pieces(noise(5)), options))).toBe('object.exists');
    });
  });

  describe('tells an application', () => {
    let application: CallbackApplication;
    beforeAll(async () => {
      application = await startCallbackApplication(url => url.startsWith(local.server.url));
    });
    afterAll(() => application.close());

    const form = (): Callback => ({
      urls: [`${application.url}/cb?id=1`],
      host: 'app.example.com',
      body: 'key=$' + '{object}&size=$' + '{size}&order=$' + '{x:order}',
      bodyType: 'application/x-www-form-urlencoded',
      variables: { order: '报 42' },
    });
    const json = (): Callback => ({
      ...form(),
      body: '{"key":$' + '{object},"size":$' + '{size},"order":$' + '{x:order}}',
      bodyType: 'application/json',
    });
    const calls: Record<string, (store: ObjectStore, callback: Callback) => Promise<StoredObject>> = {
      put: (store, callback) => store.put('a', createMemoryBody(noise(30)), { callback }, noAbort),
      putStream: async (store, callback) => {
        const bytes = (async function* () {
          yield noise(30);
        })();
        const stored = await store.putStream?.('a', bytes, { callback }, noAbort);
        if (!stored) throw new Error('OSS takes streams');
        return stored;
      },
      complete: async (store, callback) => {
        const { completion } = await sendPieces(store, 'a', [noise(20), noise(10, 2)], { callback });
        return store.complete(completion, noAbort);
      },
    };

    test.each(Object.entries(calls))('of a %s, and gives back its answer', async (_, call) => {
      const store = await open();
      for (const callback of [form(), json()]) {
        checkOptions('oss', { callback });
        const stored = await call(store, callback);
        expect(stored.callback).toEqual({ became: 'answered', answer: usualReply });
        const told = application.calls.at(-1);
        expect(told).toMatchObject({ path: '/cb?id=1', isGenuine: true });
        expect(told?.headers.host).toBe('app.example.com');
        if (callback.bodyType === 'application/json') {
          expect(JSON.parse(told?.body ?? '')).toEqual({ key: 'a', size: 30, order: '报 42' });
        } else {
          expect(told?.body).toBe('key=a&size=30&order=%E6%8A%A5%2042');
        }
        const info = await store.head('a', noAbort);
        expect(info).toMatchObject({ size: 30, etag: stored.etag, checksum: stored.checksum });
        expect(stored.checksum).not.toBeNull();
      }
    });

    test.each(Object.entries(calls))('of a %s, which stays when it fails', async (_, call) => {
      const store = await open();
      application.answerBy(replies.status(500));
      const stored = await call(store, form());
      expect(stored.callback).toEqual({
        became: 'failed',
        message: 'Error status : 500.',
        ec: '0007-00000203',
        requestId: stored.requestId,
      });
      expect((await store.head('a', noAbort))?.size).toBe(30);
    });
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
