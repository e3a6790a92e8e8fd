import { expect, test } from 'vitest';
import { type ErrorCode, fromErrorRecord } from '../../main/base/app-error.ts';
import { transferIdOf } from '../../main/model/own-mark.ts';
import type { FolderPlace } from '../../main/model/transfer.ts';
import type { ObjectStore } from '../../main/remote/object-store.ts';
import { createRunWorld, fail, gated, key, type RunWorld, stopAtPart, stored } from '../support/run-world.ts';

const place: FolderPlace = { folderId: 'f', path: 'dir/file.bin' };
const small = (text: string) => Buffer.from(text);

/** An object of somebody's, or of an earlier transfer; returns its ETag. */
async function putBefore(world: RunWorld, bytes: Uint8Array): Promise<string> {
  world.write(bytes);
  const end = await world.run({ settings: { threshold: 1e9 } });
  if (end.state.at !== 'done') throw new Error(`the object before was not stored: ${end.state.at}`);
  return end.state.proof.etag;
}

/** Loses the first answer of a method, which was carried out. */
function loseAnswer(method: keyof ObjectStore, code: ErrorCode = 'net.interrupted') {
  let isFirst = true;
  return (store: ObjectStore) =>
    gated(store, (name, call) => {
      if (name !== method || !isFirst) return call();
      isFirst = false;
      return Promise.resolve(call()).then(() =>
        Promise.reject(fromErrorRecord({ code, message: 'planned: the answer is lost', facts: {} })),
      );
    });
}

const kinds = [
  { by: 'put', bytes: small('ours'), threshold: 2000 },
  { by: 'complete', bytes: Buffer.alloc(5300, 7), threshold: 2000 },
] as const;

test.each(kinds)('$by replaces the object that was meant', async ({ bytes, threshold }) => {
  const world = await createRunWorld();
  const ifMatch = await putBefore(world, small('before'));
  world.write(bytes);
  const end = await world.run({ objectOptions: { ifMatch }, settings: { threshold } });
  expect(end.state.at).toBe('done');
  expect(stored(world)).toEqual(bytes);
});

test.each(kinds)('$by leaves another object alone, and says so', async ({ bytes, threshold }) => {
  const world = await createRunWorld();
  const ifMatch = await putBefore(world, small('before'));
  await putBefore(world, small('theirs'));
  world.write(bytes);
  const before = world.bucket.receivedBytes;
  const end = await world.run({ objectOptions: { ifMatch }, settings: { threshold }, place });
  expect(end.state).toMatchObject({
    at: 'failed',
    error: { code: 'object.changed', facts: { key, etag: ifMatch } },
  });
  expect(stored(world)).toEqual(small('theirs'));
  // A large file is refused before its first byte is sent.
  if (bytes.length >= threshold) expect(world.bucket.receivedBytes).toBe(before);
});

test.each(kinds)(
  'a lost answer of $by is settled by asking, for a repeat would meet our own object',
  async kind => {
    const world = await createRunWorld();
    const ifMatch = await putBefore(world, small('before'));
    world.write(kind.bytes);
    const before = world.bucket.receivedBytes;
    const end = await world.run({
      objectOptions: { ifMatch },
      settings: { threshold: kind.threshold },
      wrapStore: loseAnswer(kind.by),
    });
    expect(end.state.at).toBe('done');
    expect(stored(world)).toEqual(kind.bytes);
    expect(world.bucket.receivedBytes - before).toBe(kind.bytes.length);
    expect(world.bucket.uploads.size).toBe(0);
  },
);

test.each(kinds)('a run that died after $by finds its own object the next time', async kind => {
  const world = await createRunWorld();
  const ifMatch = await putBefore(world, small('before'));
  world.write(kind.bytes);
  const options = { objectOptions: { ifMatch }, settings: { threshold: kind.threshold, attempts: 1 } };
  const died = await world.run({
    ...options,
    wrapStore: store =>
      gated(store, (name, call) => {
        // Nothing can be asked any more once the request was carried out.
        if (name === kind.by) return Promise.resolve(call()).then(() => Promise.reject(fail('bug')));
        return call();
      }),
  });
  expect(died.state.at).toBe('failed');
  const before = world.bucket.receivedBytes;
  const end = await world.run(options);
  expect(end.state.at).toBe('done');
  // A small file may go twice in vain; the parts of a large one do not.
  if (kind.by === 'complete') expect(world.bucket.receivedBytes).toBe(before);
  expect(stored(world)).toEqual(kind.bytes);
});

test('an upload whose joining is still under way when it is asked for meets its own object, and leaves no parts', async () => {
  const world = await createRunWorld();
  const ifMatch = await putBefore(world, small('before'));
  const bytes = world.write();
  const copies = new Map<string, Parameters<typeof world.bucket.uploads.set>[1]>();
  const end = await world.run({
    objectOptions: { ifMatch },
    wrapStore: store =>
      gated(loseAnswer('complete')(store), (name, call) => {
        if (name !== 'complete' || copies.size > 0) return call();
        for (const [id, upload] of world.bucket.uploads) copies.set(id, upload);
        const done = Promise.resolve(call());
        // The server still lists the upload that it has just joined.
        return done.finally(() => {
          for (const [id, upload] of copies) world.bucket.uploads.set(id, upload);
        });
      }),
  });
  expect(end.state.at).toBe('done');
  expect(stored(world)).toEqual(bytes);
  expect(world.bucket.uploads.size).toBe(0);
});

test('a file that changes while it is sent replaces what this very transfer has stored', async () => {
  const world = await createRunWorld();
  const ifMatch = await putBefore(world, small('before'));
  world.write(small('first version'));
  let isFirst = true;
  const end = await world.run({
    objectOptions: { ifMatch },
    place,
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name !== 'put' || !isFirst) return call();
        isFirst = false;
        return Promise.resolve(call()).finally(() => world.write(small('second version!')));
      }),
  });
  expect(end.state.at).toBe('done');
  expect(stored(world)).toEqual(small('second version!'));
  expect(world.notes).toEqual(expect.arrayContaining(['restarted', 'ownObjectFound']));
});

test('so it is when nothing was there before, and when the second version goes by parts', async () => {
  const world = await createRunWorld();
  world.write(small('first version'));
  const second = Buffer.alloc(5300, 9);
  let isFirst = true;
  const end = await world.run({
    objectOptions: { forbidOverwrite: true },
    place,
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name !== 'put' || !isFirst) return call();
        isFirst = false;
        return Promise.resolve(call()).finally(() => world.write(second));
      }),
  });
  expect(end.state.at).toBe('done');
  expect(stored(world)).toEqual(second);
});

test('so it is when the process died in between, and nothing of it is sent twice', async () => {
  const world = await createRunWorld();
  world.write(small('first version'));
  const second = Buffer.alloc(5300, 9);
  const options = { objectOptions: { forbidOverwrite: true }, place };
  let isFirst = true;
  let parts = 0;
  const died = await world.run({
    ...options,
    settings: { parallel: 1 },
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name === 'sendPart' && ++parts === 3) return Promise.reject(fail('remote.refused'));
        if (name !== 'put' || !isFirst) return call();
        isFirst = false;
        return Promise.resolve(call()).finally(() => world.write(second));
      }),
  });
  expect(died.state.at).toBe('failed');
  const before = world.bucket.receivedBytes;
  const end = await world.run(options);
  expect(end.state.at).toBe('done');
  expect(stored(world)).toEqual(second);
  expect(world.bucket.receivedBytes - before).toBe(second.length - 2 * 1000);
});

test('an object that somebody else stores in between is not taken for our own', async () => {
  const world = await createRunWorld();
  const ifMatch = await putBefore(world, small('before'));
  world.write(small('first version'));
  let isFirst = true;
  const end = await world.run({
    objectOptions: { ifMatch },
    place,
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name !== 'put' || !isFirst) return call();
        isFirst = false;
        return Promise.resolve(call()).finally(() => {
          world.write(small('second version!'));
          const own = world.bucket.objects.get(key);
          if (!own) throw new Error('nothing was stored');
          world.bucket.objects.set(key, {
            bytes: small('theirs'),
            info: { ...own.info, etag: 'THEIRS', size: 6, meta: {} },
          });
        });
      }),
  });
  expect(end.state).toMatchObject({ at: 'failed', error: { code: 'object.changed' } });
  expect(stored(world)).toEqual(small('theirs'));
});

test.each(kinds)(
  '$by marks the object of a folder with its transfer, and no other',
  async ({ bytes, threshold }) => {
    const world = await createRunWorld();
    world.write(bytes);
    const meta = () => ({ meta: world.bucket.objects.get(key)?.info.meta ?? {} });
    const plain = await world.run({ settings: { threshold }, objectOptions: { meta: { a: '1' } } });
    expect([plain.state.at, transferIdOf(meta())]).toEqual(['done', null]);
    const placed = await world.run({ settings: { threshold }, objectOptions: { meta: { a: '1' } }, place });
    expect(transferIdOf(meta())).toBe(placed.id);
    expect(meta().meta['a']).toBe('1');
  },
);

test('an upload that goes on follows the condition of today', async () => {
  const world = await createRunWorld();
  const old = await putBefore(world, small('before'));
  const bytes = world.write();
  await stopAtPart(world, 3, { objectOptions: { ifMatch: old } });
  const theirs = small('theirs, which is meant now');
  const own = world.bucket.objects.get(key);
  if (!own) throw new Error('nothing was stored');
  world.bucket.objects.set(key, { bytes: theirs, info: { ...own.info, etag: 'NEW', size: theirs.length } });
  const end = await world.run({ objectOptions: { ifMatch: 'NEW' } });
  expect(end.state.at).toBe('done');
  expect(stored(world)).toEqual(bytes);
  expect(world.notes).not.toContain('optionsKept');
});
