import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import type { EngineSetup } from '../../main/engine.ts';
import type { FolderSettings } from '../../main/model/folder.ts';
import type { FolderEvent, FolderSync, SyncResult } from '../../main/sync/folder-sync.ts';
import { createSyncWorld, type SyncWorld } from '../support/sync-world.ts';
import { never } from '../support/world.ts';

/** However slow the machine is. */
const patience = { timeout: 50_000, interval: 50 };

interface Watching {
  readonly folder: FolderSync;
  stop(): Promise<SyncResult>;
}

/** Watches the world's folder until the test is over; resolves when every directory is watched and everything is up. */
async function watch(
  world: SyncWorld,
  settings: Partial<FolderSettings> = {},
  setup: Partial<EngineSetup> = {},
): Promise<Watching> {
  await world.restart({ clock: systemClock, ...setup });
  const folder = await world.open(settings);
  const stopping = new AbortController();
  const ended = folder.watch(stopping.signal);
  const stop = async () => {
    stopping.abort();
    return await ended;
  };
  onTestFinished(async () => {
    await stop();
    await folder.close();
  });
  await vi.waitFor(() => {
    expect(folder.state().coverage?.mode).toBe('live');
    expect(folder.state().isUpToDate).toBe(true);
  }, patience);
  return { folder, stop };
}

function told(world: SyncWorld, type: FolderEvent['type']): number {
  return world.folderEvents.filter(event => event.type === type).length;
}

test('what is written, renamed and deleted while a folder is watched follows in the bucket', async () => {
  const world = await createSyncWorld('oss');
  world.write('a.txt', 'a');
  const { folder, stop } = await watch(world, { mode: 'mirror' });
  world.write('b.txt', 'b');
  await vi.waitFor(async () => expect(await world.read('backup/b.txt')).toEqual(Buffer.from('b')), patience);
  renameSync(join(world.root, 'a.txt'), join(world.root, 'c.txt'));
  rmSync(join(world.root, 'b.txt'));
  await vi.waitFor(async () => {
    expect(await world.tree()).toEqual({ 'c.txt': 'a' });
    expect(folder.state().isUpToDate).toBe(true);
  }, patience);
  expect(await stop()).toMatchObject({ uploaded: 2, copied: 1, deleted: 1, isStopped: true });
});

test('directories that appear with all that lies in them go up, and so does what is added to them later', async () => {
  const world = await createSyncWorld('oss');
  await watch(world);
  mkdirSync(join(world.dir, 'elsewhere', 'deep', 'er'), { recursive: true });
  writeFileSync(join(world.dir, 'elsewhere', 'deep', 'er', 'a.txt'), 'a');
  renameSync(join(world.dir, 'elsewhere'), join(world.root, 'moved-in'));
  await vi.waitFor(async () => {
    expect(await world.tree()).toEqual({ 'moved-in/deep/er/a.txt': 'a' });
  }, patience);
  world.write('moved-in/deep/er/b.txt', 'b');
  await vi.waitFor(async () => {
    expect(await world.tree()).toEqual({ 'moved-in/deep/er/a.txt': 'a', 'moved-in/deep/er/b.txt': 'b' });
  }, patience);
});

test('a root that is gone is waited for, and takes nothing in the bucket along', async () => {
  const world = await createSyncWorld('oss');
  world.write('a.txt', 'a');
  world.write('b.txt', 'b');
  const { folder } = await watch(world, { mode: 'mirror', rescanMs: 500 });
  const away = join(world.dir, 'away');
  renameSync(world.root, away);
  await vi.waitFor(() => expect(told(world, 'rootLost')).toBe(1), patience);
  writeFileSync(join(away, 'a.txt'), 'changed meanwhile');
  renameSync(away, world.root);
  await vi.waitFor(async () => {
    expect(told(world, 'rootBack')).toBe(1);
    expect(await world.tree()).toEqual({ 'a.txt': 'changed meanwhile', 'b.txt': 'b' });
    expect(folder.state().isUpToDate).toBe(true);
  }, patience);
});

test('a large upload does not hold up a small change', async () => {
  const world = await createSyncWorld('oss');
  const { folder } = await watch(world, {}, { rateLimit: 400_000 });
  world.write('large.bin', Buffer.alloc(12 * 1024 ** 2, 'x'));
  await vi.waitFor(() => {
    expect(world.folderEvents).toContainEqual(expect.objectContaining({ type: 'began', path: 'large.bin' }));
  }, patience);
  world.write('small.txt', 'small');
  await vi.waitFor(async () => {
    expect(await world.read('backup/small.txt')).toEqual(Buffer.from('small'));
    expect(folder.state()).toMatchObject({ isUpToDate: false, waiting: 1 });
  }, patience);
});

test('a pause by another process holds, and what changed meanwhile goes up after it', async () => {
  const world = await createSyncWorld('oss');
  world.write('a.txt', 'a');
  const { folder } = await watch(world);
  const other = await world.otherEngine();
  other.setPaused(folder.id, true);
  await vi.waitFor(() => expect(told(world, 'paused')).toBe(1), patience);
  world.write('b.txt', 'b');
  expect(other.stateOf(folder.id).record.folder.isPaused).toBe(true);
  other.setPaused(folder.id, false);
  await vi.waitFor(async () => {
    expect(told(world, 'resumed')).toBe(1);
    expect(await world.tree()).toEqual({ 'a.txt': 'a', 'b.txt': 'b' });
  }, patience);
});

test('a folder that could not be compared for too long raises the alarm', async () => {
  const world = await createSyncWorld('oss');
  world.write('a.txt', 'a');
  await watch(world, { staleMs: 200 });
  world.bucket.faults.on('put').reply(403, 'AccessDenied').times(Number.POSITIVE_INFINITY);
  world.write('b.txt', 'b');
  await vi.waitFor(() => expect(told(world, 'stale')).toBeGreaterThan(0), patience);
});

test('a folder that is behind for long raises the alarm soon after a start, too', async () => {
  const world = await createSyncWorld('oss');
  world.write('a.txt', 'a');
  const day = 86_400_000;
  await world.sync({ staleMs: day });
  world.clock.leap(3 * day);
  world.bucket.faults.on('put').reply(403, 'AccessDenied').times(Number.POSITIVE_INFINITY);
  world.write('b.txt', 'b');
  const folder = await world.open({ staleMs: day });
  const before = world.clock.now();
  const ended = folder.watch(never);
  await vi.waitFor(() => expect(told(world, 'stale')).toBe(1), patience);
  expect(world.clock.now() - before).toBeLessThan(day / 2);
  await folder.close();
  await ended;
});

test('a folder in which nothing happens is compared again and again, and never raises the alarm', async () => {
  const world = await createSyncWorld('oss');
  world.write('a.txt', 'a');
  const { folder } = await watch(world, { staleMs: 120_000, rescanMs: 30_000 }, { clock: world.clock });
  const firstAtMs = world.clock.now();
  await vi.waitFor(() => expect(world.clock.now() - firstAtMs).toBeGreaterThan(600_000), patience);
  expect(told(world, 'stale')).toBe(0);
  expect(folder.state().record.upToDateAtMs).toBeGreaterThan(firstAtMs + 300_000);
});

test('an outage is told once, raises the alarm when it lasts, and is over when something goes up again', async () => {
  const world = await createSyncWorld('oss');
  world.write('a.txt', 'a');
  const { folder } = await watch(world, { staleMs: 120_000, rescanMs: 30_000 }, { clock: world.clock });
  world.bucket.faults.on('put').reply(403, 'InvalidAccessKeyId').times(Number.POSITIVE_INFINITY);
  world.write('b.txt', 'b');
  await vi.waitFor(() => expect(told(world, 'stale')).toBeGreaterThan(1), patience);
  expect([told(world, 'rootLost'), told(world, 'rootBack')]).toEqual([1, 0]);
  // Four minutes are a few looks, for the pauses become longer.
  expect(told(world, 'scanned')).toBeLessThan(40);
  world.bucket.faults.clear();
  await vi.waitFor(() => expect(folder.state().isUpToDate).toBe(true), patience);
  expect([told(world, 'rootLost'), told(world, 'rootBack')]).toEqual([1, 1]);
});
