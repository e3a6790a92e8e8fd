import { describe, expect, test } from 'vitest';
import { createSyncWorld, shareSyncWorld } from '../support/sync-world.ts';
import { never } from '../support/world.ts';

const breathe = () => new Promise(setImmediate);

describe('a pause', () => {
  const createWorld = shareSyncWorld('oss');

  test('refuses a run, and is over with resume', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    const folder = await world.open();
    folder.pause();
    await expect(folder.run(never)).rejects.toMatchObject({ code: 'folder.paused' });
    expect(folder.state().record.folder.isPaused).toBe(true);
    folder.resume();
    expect((await folder.run(never)).state.isUpToDate).toBe(true);
  });

  test('is kept when the folder is closed', async () => {
    const world = await createWorld();
    await world.withFolder({}, async folder => folder.pause());
    await expect(world.sync()).rejects.toMatchObject({ code: 'folder.paused' });
  });
});

test('another engine pauses a folder in the middle of an upload, and resumes it without sending anything twice', async () => {
  const world = await createSyncWorld('oss');
  world.write('large.bin', Buffer.alloc(40 * 1024 * 1024, 'a'));
  world.bucket.faults.on('sendPart', { partNumber: 3 }).hang().times(Number.POSITIVE_INFINITY);
  const folder = await world.open();
  const running = folder.run(never);
  const other = await world.otherEngine();
  while ((await world.partsOf('large.bin')) < 2) await breathe();
  other.setPaused(folder.id, true);
  const tellings = () => world.folderEvents.map(({ type }) => type);
  while (!tellings().includes('paused')) await breathe();
  expect(other.stateOf(folder.id)).toMatchObject({ waiting: 1, isUpToDate: false });
  world.bucket.faults.clear();
  const before = world.bucket.server.stats().requests;
  other.setPaused(folder.id, false);
  expect(await running).toMatchObject({ uploaded: 1, isStopped: false, state: { isUpToDate: true } });
  expect(tellings()).toContain('resumed');
  const after = world.bucket.server.stats().requests;
  expect([after.begin - before.begin, after.sendPart - before.sendPart]).toEqual([0, 1]);
});

test('a stop in the middle, and another process after it, send only parts that were in flight once more', async () => {
  const world = await createSyncWorld('s3');
  world.write('large.bin', Buffer.alloc(40 * 1024 * 1024, 'a'));
  world.write('small.txt', 'small');
  world.bucket.faults.on('sendPart', { partNumber: 3 }).hang().times(Number.POSITIVE_INFINITY);
  const stop = new AbortController();
  const folder = await world.open();
  const running = folder.run(stop.signal);
  while (folder.state().provenFiles < 1 || (await world.partsOf('large.bin')) < 2) await breathe();
  stop.abort();
  expect(await running).toMatchObject({ isStopped: true, state: { isUpToDate: false, waiting: 1 } });
  await world.restart();
  world.bucket.faults.clear();
  const before = world.bucket.server.stats().requests;
  expect((await world.sync()).state).toMatchObject({ isUpToDate: true, provenFiles: 2 });
  const after = world.bucket.server.stats().requests;
  expect([after.begin - before.begin, after.sendPart - before.sendPart]).toEqual([0, 1]);
  expect(await world.pending()).toEqual([]);
});

test('a large file that the rules leave out by now is not gone on with, and its parts go', async () => {
  const world = await createSyncWorld('oss');
  world.write('dir/large.bin', Buffer.alloc(40 * 1024 * 1024, 'a'));
  world.bucket.faults.on('sendPart', { partNumber: 3 }).hang().times(Number.POSITIVE_INFINITY);
  const stop = new AbortController();
  await world.withFolder({}, async folder => {
    const running = folder.run(stop.signal);
    while ((await world.partsOf('dir/large.bin')) < 2) await breathe();
    stop.abort();
    await running;
  });
  const before = world.bucket.server.stats().requests.sendPart;
  world.bucket.faults.clear();
  const result = await world.sync({ ignore: ['/dir/large.bin'] });
  expect(result).toMatchObject({ uploaded: 0, state: { isUpToDate: true, waiting: 0 } });
  expect(world.bucket.server.stats().requests.sendPart).toBe(before);
  expect(await world.partsOf('dir/large.bin')).toBe(0);
});
