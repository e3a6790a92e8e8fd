import { expect, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { createTidying } from '../../main/upload/tidy-left.ts';
import { createRunWorld, fail, failAt, gated, key, type RunWorld, stopAtPart } from '../support/run-world.ts';
import { createWorld, never } from '../support/world.ts';

const kib = 1024;

/** An upload that starts over while the server refuses to remove the old one; tells the id of that. */
async function leaveOne(world: RunWorld): Promise<string> {
  world.write();
  await stopAtPart(world, 4);
  const [uploadId = ''] = world.bucket.uploads.keys();
  const end = await world.run({
    window: { offset: 1000 },
    wrapStore: store =>
      gated(store, (name, call) =>
        name === 'abandon' ? Promise.reject(fail('remote.unavailable')) : call(),
      ),
  });
  expect(end.state.at).toBe('done');
  return uploadId;
}

test('an upload that cannot be removed is remembered as left', async () => {
  const world = await createRunWorld();
  const uploadId = await leaveOne(world);
  expect(world.notes).toEqual(['restarted', 'uploadLeft']);
  expect(await world.loose()).toMatchObject([{ target: { key }, uploadId, reason: 'left', isOwned: false }]);
  expect([...world.bucket.uploads.keys()]).toEqual([uploadId]);
});

test('one that could be removed is not', async () => {
  const world = await createRunWorld();
  world.write();
  await stopAtPart(world, 4);
  await world.run({ window: { offset: 1000 } });
  expect(await world.loose()).toEqual([]);
});

test('a stop while the old upload is removed leaves the transfer as it was', async () => {
  const world = await createRunWorld();
  world.write();
  await stopAtPart(world, 4);
  const stop = new AbortController();
  const window = { offset: 1000 };
  const end = await world.run({
    window,
    signal: stop.signal,
    wrapStore: store => ({
      ...store,
      abandon: async () => {
        stop.abort();
        throw stop.signal.reason;
      },
    }),
  });
  expect(end.state).toMatchObject({ at: 'paused', upload: { partSize: 1000 } });
  expect(await world.loose()).toEqual([]);
  expect((await world.run({ window })).state.at).toBe('done');
  expect(world.bucket.uploads.size).toBe(0);
});

test('a transfer that can not be stored any more is not remembered as left beside itself', async () => {
  const world = await createRunWorld();
  world.write();
  await stopAtPart(world, 4);
  const end = await world.run({
    wrapLog: log =>
      gated(log, (name, call) => {
        if (name === 'setSource') throw fail('disk.full');
        return call();
      }),
    window: { offset: 1000 },
    wrapStore: failAt('abandon', 1, 'remote.denied'),
  });
  expect(end.state.at).toBe('blocked');
  expect(await world.loose()).toEqual([]);
});

test('the next upload into the bucket removes what was left, in passing', async () => {
  const world = await createWorld('oss');
  const engine = await world.engine();
  const { path } = world.file('file', 100);
  const store = engine.open(world.access);
  const begin = async (name: string) => (await store.begin(name, {}, never)).uploadId;
  const target = (name: string) => ({ address: world.access.address, key: name });
  engine.loose.add({ target: target('a'), uploadId: await begin('a'), reason: 'left' });
  engine.loose.add({ target: target('gone'), uploadId: '0'.repeat(32), reason: 'left' });
  engine.loose.add({ target: target('hand'), uploadId: await begin('hand'), reason: 'by-hand' });
  engine.loose.add({ target: target('stream'), uploadId: await begin('stream'), reason: 'stream' });
  const elsewhere = { ...world.access.address, bucket: 'another-bucket' };
  engine.loose.add({ target: { address: elsewhere, key: 'far' }, uploadId: 'X', reason: 'left' });
  const wish = { path, key: 'k', access: world.access, options: {}, threshold: 64 * kib };
  expect((await engine.upload(wish, never)).state.at).toBe('done');
  await engine.close();
  expect(await world.pending()).toEqual(['hand', 'stream']);
  const next = await world.engine();
  expect(
    next.loose
      .all()
      .map(({ target: { key: name } }) => name)
      .sort(),
  ).toEqual(['far', 'hand', 'stream']);
});

test('what still cannot be removed stays remembered, and spoils no upload', async () => {
  const world = await createWorld('oss');
  const engine = await world.engine();
  const { path } = world.file('file', 100);
  const { uploadId } = await engine.open(world.access).begin('a', {}, never);
  const target = { address: world.access.address, key: 'a' };
  engine.loose.add({ target, uploadId, reason: 'left' });
  world.bucket.faults.on('abandon').reply(403, 'AccessDenied');
  const wish = { path, key: 'k', access: world.access, options: {}, threshold: 64 * kib };
  expect((await engine.upload(wish, never)).state.at).toBe('done');
  expect((await engine.upload({ ...wish, key: 'l' }, never)).state.at).toBe('done');
  await engine.close();
  expect((await world.engine()).loose.all()).toMatchObject([{ uploadId }]);
  expect(await world.pending()).toEqual(['a']);
});

test('one that cannot be removed does not stand before the others', async () => {
  const world = await createWorld('oss');
  const engine = await world.engine();
  const { path } = world.file('file', 100);
  for (const key of ['a', 'b']) {
    const { uploadId } = await engine.open(world.access).begin(key, {}, never);
    engine.loose.add({ target: { address: world.access.address, key }, uploadId, reason: 'left' });
  }
  world.bucket.faults.on('abandon').reply(403, 'AccessDenied');
  const wish = { path, key: 'k', access: world.access, options: {}, threshold: 64 * kib };
  await engine.upload(wish, never);
  await engine.close();
  expect(await world.pending()).toHaveLength(1);
});

test('an upload that does not end well tries nothing else', async () => {
  const world = await createWorld('oss');
  const engine = await world.engine();
  const { path } = world.file('file', 100);
  const { uploadId } = await engine.open(world.access).begin('a', {}, never);
  const target = { address: world.access.address, key: 'a' };
  engine.loose.add({ target, uploadId, reason: 'left' });
  world.bucket.faults.on('put').reply(403, 'AccessDenied');
  const wish = { path, key: 'k', access: world.access, options: {}, threshold: 64 * kib };
  expect((await engine.upload(wish, never)).state.at).toBe('blocked');
  await engine.close();
  expect(await world.pending()).toEqual(['a']);
});

test('at most ten are tried at once, each once, and a server that never answers is left in time', async () => {
  const world = await createRunWorld();
  const { address } = world.bucket;
  const left = Array.from({ length: 12 }, (_, number) => ({
    target: { address, key: `k${number}` },
    uploadId: `U${number}`,
    reason: 'left' as const,
    begunAtMs: 0,
    isOwned: false,
  }));
  const removed: string[] = [];
  const asked: string[] = [];
  const loose = {
    add() {},
    all: () => left.filter(({ uploadId }) => !removed.includes(uploadId)),
    remove: (_: unknown, uploadId: string) => void removed.push(uploadId),
  };
  const tidy = createTidying(loose, systemClock);
  const store = gated(world.bucket, (name, call) => {
    if (name === 'abandon') asked.push(name);
    return call();
  });
  await tidy(address, store, never);
  expect(removed).toHaveLength(10);
  await tidy(address, store, never);
  expect(removed).toHaveLength(12);
  expect(asked).toHaveLength(12);

  removed.length = 0;
  const impatient = {
    ...systemClock,
    after: (_: number, callback: () => void) => systemClock.after(5, callback),
  };
  const hanging = {
    ...world.bucket,
    abandon: (_: unknown, signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  };
  await createTidying(loose, impatient)(address, hanging, never);
  expect(removed).toEqual([]);
});
