import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { toErrorRecord } from '../../main/base/app-error.ts';
import type { BucketAccess } from '../../main/model/access.ts';
import type { Checksum } from '../../main/model/checksum.ts';
import { isCopyRefused } from '../../main/model/copy-refusals.ts';
import type { ObjectOptions, StoreKind } from '../../main/model/target.ts';
import { createMemoryBody } from '../../main/remote/memory-body.ts';
import type { ObjectStore } from '../../main/remote/object-store.ts';
import { withRetry } from '../../main/remote/with-retry.ts';
import type { LooseUpload } from '../../main/store/loose-uploads.ts';
import { createCopies } from '../../main/upload/copy/copies.ts';
import type { CopyFrom, CopyWish } from '../../main/upload/copy/copy-object.ts';
import { type LocalBucket, startLocalBucket, testBucket, testKey } from '../support/local-bucket.ts';
import { noAbort, openRemote } from '../support/open-remote.ts';
import { gated } from '../support/run-world.ts';
import { expectSameBytes, sampleBytes } from '../support/sample-bytes.ts';
import { fixedCredentials, hastyClock } from '../support/world.ts';

const kib = 1024;
const to = 'new/place 报告+.bin';
let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket({ limits: { s3: { minPart: 1 } } });
});
afterEach(() => bucket.faults.clear());
afterAll(() => bucket.close());

const both = ['oss', 's3'] as const;
let rounds = 0;

/** A bucket of its own, and copies in it over a store that copies at most 150 KiB at once, as large objects do with gigabytes. */
async function createWorld(kind: StoreKind, over: (store: ObjectStore) => Partial<ObjectStore> = () => ({})) {
  rounds += 1;
  const name = `${testBucket}-${rounds}`;
  bucket.server.createBucket(name);
  const remote = openRemote(bucket, kind, { bucket: name });
  const access: BucketAccess = {
    address: bucket.server.address(kind, name),
    signing: 'v4',
    checksum: 'crc32',
    credentials: fixedCredentials(testKey),
  };
  const loose = new Map<string, LooseUpload['reason']>();
  const calls: string[] = [];
  const planned: ObjectStore = {
    ...remote,
    limits: { ...remote.limits, maxCopy: 150 * kib },
    ...over(remote),
  };
  const store = withRetry(
    gated(planned, (name, call) => {
      calls.push(name);
      return call();
    }),
    { clock: hastyClock, random: () => 0, attempts: 4, credentials: access.credentials },
  );
  const copies = createCopies({
    open: () => store,
    loose: {
      add: ({ uploadId, reason }) => void loose.set(uploadId, reason),
      remove: (_, uploadId) => void loose.delete(uploadId),
      all: () => [],
    },
    uploadIds: () => [],
    clock: hastyClock,
    parallel: 3,
    attempts: 4,
  });

  return {
    remote,
    calls,
    loose,
    copies,
    async put(key: string, bytes: Uint8Array, options: ObjectOptions = {}): Promise<CopyFrom> {
      const { etag, checksum } = await remote.put(key, createMemoryBody(bytes), options, noAbort);
      return { key, etag, size: bytes.length, checksum };
    },
    copy: (from: CopyFrom, wish: Partial<CopyWish> = {}, signal = noAbort) =>
      copies.copyObject({ access, from, to, ...wish }, signal),
    move: (from: CopyFrom, signal = noAbort) => copies.moveObject({ access, from, to }, signal),
    delete: (key: string, etag: string) => copies.deleteObject({ access, key, etag }, noAbort),
    async read(key: string): Promise<Buffer | null> {
      if (!(await remote.head(key, noAbort))) return null;
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await remote.get(key, null, noAbort)).bytes) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks);
    },
    async pending() {
      return (await remote.listUploads('', null, noAbort)).uploads.length;
    },
  };
}

/** What a call throws. */
const errorOf = (work: Promise<unknown>) =>
  work.then(() => ({ code: 'none', facts: {} as Record<string, unknown> }), toErrorRecord);

const rich = (kind: StoreKind): ObjectOptions => ({
  contentType: 'text/x-kept',
  cacheControl: 'max-age=9',
  meta: { mtime: '1735786800.123456789', author: '爱丽丝 100%' },
  storageClass: kind === 'oss' ? 'IA' : 'STANDARD_IA',
  encryption: { algorithm: 'AES256' },
});

describe.each(both)('%s', kind => {
  test.each([0, 1, 150 * kib, 150 * kib + 1, 500 * kib + 7])(
    'a copy of %i bytes is proven, and is what its source was',
    async size => {
      const world = await createWorld(kind);
      const bytes = sampleBytes(size);
      const from = await world.put('old/place', bytes, rich(kind));
      const proof = await world.copy(from);
      expect(proof).toMatchObject({ size, ours: from.checksum, theirs: from.checksum?.value });
      const [source, copy] = await Promise.all(['old/place', to].map(key => world.remote.head(key, noAbort)));
      const { contentType, headers, meta, storageClass, encryption, checksum } = source ?? {};
      expect(copy).toMatchObject({ contentType, headers, meta, storageClass, encryption, checksum });
      expect(copy?.etag).toBe(proof.etag);
      expectSameBytes((await world.read(to)) ?? Buffer.from('nothing'), bytes);
      expect([world.loose.size, await world.pending()]).toEqual([0, 0]);
    },
  );

  test('a copy gets the options that it is given, without asking for those of its source', async () => {
    const world = await createWorld(kind);
    const from = await world.put('a', sampleBytes(1000), rich(kind));
    await world.copy(from, { options: { meta: { mtime: '2' }, contentType: 'text/css' } });
    expect(world.calls).toEqual(['copy']);
    expect(await world.remote.head(to, noAbort)).toMatchObject({
      meta: { mtime: '2' },
      contentType: 'text/css',
    });
  });

  test.each([1000, 400 * kib])(
    'a source of %i bytes whose checksum is not known is asked for it',
    async size => {
      const world = await createWorld(kind);
      const from = await world.put('a', sampleBytes(size));
      const proof = await world.copy({ ...from, checksum: null });
      expect(proof.ours).toEqual(from.checksum);
      // So is one that is known by an MD5 alone, which a copy may not have.
      const md5: Checksum = { algorithm: 'md5', value: from.etag.toLowerCase() };
      expect((await world.copy({ ...from, checksum: md5 }, { to: 'b' })).ours).toEqual(from.checksum);
    },
  );

  test.each([1000, 400 * kib])('another object at the target of %i bytes stays', async size => {
    const world = await createWorld(kind);
    const from = await world.put('a', sampleBytes(size));
    await world.put(to, Buffer.from('theirs'));
    expect((await errorOf(world.copy(from))).code).toBe('object.exists');
    expect(String(await world.read(to))).toBe('theirs');
    expect([world.loose.size, await world.pending()]).toEqual([0, 0]);
  });

  test.each([1000, 400 * kib])(
    'a source of %i bytes that is another one, or gone, is not copied',
    async size => {
      const world = await createWorld(kind);
      const before = await world.put('a', sampleBytes(size));
      await world.put('a', sampleBytes(size + 1));
      for (const options of [undefined, {}]) {
        const changed = await errorOf(world.copy(before, options && { options }));
        expect(changed).toMatchObject({ code: 'object.changed', facts: { key: 'a', etag: before.etag } });
        await world.remote.delete('b', noAbort);
        const gone = await errorOf(world.copy({ ...before, key: 'b' }, options && { options }));
        expect(gone.code).toBe('object.missing');
      }
      expect(await world.read(to)).toBeNull();
      expect([world.loose.size, await world.pending()]).toEqual([0, 0]);
    },
  );

  test('a source that changes while its parts are copied leaves nothing behind', async () => {
    let copied = 0;
    const world = await createWorld(kind, store => ({
      copyPart: async (...args) => {
        copied += 1;
        if (copied === 2) await store.put('a', createMemoryBody(sampleBytes(10)), {}, noAbort);
        return store.copyPart(...args);
      },
    }));
    const from = await world.put('a', sampleBytes(500 * kib));
    expect((await errorOf(world.copy(from))).code).toBe('object.changed');
    expect(await world.read(to)).toBeNull();
    expect([world.loose.size, await world.pending()]).toEqual([0, 0]);
  });

  test.each([1000, 400 * kib])(
    'the last answer about a copy of %i bytes may be lost, and nothing is made twice',
    async size => {
      const world = await createWorld(kind);
      const bytes = sampleBytes(size);
      const from = await world.put('a', bytes);
      const last = size > 150 * kib ? 'complete' : 'copy';
      bucket.faults.on(last, { key: to }).dropAnswer();
      expect((await world.copy(from)).ours).toEqual(from.checksum);
      bucket.faults.assertAllHit();
      expect(world.calls.filter(call => call === last)).toHaveLength(1);
      expectSameBytes((await world.read(to)) ?? Buffer.from('nothing'), bytes);
      expect([world.loose.size, await world.pending()]).toEqual([0, 0]);
    },
  );

  test('a copy by parts outlives lost and refused answers on its way', async () => {
    const world = await createWorld(kind);
    const bytes = sampleBytes(600 * kib);
    const from = await world.put('a', bytes);
    bucket.faults.on('begin', { key: to }).dropAnswer();
    bucket.faults.on('copyPart', { key: to }).dropAnswer().then.reply(503).times(2);
    await world.copy(from);
    bucket.faults.assertAllHit();
    expectSameBytes((await world.read(to)) ?? Buffer.from('nothing'), bytes);
    expect([world.loose.size, await world.pending()]).toEqual([0, 0]);
  });

  test.each([1000, 400 * kib])(
    'a copy of %i bytes that was made before counts, metadata and all',
    async size => {
      const world = await createWorld(kind);
      const from = await world.put('a', sampleBytes(size), rich(kind));
      const first = await world.copy(from);
      expect((await world.copy(from)).etag).toBe(first.etag);
      // Also when the run that made it has removed the source as well, and died before it could say so.
      await world.remote.delete('a', noAbort);
      expect((await world.copy(from)).etag).toBe(first.etag);
      expect([world.loose.size, await world.pending()]).toEqual([0, 0]);
    },
  );

  test.each([
    [403, 'AccessDenied', 'remote.denied'],
    [400, 'InvalidRequest', 'remote.refused'],
    [501, 'NotImplemented', 'remote.unsupported'],
  ])('a store that refuses to copy by %i %s leaves sending the bytes', async (status, code, ours) => {
    for (const [call, size] of [
      ['copy', 1000],
      ['copyPart', 400 * kib],
    ] as const) {
      const world = await createWorld(kind);
      const from = await world.put('a', sampleBytes(size));
      bucket.faults.on(call, { key: to }).reply(status, code).times(Number.POSITIVE_INFINITY);
      const refused = await errorOf(world.copy(from));
      expect(refused.code).toBe(ours);
      expect(isCopyRefused(refused.code as Parameters<typeof isCopyRefused>[0])).toBe(true);
      bucket.faults.assertAllHit();
      bucket.faults.clear();
      expect(await world.read(to)).toBeNull();
      expect([world.loose.size, await world.pending()]).toEqual([0, 0]);
    }
  });

  test.each([1000, 400 * kib])('a copy of %i bytes that is not right is taken away again', async size => {
    const world = await createWorld(kind);
    const from = await world.put('a', sampleBytes(size));
    const wrong = { ...from, checksum: from.checksum && { ...from.checksum, value: '0'.repeat(8) } };
    const unproven = await errorOf(world.copy(wrong, { options: {} }));
    expect(unproven).toMatchObject({ code: 'upload.unproven', facts: { removed: true } });
    expect(await world.read(to)).toBeNull();
    expect([world.loose.size, await world.pending()]).toEqual([0, 0]);
  });

  test('a stop in the middle removes what was copied', async () => {
    const stop = new AbortController();
    const world = await createWorld(kind, store => ({
      copyPart: async (...args) => {
        const sent = await store.copyPart(...args);
        stop.abort();
        return sent;
      },
    }));
    const from = await world.put('a', sampleBytes(900 * kib));
    await expect(world.copy(from, {}, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(await world.read(to)).toBeNull();
    expect([world.loose.size, await world.pending()]).toEqual([0, 0]);
  });

  test('parts that could not be removed are written down', async () => {
    const world = await createWorld(kind);
    const from = await world.put('a', sampleBytes(400 * kib));
    bucket.faults.on('copyPart', { key: to }).reply(403, 'AccessDenied').times(Number.POSITIVE_INFINITY);
    bucket.faults.on('abandon').reply(403, 'AccessDenied');
    expect((await errorOf(world.copy(from))).code).toBe('remote.denied');
    bucket.faults.assertAllHit();
    expect([...world.loose.values()]).toEqual(['left']);
    expect(await world.pending()).toBe(1);
  });

  test('a process that dies in the middle has its upload on the list of the janitor', async () => {
    const died = new Promise<never>(() => {});
    const seen = Promise.withResolvers<void>();
    const world = await createWorld(kind, () => ({
      copyPart: () => {
        seen.resolve();
        return died;
      },
    }));
    const from = await world.put('a', sampleBytes(400 * kib));
    void world.copy(from);
    await seen.promise;
    expect([...world.loose.values()]).toEqual(['stream']);
  });

  test('tags that a copy by parts would lose leave sending the bytes', async () => {
    const world = await createWorld(kind);
    const from = await world.put('a', sampleBytes(400 * kib), { tags: { colour: 'red' } });
    const refused = await errorOf(world.copy(from));
    expect(refused.code).toBe('remote.unsupported');
    expect(world.calls).not.toContain('begin');
    await world.copy(from, { options: { tags: { colour: 'red' } } });
    expect((await world.remote.head(to, noAbort))?.tagCount).toBe(1);
    const small = await world.put('b', sampleBytes(1000), { tags: { colour: 'red' } });
    await world.copy(small, { to: 'c' });
    expect((await world.remote.head('c', noAbort))?.tagCount).toBe(1);
  });

  test.each([1000, 400 * kib])('a move of %i bytes proves the copy before the source goes', async size => {
    const world = await createWorld(kind);
    const bytes = sampleBytes(size);
    const from = await world.put('a', bytes, rich(kind));
    expect((await world.move(from)).ours).toEqual(from.checksum);
    expect(world.calls.at(-1)).toBe('deleteIfMatch');
    expect(await world.read('a')).toBeNull();
    expectSameBytes((await world.read(to)) ?? Buffer.from('nothing'), bytes);
    // Once more, as after a death before the end was written down.
    expect((await world.move(from)).ours).toEqual(from.checksum);
  });

  test('a move whose source was replaced after the copy leaves the newer one alone', async () => {
    const world = await createWorld(kind, store => ({
      deleteIfMatch: async (...args) => {
        await store.put('a', createMemoryBody(Buffer.from('newer')), {}, noAbort);
        return store.deleteIfMatch(...args);
      },
    }));
    const from = await world.put('a', Buffer.from('older'));
    expect((await errorOf(world.move(from))).code).toBe('object.changed');
    expect(String(await world.read('a'))).toBe('newer');
    expect(String(await world.read(to))).toBe('older');
  });

  test('a move that was cut off between its two steps is ended by the next one', async () => {
    const world = await createWorld(kind);
    const from = await world.put('a', Buffer.from('moved'));
    bucket.faults.on('delete', { key: 'a' }).reply(403, 'AccessDenied');
    expect((await errorOf(world.move(from))).code).toBe('remote.denied');
    bucket.faults.assertAllHit();
    expect(String(await world.read(to))).toBe('moved');
    await world.move(from);
    expect(await world.read('a')).toBeNull();
    expect(String(await world.read(to))).toBe('moved');
  });

  test('an unproven copy is never followed by the deletion of its source', async () => {
    const world = await createWorld(kind);
    const from = await world.put('a', Buffer.from('precious'));
    const wrong = { ...from, checksum: from.checksum && { ...from.checksum, value: '0'.repeat(8) } };
    expect((await errorOf(world.move(wrong))).code).toBe('upload.unproven');
    expect(String(await world.read('a'))).toBe('precious');
    expect(world.calls).not.toContain('delete');
  });

  test('an object is deleted if it still is the one that was meant, also when the answer is lost', async () => {
    const world = await createWorld(kind);
    const before = await world.put('a', Buffer.from('before'));
    const now = await world.put('a', Buffer.from('now'));
    expect((await errorOf(world.delete('a', before.etag))).code).toBe('object.changed');
    bucket.faults.on('delete', { key: 'a' }).dropAnswer();
    await world.delete('a', now.etag);
    bucket.faults.assertAllHit();
    expect(await world.read('a')).toBeNull();
  });

  test('a key that cannot be is refused before anything is sent', async () => {
    const world = await createWorld(kind);
    const from = await world.put('a', Buffer.from('x'));
    expect((await errorOf(world.copy(from, { to: 'x'.repeat(1025) }))).code).toBe('key.invalid');
    expect((await errorOf(world.copy(from, { options: { acl: 'nobody' } }))).code).toBe('options.invalid');
    expect(world.calls).toEqual([]);
  });
});

/** What a server like S3 tells that knows no checksums: nothing but ETags. */
const withoutChecksums = (store: ObjectStore): Partial<ObjectStore> => ({
  head: async (key, signal) => {
    const info = await store.head(key, signal);
    return info && { ...info, checksum: null };
  },
  copy: async (...args) => ({ ...(await store.copy(...args)), checksum: null }),
  begin: async (key, options, signal) => ({ ...(await store.begin(key, options, signal)), algorithm: 'md5' }),
});

test('without checksums the ETags of a small object prove its copy', async () => {
  const world = await createWorld('s3', withoutChecksums);
  const from = await world.put('a', sampleBytes(1000));
  const md5 = { algorithm: 'md5', value: from.etag };
  expect((await world.copy({ ...from, checksum: null })).ours).toEqual(md5);
  // A checksum that the store does not tell for the copy is no obstacle.
  expect((await world.copy(from, { to: 'b', options: {} })).ours).toEqual(md5);
});

test('without checksums nothing is copied that could not be proven', async () => {
  const world = await createWorld('s3', withoutChecksums);
  const large = await world.put('a', sampleBytes(400 * kib));
  expect((await errorOf(world.copy(large))).code).toBe('upload.unproven');
  expect(world.calls).not.toContain('copyPart');
  expect([world.loose.size, await world.pending()]).toEqual([0, 0]);
  const joined = {
    ...large,
    etag: large.etag,
    checksum: { algorithm: 'md5', value: `${large.etag}-3` } as const,
  };
  expect((await errorOf(world.copy(joined))).code).toBe('proof.impossible');
  expect(await world.read(to)).toBeNull();
});

test('a copy in a bucket with versions stays although it is not proven, for it may cover an older one', async () => {
  const world = await createWorld('oss', store => ({
    copy: async (...args) => ({ ...(await store.copy(...args)), versionId: 'v1' }),
  }));
  const from = await world.put('a', sampleBytes(1000));
  const wrong = { ...from, checksum: { algorithm: 'crc64', value: '0'.repeat(16) } as const };
  const unproven = await errorOf(world.copy(wrong, { options: {} }));
  expect(unproven).toMatchObject({ code: 'upload.unproven', facts: { removed: false } });
  expect(await world.read(to)).not.toBeNull();
});
