import { renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FolderSettings } from '../../main/model/folder.ts';
import { createSyncWorld, hastySettings } from '../support/sync-world.ts';

describe.each(['oss', 's3'] as const)('a folder synced to %s', kind => {
  test('a first run stores every file, and says that it is up to date', async () => {
    const world = await createSyncWorld(kind);
    world.write('a.txt', 'a');
    world.write('deep/er/b.txt', 'bb');
    world.write('empty', '');
    const result = await world.sync();
    expect(await world.tree()).toEqual({ 'a.txt': 'a', 'deep/er/b.txt': 'bb', empty: '' });
    expect(result).toMatchObject({ uploaded: 3, uploadedBytes: 3, adopted: 0, conflicts: 0 });
    expect(result.state).toMatchObject({ isUpToDate: true, provenFiles: 3, waiting: 0 });
  });

  test('a second run over an unchanged folder asks the server nothing', async () => {
    const world = await createSyncWorld(kind);
    world.write('a.txt', 'a');
    await world.sync();
    const before = world.bucket.server.stats().requests;
    const result = await world.sync();
    expect(world.bucket.server.stats().requests).toEqual(before);
    expect(result).toMatchObject({ uploaded: 0, state: { isUpToDate: true } });
  });

  test('a changed file goes up again, and a file that was only touched does not', async () => {
    const world = await createSyncWorld(kind);
    world.write('a.txt', 'a');
    world.write('b.txt', 'b');
    await world.sync();
    world.write('a.txt', 'other');
    utimesSync(join(world.root, 'b.txt'), new Date(1e12), new Date(1e12));
    await world.sync();
    expect(await world.tree()).toEqual({ 'a.txt': 'other', 'b.txt': 'b' });
  });

  test('a deleted file stays in the bucket', async () => {
    const world = await createSyncWorld(kind);
    world.write('a.txt', 'a');
    world.write('b.txt', 'b');
    await world.sync();
    rmSync(join(world.root, 'a.txt'));
    const result = await world.sync();
    expect(await world.tree()).toEqual({ 'a.txt': 'a', 'b.txt': 'b' });
    expect(result.state.isUpToDate).toBe(true);
  });

  test('a deleted file goes to the trash in mirror mode', async () => {
    const world = await createSyncWorld(kind);
    world.write('a.txt', 'a');
    world.write('b.txt', 'b');
    await world.sync({ mode: 'mirror' });
    rmSync(join(world.root, 'a.txt'));
    const result = await world.sync({ mode: 'mirror' });
    expect(result.deleted).toBe(1);
    expect(await world.tree()).toEqual({ 'b.txt': 'b' });
    expect((await world.keys()).filter(key => key.startsWith('.longshore-trash/'))).toHaveLength(1);
  });

  test('deletions are told before they follow, and never where they do not', async () => {
    const world = await createSyncWorld(kind);
    world.write('a.txt', 'a');
    world.write('b.txt', 'b');
    await world.sync();
    rmSync(join(world.root, 'a.txt'));
    await world.sync({ quietMs: 300 });
    expect(world.folderEvents.map(({ type }) => type)).not.toContain('deletesDelayed');
    rmSync(join(world.root, 'b.txt'));
    const settings: FolderSettings = {
      ...hastySettings,
      mode: 'mirror',
      deletes: { ...hastySettings.deletes, delayMs: 3_600_000 },
    };
    const stop = new AbortController();
    const told: number[] = [];
    const engine = await world.engine();
    const { root, access, prefix } = world;
    const folder = await engine.openFolder({ root, access, prefix, settings }, event => {
      if (event.type !== 'deletesDelayed') return;
      told.push(event.count);
      stop.abort();
    });
    await folder.renewMarker();
    expect(await folder.run(stop.signal)).toMatchObject({ isStopped: true, deleted: 0 });
    expect(told).toEqual([1]);
    await folder.close();
    await engine.close();
  });

  test('a renamed directory is copied on the server, and no byte is sent', async () => {
    const world = await createSyncWorld(kind);
    world.write('old/a.txt', 'a');
    world.write('old/b.txt', 'bb');
    await world.sync({ mode: 'mirror' });
    renameSync(join(world.root, 'old'), join(world.root, 'new'));
    const result = await world.sync({ mode: 'mirror' });
    expect(result).toMatchObject({ copied: 2, uploaded: 0, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'new/a.txt': 'a', 'new/b.txt': 'bb' });
  });

  test('first contact adopts equal objects and replaces others, which the trash keeps', async () => {
    const world = await createSyncWorld(kind);
    world.write('same.txt', 'same');
    world.write('other.txt', 'ours');
    await world.upload(join(world.root, 'same.txt'), 'backup/same.txt');
    await world.upload(join(world.root, 'same.txt'), 'backup/other.txt');
    const result = await world.sync();
    expect(result).toMatchObject({ adopted: 1, uploaded: 1, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'same.txt': 'same', 'other.txt': 'ours' });
  });

  test("another machine's change is kept beside ours", async () => {
    const world = await createSyncWorld(kind);
    world.write('a.txt', 'first');
    await world.sync();
    const theirs = world.file('theirs', 5);
    await world.upload(theirs.path, 'backup/a.txt');
    world.write('a.txt', 'ours now');
    const result = await world.sync();
    expect(result.conflicts).toBe(1);
    const tree = await world.tree();
    expect(Object.values(tree)).toContain('ours now');
    expect(Buffer.from((await world.read('backup/a.txt')) ?? '')).toEqual(theirs.bytes);
  });
});
