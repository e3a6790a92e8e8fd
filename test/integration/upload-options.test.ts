import { truncateSync, utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Callback } from '../../main/model/callback.ts';
import type { ObjectOptions, StoreKind } from '../../main/model/target.ts';
import type { UploadWish } from '../../main/upload/uploads.ts';
import { createRunWorld, failAt, key, stopAtPart, stored } from '../support/run-world.ts';
import { createWorld, never, partSizes } from '../support/world.ts';

const kinds: StoreKind[] = ['oss', 's3'];

const callback: Callback = {
  urls: ['http://127.0.0.1:1/stored'],
  body: 'what=stored',
  bodyType: 'application/x-www-form-urlencoded',
  variables: {},
};

test('options that the store lacks or that cannot be are refused before anything is recorded', async () => {
  const world = await createWorld('s3');
  const { path } = world.file('file', 10);
  const engine = await world.engine();
  const upload = (options: ObjectOptions) =>
    engine.upload({ path, key: 'k', access: world.access, options, threshold: 1 }, never);
  await expect(upload({ trafficLimit: 819_200 })).rejects.toMatchObject({ code: 'options.unsupported' });
  await expect(upload({ callback })).rejects.toMatchObject({ code: 'options.unsupported' });
  await expect(upload({ contentType: 'a\nb' })).rejects.toMatchObject({ code: 'options.invalid' });
  expect(engine.unfinished()).toEqual([]);
});

test.each(kinds)('%s: simple is one PUT, however large the file and small the threshold', async kind => {
  const world = await createWorld(kind);
  const { path, bytes } = world.file('file', 2 * partSizes[kind] + 1);
  world.bucket.faults.on('begin').reply(403, 'AccessDenied');
  const end = await world.upload(path, 'k', { isSimple: true, threshold: 1 });
  expect(end.state).toMatchObject({ at: 'done', proof: { size: bytes.length } });
  expect((await world.read('k'))?.equals(bytes)).toBe(true);
  world.bucket.faults.clear();
});

test('a file above what one PUT takes is refused under simple, with the way out, before anything is recorded', async () => {
  const world = await createWorld('oss');
  const { path } = world.file('file', 0);
  const largest = 5 * 2 ** 30;
  truncateSync(path, largest + 2);
  const engine = await world.engine();
  const wish: UploadWish = {
    path,
    key: 'k',
    access: world.access,
    options: {},
    threshold: 1,
    isSimple: true,
  };
  await expect(engine.upload(wish, never)).rejects.toMatchObject({
    code: 'file.too-large',
    facts: { path, size: largest + 2, largest, option: 'simple' },
  });
  await expect(engine.upload({ ...wish, window: { offset: 1 } }, never)).rejects.toMatchObject({
    code: 'file.too-large',
    facts: { size: largest + 1 },
  });
  expect(engine.unfinished()).toEqual([]);
});

test('a file that grows above one PUT while it goes up fails under simple', async () => {
  const world = await createRunWorld();
  world.write();
  const end = await world.run({
    settings: { isSimple: true },
    wrapStore: store => ({
      ...store,
      limits: { ...store.limits, maxPut: 6000 },
      put: (...args) => {
        truncateSync(world.path, 6001);
        return store.put(...args);
      },
    }),
  });
  expect(end.state).toMatchObject({ at: 'failed', error: { code: 'file.too-large' } });
});

test('an upload that was begun by parts goes on by them, and says so, whatever is wished today', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  for (const settings of [{ isSimple: true }, { partSize: 700 }, { partSize: 1000 }] as const) {
    world.notes.length = 0;
    await stopAtPart(world, 4);
    world.notes.length = 0;
    expect((await world.run({ settings })).state.at).toBe('done');
    expect(world.notes).toEqual('partSize' in settings && settings.partSize === 1000 ? [] : ['partSizeKept']);
    expect(stored(world)).toEqual(bytes);
  }
  expect(world.bucket.receivedBytes).toBe(3 * bytes.length);
});

test.each(kinds)(
  '%s: the time of modification goes along as rclone writes it, by one PUT and by parts',
  async kind => {
    const world = await createWorld(kind);
    const engine = await world.engine();
    for (const [seconds, written] of [
      [1_700_000_000.5, '1700000000.5'],
      [1_700_000_000, '1700000000'],
      [0.000_5, '0.0005'],
    ] as const) {
      for (const size of [10, 2 * partSizes[kind]]) {
        const { path } = world.file('file', size);
        utimesSync(path, seconds, seconds);
        const options = { keepsMtime: true, meta: { who: 'me' } };
        const wish = { path, key: 'k', access: world.access, options, threshold: partSizes[kind] };
        expect((await engine.upload(wish, never)).state.at).toBe('done');
        const info = await engine.open(world.access).head('k', never);
        expect(info?.meta, `${size} bytes at ${seconds}`).toEqual({ who: 'me', mtime: written });
      }
    }
  },
);

test("the user's own mtime counts more than the file's", async () => {
  const world = await createRunWorld();
  world.write();
  await world.run({ objectOptions: { keepsMtime: true, meta: { mtime: '5' } } });
  expect(world.bucket.objects.get(key)?.info.meta).toEqual({ mtime: '5' });
});

test('a file that changed takes its new time along, and going on with an unchanged one notes nothing', async () => {
  const world = await createRunWorld();
  const objectOptions = { keepsMtime: true };
  world.write();
  utimesSync(world.path, 1000, 1000);
  await stopAtPart(world, 3, { objectOptions });
  await world.run({ objectOptions });
  expect(world.notes).toEqual([]);
  expect(world.bucket.objects.get(key)?.info.meta).toEqual({ mtime: '1000' });
  await stopAtPart(world, 3, { objectOptions });
  utimesSync(world.path, 2000, 2000);
  await world.run({ objectOptions });
  expect(world.bucket.objects.get(key)?.info.meta).toEqual({ mtime: '2000' });
});

test.each([10, 5300])('what became of a callback is part of the proof (%i bytes)', async size => {
  const world = await createRunWorld();
  world.write(Buffer.alloc(size, 1));
  const answered = await world.run({ objectOptions: { callback } });
  expect(answered.state).toMatchObject({
    at: 'done',
    proof: { callback: { became: 'answered', answer: '{"Status":"OK"}' } },
  });
  world.bucket.callbackOutcome = { became: 'failed', message: 'no', ec: '0007-00000005', requestId: 'R' };
  const failed = await world.run({ objectOptions: { callback } });
  expect(failed.state).toMatchObject({ at: 'done', proof: { callback: world.bucket.callbackOutcome } });
  const without = await world.run();
  expect(without.state).toMatchObject({ at: 'done', proof: { callback: null } });
  expect(world.notes).toEqual([]);
});

test('an answer that tells of the callback alone still ends in a proof, by asking the store', async () => {
  const world = await createRunWorld();
  world.write();
  const end = await world.run({
    objectOptions: { callback },
    wrapStore: store => ({
      ...store,
      complete: async (...args) => ({ ...(await store.complete(...args)), etag: '', checksum: null }),
    }),
  });
  const { etag, checksum } = world.bucket.objects.get(key)?.info ?? {};
  expect(end.state).toMatchObject({
    at: 'done',
    proof: { etag, theirs: checksum?.value, callback: { became: 'answered' } },
  });
});

test('a lost answer to Complete proves the object, and leaves open what became of the callback', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  const end = await world.run({
    objectOptions: { callback },
    wrapStore: failAt('complete', 1, 'net.interrupted', 'after'),
  });
  expect(end.state).toMatchObject({ at: 'done', proof: { callback: null } });
  expect(world.notes).toEqual(['answerLost', 'callbackUnknown']);
  expect(stored(world)).toEqual(bytes);
});

test('callback and speed limit follow the wish of today, also for an upload that was begun without', async () => {
  const world = await createRunWorld();
  world.write();
  await stopAtPart(world, 4, { objectOptions: { trafficLimit: 900_000 } });
  expect(world.bucket.trafficLimits).toEqual([900_000, 900_000, 900_000]);
  world.bucket.trafficLimits.length = 0;
  const end = await world.run({ objectOptions: { callback, trafficLimit: 819_200 } });
  expect(world.bucket.trafficLimits).toEqual([819_200, 819_200, 819_200]);
  expect(end.state).toMatchObject({ at: 'done', proof: { callback: { became: 'answered' } } });
  expect(world.notes).toEqual([]);
  await stopAtPart(world, 4, { objectOptions: { callback } });
  expect((await world.run()).state).toMatchObject({ at: 'done', proof: { callback: null } });
  expect(world.bucket.trafficLimits).toHaveLength(3);
});
