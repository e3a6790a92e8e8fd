import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryBody } from '../../main/remote/memory-body.ts';
import type { ObjectStore } from '../../main/remote/object-store.ts';
import { type LocalBucket, startLocalBucket, testKey, testToken } from '../support/local-bucket.ts';
import { codeOf, noAbort, openRemote, type RemoteOptions } from '../support/open-remote.ts';
import { askPlainly } from '../support/plain-request.ts';
import { describeObjectStore, noise, sendPieces } from './object-store.suite.ts';

let local: LocalBucket;
let buckets = 0;

beforeAll(async () => {
  local = await startLocalBucket({ limits: { s3: { minPart: 1 } } });
});
afterAll(() => local.close());

/** A store on a bucket of its own. */
async function open(options: RemoteOptions = {}): Promise<ObjectStore> {
  buckets += 1;
  const bucket = `s3-bucket-${buckets}`;
  local.server.createBucket(bucket);
  return openRemote(local, 's3', { bucket, ...options });
}

describeObjectStore({ name: 'the S3 store', open });

describe('the S3 store', () => {
  test.each(['crc32', 'crc32c', 'crc64nvme'] as const)('proves objects by %s', async checksum => {
    const store = await open({ checksum });
    const body = createMemoryBody(noise(70_000));
    const stored = await store.put('a', body, {}, noAbort);
    expect(stored.checksum).toEqual({ algorithm: checksum, value: await body.digest(checksum) });
    const { completion, algorithm } = await sendPieces(store, 'b', [noise(5000), noise(3000, 2)]);
    expect(algorithm).toBe(checksum);
    expect((await store.listParts(completion, 0, noAbort)).parts[1]?.checksum).toEqual(
      completion.parts[1]?.checksum,
    );
    const completed = await store.complete(completion, noAbort);
    expect(completed.checksum).toEqual(completion.checksum);
    expect((await store.head('b', noAbort))?.checksum).toEqual(completion.checksum);
  });

  test('a whole-object checksum that is not that of the parts fails Complete', async () => {
    const store = await open();
    const { completion } = await sendPieces(store, 'a', [noise(10), noise(10, 2)]);
    const checksum = { ...completion.checksum, value: '00000000' };
    expect(await codeOf(store.complete({ ...completion, checksum }, noAbort))).toBe('checksum.mismatch');
    expect(await store.head('a', noAbort)).toBeNull();
  });

  test('an upload whose proof is MD5 is guarded part by part', async () => {
    const store = await open();
    const { uploadId } = await store.begin('a', {}, noAbort);
    const body = createMemoryBody(noise(10));
    const wrong = { ...body, digest: async () => '0'.repeat(32) };
    const part = { key: 'a', uploadId, number: 1, algorithm: 'md5' } as const;
    // Over plain HTTP the signature covers the bytes as well; only the MD5 is wrong here.
    const wrongMd5 = {
      ...wrong,
      digest: (algorithm: Parameters<typeof body.digest>[0]) =>
        algorithm === 'md5' ? wrong.digest() : body.digest(algorithm),
    };
    expect(await codeOf(store.sendPart({ ...part, body: wrongMd5 }, noAbort))).toBe('checksum.mismatch');
  });

  test('a link is signed with a token and with the bucket in the host, and ends', async () => {
    const plain = await open();
    const address = {
      ...plain.address,
      endpoint: `http://localhost:${local.server.port}`,
      addressing: 'virtual',
    } as const;
    const store = openRemote(local, 's3', { address, credentials: testToken });
    const body = noise(10);
    const write = await store.presign({ method: 'PUT', key: '报告 a+b', expiresInMs: 60_000 }, noAbort);
    expect((await askPlainly(write.url, { method: 'PUT', body })).status).toBe(200);
    const read = await store.presign({ method: 'GET', key: '报告 a+b', expiresInMs: 60_000 }, noAbort);
    expect(new Uint8Array((await askPlainly(read.url)).body)).toEqual(body);
    const past = openRemote(local, 's3', { address, now: () => Date.now() - 3_600_000 });
    const late = await past.presign({ method: 'GET', key: '报告 a+b', expiresInMs: 60_000 }, noAbort);
    expect((await askPlainly(late.url)).status).toBe(403);
  });

  test('a change between the look at a key and the writing is seen by the server', async () => {
    const store = await open();
    const { etag } = await store.put('a', createMemoryBody(noise(10)), {}, noAbort);
    const theirs = createMemoryBody(noise(20, 2));
    const ours = createMemoryBody(noise(30, 3));
    /** Somebody else writes when the request is on its way. */
    const late = {
      ...ours,
      async *open() {
        await store.put('a', theirs, {}, noAbort);
        yield ours.open() as Uint8Array;
      },
    };
    expect(await codeOf(store.put('a', late, { ifMatch: etag }, noAbort))).toBe('object.changed');
    expect((await store.head('a', noAbort))?.size).toBe(20);
  });

  test('takes no stream of unknown length', async () => {
    const store = await open();
    expect(store.putStream).toBeUndefined();
    expect(store.append).toBeUndefined();
  });

  test('signs with a session token', async () => {
    const store = await open({ credentials: testToken });
    await store.put('报告 a+b', createMemoryBody(noise(10)), {}, noAbort);
    expect((await store.list({ prefix: '报' }, noAbort)).objects).toHaveLength(1);
  });

  test('finds the bucket by its host', async () => {
    const plain = await open();
    const address = {
      ...plain.address,
      endpoint: `http://localhost:${local.server.port}`,
      addressing: 'virtual',
    } as const;
    const store = openRemote(local, 's3', { address });
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
    const nowhere = openRemote(local, 's3', { bucket: 'nowhere-at-all' });
    expect(await codeOf(nowhere.head('a', noAbort))).toBe('bucket.missing');
    expect(await codeOf(nowhere.list({}, noAbort))).toBe('bucket.missing');
  });

  test('cannot append, and says so by having no such call', async () => {
    expect((await open()).append).toBeUndefined();
  });

  test('follows the region that the server names, and tells it once', async () => {
    const notices: unknown[] = [];
    const plain = await open();
    const address = { ...plain.address, region: 'eu-west-1' };
    const store = openRemote(local, 's3', { address, notices: notices as [] });
    expect((await store.list({}, noAbort)).objects).toEqual([]);
    await store.put('a', createMemoryBody(noise(10)), {}, noAbort);
    expect(store.address.region).toBe('us-east-1');
    expect(notices).toEqual([{ type: 'regionMoved', from: 'eu-west-1', to: 'us-east-1' }]);
  });
});

describe('the S3 store with the limits of the service', () => {
  let strict: LocalBucket;
  beforeEach(async () => {
    strict = await startLocalBucket();
  });
  afterEach(() => strict.close());

  test('a part below 5 MiB is told apart', async () => {
    const store = openRemote(strict, 's3');
    const { completion } = await sendPieces(store, 'a', [noise(1000), noise(1)]);
    expect(await codeOf(store.complete(completion, noAbort))).toBe('upload.part-too-small');
  });

  test('a clock that is hours off is put right on the next attempt, also when HEAD gives no reason', async () => {
    const notices: unknown[] = [];
    const store = openRemote(strict, 's3', { now: () => Date.now() + 5 * 3_600_000, notices: notices as [] });
    expect(await codeOf(store.head('a', noAbort))).toBe('remote.clock-skewed');
    expect(await store.head('a', noAbort)).toBeNull();
    expect(notices).toHaveLength(1);
  });

  test('an expired token is told apart', async () => {
    for (const operation of ['list', 'head', 'get'] as const) strict.faults.on(operation).expireToken();
    const store = openRemote(strict, 's3', { credentials: testToken });
    expect(await codeOf(store.list({}, noAbort))).toBe('credentials.expired');
    expect(await codeOf(store.head('a', noAbort))).toBe('credentials.expired');
    strict.faults.assertAllHit();
  });
});
