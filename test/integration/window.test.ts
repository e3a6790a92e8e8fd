import { randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ByteWindow } from '../../main/model/source.ts';
import type { StoreKind } from '../../main/model/target.ts';
import { createRunWorld, fail, gated, stopAtPart, stored } from '../support/run-world.ts';
import { createWorld, never, partSizes, type World } from '../support/world.ts';

const kinds: StoreKind[] = ['oss', 's3'];
const kib = 1024;

const cut = (bytes: Uint8Array, { offset, length = bytes.length - offset }: ByteWindow) =>
  Buffer.from(bytes.subarray(offset, offset + length));

test.each<ByteWindow>([
  { offset: 0 },
  { offset: 0, length: 0 },
  { offset: 1 },
  { offset: 100, length: 1900 },
  { offset: 100, length: 2000 },
  { offset: 1700, length: 3001 },
  { offset: 2300 },
  { offset: 5299 },
  { offset: 5300 },
])('of a file of 5,300 bytes, exactly the bytes of %j go up, and those are proven', async window => {
  const world = await createRunWorld();
  const expected = cut(world.write(), window);
  const end = await world.run({ window });
  expect(end.state).toMatchObject({ at: 'done', proof: { size: expected.length } });
  expect(stored(world)).toEqual(expected);
  expect(world.bucket.receivedBytes).toBe(expected.length);
});

test.each(kinds)(
  '%s: a window of a file arrives by one PUT and by parts, through real workers',
  async kind => {
    const world = await createWorld(kind);
    const part = partSizes[kind];
    const { path, bytes } = world.file('file', 3 * part + 7);
    const windows: ByteWindow[] = [
      { offset: 3 * part },
      { offset: 11, length: part - 1 },
      { offset: 13 },
      { offset: 17, length: 2 * part },
      { offset: 3 * part + 7 },
    ];
    for (const window of windows) {
      const key = JSON.stringify(window);
      const expected = cut(bytes, window);
      const end = await world.upload(path, key, { window });
      expect(end.state, key).toMatchObject({ at: 'done', proof: { size: expected.length } });
      expect((await world.read(key))?.equals(expected), key).toBe(true);
    }
    expect(await world.pending()).toEqual([]);
  },
);

test.each<[ByteWindow, string]>([
  [{ offset: 701 * kib }, 'offset'],
  [{ offset: -1 }, 'offset'],
  [{ offset: 0.5 }, 'offset'],
  [{ offset: Number.NaN }, 'offset'],
  [{ offset: 0, length: 700 * kib + 1 }, 'length'],
  [{ offset: 700 * kib, length: 1 }, 'length'],
  [{ offset: 3, length: -1 }, 'length'],
  [{ offset: 3, length: 1.5 }, 'length'],
])('%j of a file of 700 KiB is refused for its %s before anything is recorded', async (window, option) => {
  const world = await createWorld('oss');
  const { path } = world.file('file', 700 * kib);
  const engine = await world.engine();
  const wish = { path, key: 'k', access: world.access, options: {}, threshold: 1, window };
  await expect(engine.upload(wish, never)).rejects.toMatchObject({
    code: 'options.invalid',
    facts: { option, problem: expect.any(String) },
  });
  expect(engine.unfinished()).toEqual([]);
});

test('the same window goes on where it was, and sends no byte twice', async () => {
  const world = await createRunWorld();
  const window = { offset: 700, length: 4200 };
  const expected = cut(world.write(), window);
  await stopAtPart(world, 4, { window });
  expect((await world.run({ window })).state).toMatchObject({ at: 'done', proof: { size: 4200 } });
  expect(stored(world)).toEqual(expected);
  expect(world.bucket.receivedBytes).toBe(4200);
  expect(world.notes).not.toContain('restarted');
});

test('a window to the end of the file, said with and without its length, is the same one', async () => {
  const world = await createRunWorld();
  world.write();
  await stopAtPart(world, 4, { window: { offset: 300 } });
  await world.run({ window: { offset: 300, length: 5000 } });
  expect(world.bucket.receivedBytes).toBe(5000);
  expect(world.notes).not.toContain('restarted');
});

test.each<[string, ByteWindow | undefined, ByteWindow | undefined]>([
  ['another offset', { offset: 700 }, { offset: 701 }],
  ['an offset that differs by whole parts', { offset: 0, length: 3000 }, { offset: 1000, length: 3000 }],
  ['another length', { offset: 700, length: 4000 }, { offset: 700, length: 3000 }],
  ['a part of it', undefined, { offset: 1000 }],
  ['the whole file', { offset: 1000 }, undefined],
  ['nothing of it', { offset: 1000 }, { offset: 5300 }],
])('asked for %s, an unfinished upload starts over and leaves nothing behind', async (_, first, second) => {
  const world = await createRunWorld();
  const bytes = world.write();
  const stopped = await stopAtPart(world, 3, first ? { window: first } : {});
  const expected = cut(bytes, second ?? { offset: 0 });
  const end = await world.run({ ...(second ? { window: second } : {}), objectOptions: { acl: 'private' } });
  expect(end).toMatchObject({ id: stopped.id, state: { at: 'done', proof: { size: expected.length } } });
  expect(stored(world)).toEqual(expected);
  expect(world.notes).toEqual(['restarted']);
  expect(end.options).toEqual({ acl: 'private' });
  expect(world.bucket.uploads.size).toBe(0);
  expect(world.bucket.receivedBytes).toBe(2000 + expected.length);
});

/** The upload of a window, paused once two parts are confirmed. */
async function pauseInTheMiddle(world: World, path: string, window: ByteWindow): Promise<void> {
  const engine = await world.engine({ parallel: 1 });
  const stop = new AbortController();
  engine.onProgress(({ confirmedParts }) => {
    if (confirmedParts >= 2) stop.abort();
  });
  world.bucket.faults.on('sendPart', { nth: 4 }).delay(400);
  const wish = {
    path,
    key: 'k',
    access: world.access,
    options: {},
    threshold: 1,
    partSize: 100 * kib,
    window,
  };
  expect((await engine.upload(wish, stop.signal)).state.at).toBe('paused');
  await engine.close();
}

test('a window goes on in the next run of the program', async () => {
  const world = await createWorld('oss');
  const { path, bytes } = world.file('file', 700 * kib);
  const window = { offset: 33 * kib, length: 610 * kib };
  await pauseInTheMiddle(world, path, window);
  const engine = await world.engine();
  let resumed = 0;
  engine.onProgress(({ resumedBytes }) => {
    resumed = resumedBytes;
  });
  const wish = { path, key: 'k', access: world.access, options: {}, threshold: 1, window };
  expect((await engine.upload(wish, never)).state).toMatchObject({ at: 'done', proof: { size: 610 * kib } });
  expect(resumed).toBeGreaterThanOrEqual(200 * kib);
  expect((await world.read('k'))?.equals(cut(bytes, window))).toBe(true);
});

test('the history says that another range was asked for', async () => {
  const world = await createWorld('oss');
  const { path, bytes } = world.file('file', 700 * kib);
  await pauseInTheMiddle(world, path, { offset: 50 * kib });
  const end = await world.upload(path, 'k', { window: { offset: 60 * kib } });
  expect(end.state.at).toBe('done');
  expect(world.events).toContainEqual(
    expect.objectContaining({ what: 'restarted', reason: 'another range of the file was asked for' }),
  );
  expect((await world.read('k'))?.equals(bytes.subarray(60 * kib))).toBe(true);
  expect(await world.pending()).toEqual([]);
});

test('a window to the end takes the new end of a file that has grown', async () => {
  const world = await createRunWorld();
  world.write();
  await stopAtPart(world, 3, { window: { offset: 500 } });
  const bytes = world.write(randomBytes(6100));
  const end = await world.run({ window: { offset: 500 } });
  expect(end.state).toMatchObject({ at: 'done', proof: { size: 5600 } });
  expect(stored(world)).toEqual(cut(bytes, { offset: 500 }));
  expect(world.bucket.uploads.size).toBe(0);
});

test('a file that changes while its window is sent goes up again, in the same window', async () => {
  const world = await createRunWorld();
  world.write();
  const window = { offset: 500, length: 3000 };
  let bytes: Uint8Array = Buffer.alloc(0);
  let parts = 0;
  const end = await world.run({
    window,
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name === 'sendPart') parts += 1;
        if (name === 'sendPart' && parts === 2) {
          bytes = world.write();
          utimesSync(world.path, 5, 5);
        }
        return call();
      }),
  });
  expect(end.state.at).toBe('done');
  expect(stored(world)).toEqual(cut(bytes, window));
});

test('a file that has become too short for its window is a failure that says so', async () => {
  const world = await createRunWorld();
  world.write();
  const end = await world.run({
    window: { offset: 3000 },
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name === 'begin') world.write(Buffer.from('short'));
        return call();
      }),
  });
  expect(end.state).toMatchObject({
    at: 'failed',
    error: { code: 'options.invalid', facts: { option: 'offset' } },
  });
});

test('a file that was only touched keeps its window', async () => {
  const world = await createRunWorld();
  const window = { offset: 700, length: 4200 };
  const expected = cut(world.write(), window);
  let sent = 0;
  const end = await world.run({
    window,
    settings: { parallel: 1 },
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name === 'sendPart') sent += 1;
        if (name === 'sendPart' && sent === 3) {
          chmodSync(world.path, 0o600);
          return Promise.reject(fail('file.changed'));
        }
        return call();
      }),
  });
  expect(end.source).toMatchObject({ size: 5300, ...window });
  expect(stored(world)).toEqual(expected);
  expect(world.notes).toEqual(['sourceConfirmed']);
  expect(world.bucket.receivedBytes).toBe(4200);
});

test('parts without a receipt are compared with the bytes of the window', async () => {
  const world = await createRunWorld();
  const window = { offset: 700, length: 4200 };
  const expected = cut(world.write(), window);
  const { id } = await stopAtPart(world, 4, { window });
  await world.run({
    window,
    wrapLog: log => {
      log.claim = (claim => wanted => {
        const claimed = claim(wanted);
        log.dropReceipts(id);
        return claimed;
      })(log.claim);
      return log;
    },
  });
  expect(world.notes).toEqual(['adopted']);
  expect(stored(world)).toEqual(expected);
  expect(world.bucket.receivedBytes).toBe(4200);
});

test('after the record was destroyed, the upload of a window is found on the server', async () => {
  const world = await createRunWorld();
  const window = { offset: 700, length: 4200 };
  const expected = cut(world.write(), window);
  await stopAtPart(world, 4, { window });
  const data = join(world.dir, 'data');
  for (const name of readdirSync(data).filter(each => /^longshore\.db-/.test(each))) rmSync(join(data, name));
  writeFileSync(join(data, 'longshore.db'), 'this is no database '.repeat(1000));
  await world.run({ window });
  expect(world.notes).toContain('found');
  expect(stored(world)).toEqual(expected);
  expect(world.bucket.receivedBytes).toBe(4200);
});

test('a lost answer to Complete is settled by the checksum of the window', async () => {
  const world = await createRunWorld();
  const window = { offset: 700, length: 4200 };
  const expected = cut(world.write(), window);
  const end = await world.run({
    window,
    wrapStore: store =>
      gated(store, async (name, call) => {
        const answer = await call();
        if (name === 'complete') throw fail('net.interrupted');
        return answer;
      }),
  });
  expect(end.state).toMatchObject({ at: 'done', proof: { size: 4200 } });
  expect(stored(world)).toEqual(expected);
});

test('progress counts the bytes of the window', async () => {
  const world = await createWorld('oss');
  const { path } = world.file('file', 700 * kib);
  const engine = await world.engine();
  const totals = new Set<number>();
  let last = 0;
  engine.onProgress(({ confirmedBytes, totalBytes }) => {
    totals.add(totalBytes);
    last = confirmedBytes;
  });
  const wish = { path, key: 'k', access: world.access, options: {}, threshold: 1, partSize: 100 * kib };
  await engine.upload({ ...wish, window: { offset: 100 * kib, length: 350 * kib } }, never);
  expect([...totals]).toEqual([350 * kib]);
  expect(last).toBe(350 * kib);
});
