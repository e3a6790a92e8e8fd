import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFaultPlan } from '../../main/bucket/faults.ts';
import { createRunWorld, fail, gated, stopAtPart, stored } from '../support/run-world.ts';
import { createWorld } from '../support/world.ts';

test('a file that changed since the last run starts over, once it is quiet, and never mixes two versions', async () => {
  const world = await createRunWorld();
  world.write();
  await stopAtPart(world, 4);
  let writes = 0;
  let bytes = world.write(randomBytes(5300));
  utimesSync(world.path, 1, 1);
  const end = await world.run({
    onSleep: () => {
      writes += 1;
      if (writes > 3) return;
      bytes = world.write(randomBytes(5300 + writes));
      utimesSync(world.path, 1, 1 + writes);
    },
  });
  expect(end.state.at).toBe('done');
  expect(writes).toBeGreaterThan(3);
  expect(stored(world)).toEqual(bytes);
  expect(world.bucket.uploads.size).toBe(0);
  expect(world.notes).toContain('restarted');
});

test('a file that changes while it is sent is noticed before Complete', async () => {
  const world = await createRunWorld();
  world.write();
  let bytes = Buffer.alloc(0);
  let parts = 0;
  const end = await world.run({
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name === 'sendPart') parts += 1;
        if (name === 'sendPart' && parts === 3) {
          bytes = Buffer.from(world.write(randomBytes(5300)));
          utimesSync(world.path, 5, 5);
        }
        return call();
      }),
  });
  expect(end.state.at).toBe('done');
  expect(stored(world)).toEqual(bytes);
  expect(world.bucket.uploads.size).toBe(0);
});

/** A world whose bucket calls back when the head of the first PUT is there: the worker has read the file by then. */
async function worldAtPut(onPut: () => void) {
  let isFirst = true;
  const faults = {
    ...createFaultPlan(),
    take(operation: string) {
      if (operation === 'put' && isFirst) {
        isFirst = false;
        onPut();
      }
      return [];
    },
  };
  return await createWorld('oss', { faults });
}

test('a small file that changes while it is sent goes up again', async () => {
  const world = await worldAtPut(() => writeFileSync(path, 'second version'));
  const { path } = world.file('file', 5);
  const end = await world.upload(path, 'key');
  expect(end.state).toMatchObject({ at: 'done', proof: { size: 14 } });
  expect(String(await world.read('key'))).toBe('second version');
});

test('a small file whose directory gives way to a link while it is sent is not taken for done', async () => {
  const world = await worldAtPut(() => {
    renameSync(join(world.dir, 'sub'), join(world.dir, 'elsewhere'));
    symlinkSync('elsewhere', join(world.dir, 'sub'));
  });
  mkdirSync(join(world.dir, 'sub'));
  const { path } = world.file('sub/file', 5);
  const end = await world.upload(path, 'key', { followsLinks: false });
  expect(end.state).toMatchObject({ at: 'failed', error: { code: 'file.missing' } });
});

test('of a small file behind a link no byte is sent', async () => {
  let puts = 0;
  const world = await worldAtPut(() => {
    puts += 1;
  });
  mkdirSync(join(world.dir, 'real'));
  world.file('real/file', 5);
  symlinkSync('real', join(world.dir, 'link'));
  const end = await world.upload(join(world.dir, 'link/file'), 'key', { followsLinks: false });
  expect(end.state).toMatchObject({ at: 'failed', error: { code: 'file.missing' } });
  expect([puts, await world.read('key')]).toEqual([0, null]);
});

test('a file that never rests fails after some tries, with its cause', async () => {
  const world = await createRunWorld();
  world.write();
  let second = 10;
  const end = await world.run({
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name === 'sendPart') utimesSync(world.path, second, second++);
        return call();
      }),
  });
  expect(end.state).toMatchObject({ at: 'failed', error: { code: 'file.changed' } });
});

test('the same contents under another inode go on, after what was sent was compared', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  await stopAtPart(world, 4);
  const { atime, mtime } = statSync(world.path);
  const copy = join(world.dir, 'copy.bin');
  utimesSync(world.path, atime, mtime);
  copyFileSync(world.path, copy);
  utimesSync(copy, atime, mtime);
  const before = statSync(world.path, { bigint: true });
  renameSync(copy, world.path);
  if (statSync(world.path, { bigint: true }).mtimeNs !== before.mtimeNs) {
    throw new Error('this file system cannot restore a time of modification');
  }
  await world.run();
  expect(stored(world)).toEqual(bytes);
});

test.each([0, 1500, 2999])(
  'a rewrite of byte %i in place, with the time set back, starts over',
  async position => {
    const world = await createRunWorld();
    const bytes = Buffer.from(world.write());
    utimesSync(world.path, 1000, 1000);
    await stopAtPart(world, 4);
    bytes.writeUInt8((bytes[position] ?? 0) ^ 1, position);
    world.write(bytes);
    utimesSync(world.path, 1000, 1000);
    await world.run();
    expect(world.notes).toContain('restarted');
    expect(stored(world)).toEqual(bytes);
  },
);

test('a file whose permissions change while it is sent keeps its upload', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  let sent = 0;
  const end = await world.run({
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
  expect(end.state.at).toBe('done');
  expect(world.notes).toContain('sourceConfirmed');
  expect(world.notes).not.toContain('restarted');
  expect(world.bucket.receivedBytes).toBe(bytes.length);
});

test('the source that vanished is a failure that names it, and the upload stays for its return', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  const end = await world.run({
    settings: { parallel: 1 },
    wrapStore: store => {
      let sent = 0;
      return gated(store, (name, call) => {
        if (name === 'sendPart') sent += 1;
        if (name === 'sendPart' && sent === 3) renameSync(world.path, `${world.path}.away`);
        return call();
      });
    },
  });
  expect(end.state.at).toBe('failed');
  renameSync(`${world.path}.away`, world.path);
  expect((await world.run()).state.at).toBe('done');
  expect(world.bucket.receivedBytes).toBe(bytes.length);
});

test('a file that is shorter when it starts over leaves no receipts of the longer one', async () => {
  const world = await createRunWorld();
  world.write();
  await stopAtPart(world, 6);
  const bytes = world.write(randomBytes(3100));
  utimesSync(world.path, 7, 7);
  expect((await world.run()).state).toMatchObject({ at: 'done', proof: { size: 3100 } });
  expect(world.notes).not.toContain('partsMissing');
  expect(stored(world)).toEqual(bytes);
});

test('an upload that starts over takes the options of today', async () => {
  const world = await createRunWorld();
  world.write();
  await stopAtPart(world, 4);
  world.bucket.uploads.clear();
  const seen: unknown[] = [];
  await world.run({
    objectOptions: { meta: { version: '2' } },
    wrapStore: store => ({
      ...store,
      begin: (name, options, signal) => {
        seen.push(options);
        return store.begin(name, options, signal);
      },
    }),
  });
  expect(seen).toEqual([{ meta: { version: '2' } }]);
});
