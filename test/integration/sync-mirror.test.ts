import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { usualThreshold } from '../../main/plan/partition.ts';
import { markerName } from '../../main/watch/root.ts';
import {
  createSyncWorld,
  hastySettings,
  mirror,
  type SyncWorld,
  shareSyncWorld,
} from '../support/sync-world.ts';
import { never } from '../support/world.ts';

/** Files by number, `0.txt` and so on. */
function writeMany(world: SyncWorld, count: number): void {
  for (let number = 0; number < count; number += 1) world.write(`${number}.txt`, String(number));
}

function removeSome(world: SyncWorld, count: number): void {
  for (let number = 0; number < count; number += 1) world.remove(`${number}.txt`);
}

/** Makes the record believe that the files of a directory lay on another drive. */
function setDevice(world: SyncWorld, directory: string, device: string): void {
  const database = new Database(join(world.dataDir, 'longshore.db'));
  try {
    const ofDirectory = 'directory IN (SELECT id FROM directory WHERE path = ?)';
    database.prepare(`UPDATE known_file SET device = ? WHERE ${ofDirectory}`).run(device, directory);
  } finally {
    database.close();
  }
}

const deletes = { maxFiles: 20, maxPercent: 50, delayMs: 0, trash: '.longshore-trash/' };

/** Syncs two files, of which `b.txt` is stored and every answer that tells so is lost. */
async function storeUnheard(world: SyncWorld): Promise<SyncWorld> {
  world.writeAll({ 'a.txt': 'a', 'b.txt': 'b' });
  const key = `${world.prefix}b.txt`;
  const forever = Number.POSITIVE_INFINITY;
  world.bucket.faults.on('put', { key }).dropAnswer().times(forever);
  world.bucket.faults.on('head', { key }).resetBeforeBody().times(forever);
  await world.sync(mirror);
  world.bucket.faults.assertAllHit();
  world.bucket.faults.clear();
  return world;
}

describe.each(['oss', 's3'] as const)('deletions in %s', kind => {
  const createWorld = shareSyncWorld(kind);

  test('go to the trash, and are no requests for files that stay', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'sub/b.txt': 'b', 'sub/c.txt': 'c' });
    await world.sync(mirror);
    world.remove('sub');
    expect(await world.sync(mirror)).toMatchObject({ deleted: 2, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'a.txt': 'a' });
    expect(await world.trash()).toEqual(['sub/b.txt', 'sub/c.txt']);
  });

  test('reach an object that the server says once not to have', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'b.txt': 'b' });
    await world.sync(mirror);
    world.bucket.faults.on('head', { key: `${world.prefix}b.txt` }).reply(404, 'NoSuchKey');
    world.remove('b.txt');
    expect((await world.sync(mirror)).state).toMatchObject({ isUpToDate: true });
    world.bucket.faults.assertAllHit();
    expect(await world.tree()).toEqual({ 'a.txt': 'a' });
  });

  test('reach the object of a file that was stored without an answer and is gone since', async () => {
    const world = await storeUnheard(await createWorld());
    expect(await world.problems()).toMatchObject([{ path: 'b.txt', weight: 'failed' }]);
    world.remove('b.txt');
    expect((await world.sync(mirror)).state).toMatchObject({ isUpToDate: true });
    expect(await world.tree()).toEqual({ 'a.txt': 'a' });
    expect(await world.trash()).toEqual(['b.txt']);
  });

  test('reach no object of a file that was stored without an answer while the drive is away', async () => {
    const world = await storeUnheard(await createWorld());
    const settings = { ...hastySettings, ...mirror };
    const wish = { root: world.root, access: world.access, prefix: world.prefix, settings };
    const folder = await (await world.engine()).openFolder(wish, event => {
      if (event.type !== 'began') return;
      renameSync(world.root, `${world.root} away`);
      mkdirSync(world.root);
    });
    await expect(folder.run(never)).rejects.toMatchObject({ code: 'folder.other-drive' });
    await folder.close();
    expect(await world.keys()).toEqual(['a.txt', 'b.txt']);
  });

  test('reach the newer object that a known file has left without an answer, also under its old name', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' });
    await world.sync(mirror);
    const forever = Number.POSITIVE_INFINITY;
    for (const name of ['b.txt', 'c.txt']) {
      const key = `${world.prefix}${name}`;
      world.bucket.faults.on('put', { key }).dropAnswer().times(forever);
      world.bucket.faults.on('head', { key, nth: 2 }).resetBeforeBody().times(forever);
      world.write(name, `newer ${name}`);
    }
    await world.sync(mirror);
    world.bucket.faults.clear();
    expect(await world.tree()).toMatchObject({ 'b.txt': 'newer b.txt', 'c.txt': 'newer c.txt' });
    world.remove('b.txt');
    world.move('c.txt', 'd.txt');
    expect((await world.sync(mirror)).state).toMatchObject({ isUpToDate: true });
    expect(await world.tree()).toEqual({ 'a.txt': 'a', 'd.txt': 'newer c.txt' });
  });

  test('are for good where there is no trash', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'b.txt': 'b' });
    const settings = { ...mirror, deletes: { ...deletes, trash: null } };
    await world.sync(settings);
    world.remove('a.txt');
    expect(await world.sync(settings)).toMatchObject({ deleted: 1, state: { isUpToDate: true } });
    expect(await world.keys()).toEqual(['b.txt']);
  });

  test('leave an object alone that somebody changed', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'b.txt': 'b' });
    await world.sync(mirror);
    await world.putForeign('a.txt', 'theirs');
    world.remove('a.txt');
    expect(await world.sync(mirror)).toMatchObject({ deleted: 0, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'a.txt': 'theirs', 'b.txt': 'b' });
    const [line] = (await world.engine()).why(world.at('a.txt')).decisions;
    expect(line).toMatchObject({ what: 'forget', reason: { code: 'object-changed' } });
  });

  test('come back from the trash, the newest of each key, and overwrite nothing', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'old', 'b.txt': 'b', 'c.txt': 'c' });
    await world.sync(mirror);
    for (const content of ['newer', 'newest']) {
      world.remove('a.txt');
      await world.sync(mirror);
      world.write('a.txt', content);
      await world.sync(mirror);
    }
    world.remove('a.txt');
    world.remove('b.txt');
    await world.sync(mirror);
    expect(await world.trash()).toHaveLength(4);
    await world.putForeign('b.txt', 'theirs');
    const result = await world.withFolder(mirror, folder => folder.restoreTrash(null, never));
    expect(result).toEqual({ restored: 1, kept: 1 });
    expect(await world.tree()).toEqual({ 'a.txt': 'newest', 'b.txt': 'theirs', 'c.txt': 'c' });
  });

  test('come back alone where a pattern names them', async () => {
    const world = await createWorld();
    world.writeAll({ 'sub/a.txt': 'a', 'b.txt': 'b', stays: '' });
    await world.sync(mirror);
    world.remove('sub');
    world.remove('b.txt');
    await world.sync(mirror);
    const result = await world.withFolder(mirror, folder => folder.restoreTrash('sub/', never));
    expect(result).toEqual({ restored: 1, kept: 0 });
    expect(await world.tree()).toEqual({ 'sub/a.txt': 'a', stays: '' });
    expect(await world.trash()).toEqual(['b.txt']);
  });
});

test.each<[string, (world: SyncWorld) => void]>([
  ['deleted', world => world.remove('a.txt')],
  ['renamed', world => world.move('a.txt', 'b.txt')],
])(
  'an object whose storing a crash kept from the record goes when its file was %s meanwhile',
  async (_, change) => {
    const world = await createSyncWorld('oss');
    world.write('stays.txt', 'stays');
    await world.sync(mirror);
    world.write('a.txt', 'a');
    world.bucket.faults.on('put').dropAnswer().times(1).then.hang();
    world.bucket.faults.on('head', { nth: 2 }).hang().times(Number.POSITIVE_INFINITY);
    const heads = world.bucket.server.stats().requests.head;
    const stop = new AbortController();
    const folder = await world.open(mirror);
    const running = folder.run(stop.signal);
    while (world.bucket.server.stats().requests.head === heads) await new Promise(setImmediate);
    stop.abort();
    await running;
    await world.restart();
    world.bucket.faults.clear();
    expect(Object.keys(await world.tree())).toContain('a.txt');
    change(world);
    expect((await world.sync(mirror)).state.isUpToDate).toBe(true);
    expect(await world.tree()).not.toHaveProperty('a.txt');
    expect(await world.trash()).toEqual(['a.txt']);
  },
);

describe('the delete firewall', () => {
  const createWorld = shareSyncWorld('oss');

  test.each<[string, number, number, Partial<typeof deletes>]>([
    ['more files than the limit', 30, 21, { maxPercent: 100 }],
    ['more than the share', 30, 16, {}],
    ['all files', 3, 3, {}],
  ])('holds %s, asks, and deletes them once after a yes', async (_, files, gone, limits) => {
    const world = await createWorld();
    const settings = { ...mirror, deletes: { ...deletes, ...limits } };
    writeMany(world, files);
    await world.sync(settings);
    removeSome(world, gone);
    const held = await world.sync(settings);
    expect(held).toMatchObject({ deleted: 0, state: { isUpToDate: false, heldDeletes: gone } });
    expect(await world.problems()).toMatchObject([{ error: { code: 'folder.deletes-held' } }]);
    expect(world.folderEvents).toContainEqual(
      expect.objectContaining({ type: 'deletesHeld', count: gone, known: files }),
    );
    expect(Object.keys(await world.tree())).toHaveLength(files);
    const agreed = await world.withFolder(settings, folder => {
      folder.agreeToDeletes(gone);
      return folder.run(never);
    });
    expect(agreed).toMatchObject({ deleted: gone, state: { isUpToDate: true, heldDeletes: 0 } });
    expect(agreed.state.record.agreedDeletes).toBe(0);
    expect(Object.keys(await world.tree())).toHaveLength(files - gone);
    expect(await world.problems()).toEqual([]);
  });

  test('does not take a yes for more than it was about', async () => {
    const world = await createWorld();
    const settings = { ...mirror, deletes };
    writeMany(world, 30);
    await world.sync(settings);
    removeSome(world, 25);
    const result = await world.withFolder(settings, folder => {
      folder.agreeToDeletes(24);
      return folder.run(never);
    });
    expect(result).toMatchObject({ deleted: 0, state: { heldDeletes: 25 } });
  });

  test('forgets a yes when the files are back', async () => {
    const world = await createWorld();
    const settings = { ...mirror, deletes };
    writeMany(world, 30);
    await world.sync(settings);
    mkdirSync(`${world.root}-kept`);
    for (let number = 0; number < 25; number += 1) {
      renameSync(world.at(`${number}.txt`), `${world.root}-kept/${number}.txt`);
    }
    await world.sync(settings);
    for (let number = 0; number < 25; number += 1) {
      renameSync(`${world.root}-kept/${number}.txt`, world.at(`${number}.txt`));
    }
    const back = await world.withFolder(settings, folder => {
      folder.agreeToDeletes(25);
      return folder.run(never);
    });
    expect(back).toMatchObject({ deleted: 0, state: { isUpToDate: true, heldDeletes: 0 } });
    removeSome(world, 25);
    expect(await world.sync(settings)).toMatchObject({ deleted: 0, state: { heldDeletes: 25 } });
  });

  test('waits before it deletes, and leaves what comes back meanwhile', async () => {
    const world = await createWorld();
    const settings = { ...mirror, deletes: { ...deletes, delayMs: 60_000 } };
    world.writeAll({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' });
    await world.sync(settings);
    world.remove('a.txt');
    world.remove('b.txt');
    await world.withFolder(settings, async folder => {
      const running = folder.run(never);
      while (!world.folderEvents.some(({ type }) => type === 'deletesDelayed'))
        await new Promise(setImmediate);
      expect(Object.keys(await world.tree())).toHaveLength(3);
      world.write('b.txt', 'back');
      expect(await running).toMatchObject({ deleted: 1 });
      expect((await folder.run(never)).state.isUpToDate).toBe(true);
    });
    expect(await world.tree()).toEqual({ 'b.txt': 'back', 'c.txt': 'c' });
  });

  test('deletes nothing without the marker, until it is renewed', async () => {
    const world = await createWorld();
    writeMany(world, 3);
    await world.sync(mirror);
    expect(await world.keys()).not.toContain(markerName);
    rmSync(world.at(markerName));
    world.remove('0.txt');
    await expect(world.sync(mirror)).rejects.toMatchObject({ code: 'folder.marker-missing' });
    expect(Object.keys(await world.tree())).toHaveLength(3);
    await world.withFolder(mirror, folder => folder.renewMarker());
    expect(await world.sync(mirror)).toMatchObject({ deleted: 1, state: { isUpToDate: true } });
  });

  test('deletes nothing under the marker of another folder', async () => {
    const world = await createWorld();
    writeMany(world, 3);
    await world.sync(mirror);
    writeFileSync(world.at(markerName), 'somebody else\n');
    await expect(world.sync(mirror)).rejects.toMatchObject({ code: 'folder.marker-missing' });
  });

  test('takes an empty directory in the place of the root for a drive that is not there', async () => {
    const world = await createWorld();
    writeMany(world, 3);
    await world.sync(mirror);
    renameSync(world.root, `${world.root}-away`);
    await expect(world.sync(mirror)).rejects.toMatchObject({ code: 'folder.missing' });
    mkdirSync(world.root);
    await expect(world.sync(mirror)).rejects.toMatchObject({ code: 'folder.other-drive' });
    await expect(world.sync()).rejects.toMatchObject({ code: 'folder.other-drive' });
    rmSync(world.root, { recursive: true });
    renameSync(`${world.root}-away`, world.root);
    expect((await world.sync(mirror)).state).toMatchObject({ isUpToDate: true, provenFiles: 3 });
    expect(Object.keys(await world.tree())).toHaveLength(3);
  });

  test('knows the root from the first contact on, also when that did not come to an end', async () => {
    const world = await createWorld();
    writeMany(world, 3);
    // Only the first file is there while the process lives.
    const stop = new AbortController();
    await world.withFolder(mirror, async folder => {
      const running = folder.run(stop.signal);
      while (folder.state().provenFiles === 0) await new Promise(setImmediate);
      stop.abort();
      await running;
    });
    renameSync(world.root, `${world.root}-away`);
    mkdirSync(world.root);
    await expect(world.sync(mirror)).rejects.toMatchObject({
      code: expect.stringMatching(/^folder\.(other-drive|marker-missing)$/),
    });
  });

  test('marks a root that was upload-only before, if it is still the same and not empty', async () => {
    const world = await createWorld();
    writeMany(world, 3);
    await world.sync();
    world.remove('0.txt');
    expect(await world.sync(mirror)).toMatchObject({ deleted: 1, state: { isUpToDate: true } });
    expect(readFileSync(world.at(markerName), 'utf8')).not.toBe('');
  });

  test('does not mark another directory for a root that was upload-only before', async () => {
    const world = await createWorld();
    writeMany(world, 3);
    await world.sync();
    renameSync(world.root, `${world.root}-away`);
    mkdirSync(world.root);
    writeFileSync(world.at('other'), 'other');
    await expect(world.sync(mirror)).rejects.toMatchObject({ code: 'folder.marker-missing' });
  });

  test('asks before it deletes what lay on another drive, which may be missing', async () => {
    const world = await createWorld();
    const mount = `mount-${world.prefix.replace('/', '')}`;
    world.writeAll({ [`${mount}/a`]: 'a', [`${mount}/b`]: 'b', 'c.txt': 'c', 'd.txt': 'd' });
    await world.sync(mirror);
    setDevice(world, mount, '4711');
    world.remove(mount);
    world.remove('d.txt');
    const { plan } = await world.preview(mirror);
    expect(plan).toMatchObject({ deletesHeld: true, byKind: { delete: { files: 3 } } });
    expect(await world.sync(mirror)).toMatchObject({ deleted: 0, state: { heldDeletes: 3 } });
    const agreed = await world.withFolder(mirror, folder => {
      folder.agreeToDeletes(3);
      return folder.run(never);
    });
    expect(agreed).toMatchObject({ deleted: 3, state: { isUpToDate: true } });
  });

  test('holds deletions that the store refuses, and lists them', async () => {
    const world = await createWorld();
    writeMany(world, 3);
    await world.sync(mirror);
    world.remove('0.txt');
    const key = `${world.prefix}0.txt`;
    world.bucket.faults.on('delete', { key }).reply(403, 'AccessDenied');
    const result = await world.sync(mirror);
    expect(result).toMatchObject({ deleted: 0, state: { isUpToDate: false } });
    expect(await world.problems()).toMatchObject([{ path: '0.txt', error: { code: 'remote.denied' } }]);
    expect(await world.sync(mirror)).toMatchObject({ deleted: 1, state: { isUpToDate: true } });
    expect(await world.problems()).toEqual([]);
  });
});

test('deletions that can not be proven in the trash, as without checksums, are listed, and keep nothing else from being sent', async () => {
  const world = await createSyncWorld('s3');
  const settings = { ...hastySettings, ...mirror };
  const wish = { root: world.root, access: world.access, prefix: world.prefix, settings };
  world.write('large', Buffer.alloc(usualThreshold));
  const key = `${world.prefix}large`;
  const forever = Number.POSITIVE_INFINITY;
  world.bucket.faults.on('begin', { key }).reply(501, 'NotImplemented');
  world.bucket.faults.on('complete', { key }).dropAnswer().times(forever);
  world.bucket.faults.on('head', { key, nth: 3 }).resetBeforeBody().times(forever);
  await world.sync(mirror);
  world.bucket.faults.clear();
  expect(await world.keys()).toEqual(['large']);
  const folder = await (await world.engine()).openFolder(wish, event => {
    if (event.type === 'began' && event.path === 'large') world.remove('large');
  });
  for (const file of ['a', 'b']) {
    world.write(file, file);
    await folder.run(never);
    expect(await world.problems()).toMatchObject([{ path: 'large', error: { code: 'proof.impossible' } }]);
    expect(await world.keys()).toContain(file);
  }
  await folder.close();
  expect(await world.keys()).toEqual(['a', 'b', 'large']);
});
