import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toErrorRecord } from '../../main/base/app-error.ts';
import { ownMark, transferIdOf } from '../../main/model/own-mark.ts';
import { createMemoryBody } from '../../main/remote/memory-body.ts';
import { testKey } from '../support/local-bucket.ts';
import { openRemote } from '../support/open-remote.ts';
import { createWorld, never, partSizes, type World } from '../support/world.ts';

const both = ['oss', 's3'] as const;
const place = { folderId: 'nobody', path: 'a.bin' };

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    thrown => toErrorRecord(thrown).code,
  );

/** The bucket past the engine, as another machine sees it. */
const elsewhere = (world: World) => openRemote(world.bucket, world.access.address.kind);

test.each(both)(
  'a folder replaces on %s only what it has stored, and its object tells by whom',
  async kind => {
    const world = await createWorld(kind);
    const { path } = world.file('a.bin', 1000);
    const first = await world.upload(path, 'a', {
      place,
      options: { forbidOverwrite: true, keepsMtime: true },
    });
    if (first.state.at !== 'done') throw new Error(first.state.at);
    const { etag } = first.state.proof;
    const info = await elsewhere(world).head('a', never);
    expect(info && transferIdOf(info)).toBe(first.id);
    expect(info?.meta).toHaveProperty('mtime');

    world.file('a.bin', partSizes[kind] * 2 + 5);
    const second = await world.upload(path, 'a', { place, options: { ifMatch: etag } });
    expect(second.state.at).toBe('done');
    expect((await elsewhere(world).head('a', never))?.meta[ownMark]).toBe(second.id);

    world.file('a.bin', 2000);
    const third = await world.upload(path, 'a', { place, options: { ifMatch: etag } });
    expect(third.state).toMatchObject({
      at: 'failed',
      error: { code: 'object.changed', facts: { key: 'a' } },
    });
    expect((await elsewhere(world).head('a', never))?.meta[ownMark]).toBe(second.id);
  },
);

test('a lost answer to a conditional upload is settled without sending again', async () => {
  for (const kind of both) {
    const world = await createWorld(kind);
    const { path } = world.file('a.bin', 1000);
    const { etag } = await elsewhere(world).put('a', createMemoryBody(Buffer.from('before')), {}, never);
    world.bucket.faults.on('put', { key: 'a' }).dropAnswer();
    expect((await world.upload(path, 'a', { place, options: { ifMatch: etag } })).state.at).toBe('done');
    world.bucket.faults.assertAllHit();
  }
});

test('a mark that would not fit beside the metadata is refused before anything is sent', async () => {
  const world = await createWorld('s3');
  const { path } = world.file('a.bin', 10);
  const meta = { note: 'x'.repeat(2 * 1024 - 'note'.length - 30) };
  expect((await world.upload(path, 'a', { options: { meta } })).state.at).toBe('done');
  expect(await codeOf(world.upload(path, 'b', { options: { meta }, place }))).toBe('options.invalid');
});

test('a stream replaces the object that is meant, and no other', async () => {
  for (const kind of both) {
    const world = await createWorld(kind);
    const engine = await world.engine();
    const { etag } = await elsewhere(world).put('a', createMemoryBody(Buffer.from('before')), {}, never);
    const send = (ifMatch: string, text: string) =>
      engine.uploadStream(
        {
          access: world.access,
          key: 'a',
          options: { ifMatch },
          threshold: 1000,
          source: {
            name: 'pipe',
            size: null,
            async *open() {
              yield Buffer.from(text);
            },
          },
        },
        never,
      );
    await send(etag, 'after');
    expect(await codeOf(send(etag, 'too late'))).toBe('object.changed');
    expect(String(await world.read('a'))).toBe('after');
  }
});

test.each(both)(
  'a directory without files is an empty object on %s whose key ends in a slash',
  async kind => {
    const world = await createWorld(kind);
    const engine = await world.engine();
    const mark = (key: string, options = {}) =>
      engine.putMarker({ access: world.access, key, options }, never);
    expect(await mark('dir/empty 空/', { meta: { mode: '755' } })).toMatchObject({ size: 0 });
    expect(await elsewhere(world).head('dir/empty 空/', never)).toMatchObject({
      size: 0,
      meta: { mode: '755' },
    });
    await mark('dir/empty 空/');
    expect(await codeOf(mark('dir/empty 空/', { forbidOverwrite: true }))).toBe('object.exists');
    expect(await codeOf(mark('no-directory'))).toBe('key.invalid');
    world.bucket.faults.on('put', { key: 'b/' }).dropAnswer();
    await mark('b/', { forbidOverwrite: true });
    world.bucket.faults.assertAllHit();
  },
);

test.each(both)(
  'all that lies below a prefix on %s is listed, also when a page fails at first',
  async kind => {
    const world = await createWorld(kind);
    const engine = await world.engine();
    const names = Array.from({ length: 1003 }, (_, index) => `p/${String(index).padStart(4, '0')}`);
    const body = createMemoryBody(new Uint8Array());
    const remote = elsewhere(world);
    for (let from = 0; from < names.length; from += 50) {
      await Promise.all(names.slice(from, from + 50).map(name => remote.put(name, body, {}, never)));
    }
    await remote.put('q', body, {}, never);
    world.bucket.faults.on('list', { nth: 2 }).reply(503).then.truncateAnswer();
    const pages: (readonly string[])[] = [];
    for await (const page of engine.listPages(world.access, 'p/', never))
      pages.push(page.map(({ key }) => key));
    world.bucket.faults.assertAllHit();
    expect(pages.map(page => page.length)).toEqual([1000, 3]);
    expect(pages.flat()).toEqual(names);
  },
);

test.each(both)(
  'a file is held against what a listing of %s tells, without a request where it is enough',
  async kind => {
    const world = await createWorld(kind);
    const engine = await world.engine();
    const { path, bytes } = world.file('a.bin', 3000);
    await elsewhere(world).put('a', createMemoryBody(bytes), {}, never);
    const [listed] = (await elsewhere(world).list({}, never)).objects;
    const { etag = '' } = listed ?? {};
    world.bucket.faults.on('head').reply(403, 'AccessDenied');
    const wish = { access: world.access, path, key: 'a' };
    expect(await engine.compare({ ...wish, etag }, never)).toMatchObject({ verdict: 'equal', info: null });
    expect(world.bucket.faults.hits()).toBe(0);
    world.bucket.faults.clear();
    expect(await engine.compare(wish, never)).toMatchObject({ verdict: 'equal', info: { etag } });
    writeFileSync(path, Buffer.alloc(3000, 1));
    expect(await engine.compare({ ...wish, etag }, never)).toMatchObject({
      verdict: 'different',
      ours: null,
    });
  },
);

test.each(both)('objects are copied, moved and deleted on %s through the engine', async kind => {
  const world = await createWorld(kind);
  const engine = await world.engine();
  const { access } = world;
  const { etag, checksum } = await elsewhere(world).put('a', createMemoryBody(Buffer.from('x')), {}, never);
  const from = { key: 'a', etag, size: 1, checksum };
  await engine.copyObject({ access, from, to: 'b' }, never);
  await engine.moveObject({ access, from, to: 'c' }, never);
  expect(await Promise.all(['a', 'b', 'c'].map(async key => String(await world.read(key))))).toEqual([
    'null',
    'x',
    'x',
  ]);
  expect(await codeOf(engine.deleteObject({ access, key: 'b', etag: 'another' }, never))).toBe(
    'object.changed',
  );
  const b = await elsewhere(world).head('b', never);
  await engine.deleteObject({ access, key: 'b', etag: b?.etag ?? '' }, never);
  expect(await world.read('b')).toBeNull();
});

test('a new limit holds at once for what is under way, in workers as well as here', async () => {
  const world = await createWorld('oss');
  const engine = await world.engine({ rateLimit: 1 });
  const { path } = world.file('a.bin', 300_000);
  const upload = engine.upload(
    { path, key: 'a', access: world.access, options: {}, threshold: partSizes.oss, partSize: partSizes.oss },
    never,
  );
  const stream = engine.uploadStream(
    {
      access: world.access,
      key: 'b',
      options: {},
      threshold: 1e9,
      source: {
        name: 'pipe',
        size: null,
        async *open() {
          yield Buffer.alloc(300_000);
        },
      },
    },
    never,
  );
  // At a byte a second this would take days; both wait for their turn by now, or are about to.
  const moved = Promise.withResolvers<void>();
  engine.onProgress(snapshot => {
    if (snapshot.movingBytes > 0) moved.resolve();
  });
  await moved.promise;
  engine.setRate(null);
  expect((await upload).state.at).toBe('done');
  await stream;
});

test('what is asked for by hand starts before what a folder wants', async () => {
  const world = await createWorld('oss');
  const engine = await world.engine({ parallel: 1 });
  const began: string[] = [];
  const areAllThere = Promise.withResolvers<void>();
  const hasBegun = Promise.withResolvers<void>();
  engine.onEvent(event => {
    if (event.type !== 'changed' || began.includes(event.transfer.target.key)) return;
    began.push(event.transfer.target.key);
    hasBegun.resolve();
  });
  engine.onProgress(({ totalFiles }) => {
    if (totalFiles === 3) areAllThere.resolve();
  });
  const send = (key: string, priority: 'manual' | 'background', access = world.access) =>
    engine.upload(
      { path: world.file(key, 10).path, key, access, options: {}, threshold: 1000, priority },
      never,
    );
  /** The first one has the only place, and waits for its keys until all have come. */
  const credentials = { current: () => areAllThere.promise.then(() => testKey), invalidate() {} };
  const first = send('first', 'background', { ...world.access, credentials });
  await hasBegun.promise;
  await Promise.all([first, send('folder', 'background'), send('hand', 'manual')]);
  expect(began).toEqual(['first', 'hand', 'folder']);
});
