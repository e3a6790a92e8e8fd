import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shareSyncWorld } from '../support/sync-world.ts';
import { never, partSizes } from '../support/world.ts';

describe.each(['oss', 's3'] as const)('first contact with objects in %s', kind => {
  const createWorld = shareSyncWorld(kind);

  test('adopts equal objects by the listing alone', async () => {
    const world = await createWorld();
    for (const path of ['a.txt', 'b/c.txt', 'empty']) {
      const content = path === 'empty' ? '' : `content of ${path}`;
      world.write(path, content);
      await world.putForeign(path, content);
    }
    const requests = await world.requestsOf(async () => {
      expect(await world.sync()).toMatchObject({ adopted: 3, uploaded: 0, state: { isUpToDate: true } });
    });
    expect(requests).toEqual({ list: 1 });
    expect(await world.requestsOf(() => world.sync())).toEqual({});
  });

  test('adopts an equal object of several parts after one look at it', async () => {
    const world = await createWorld();
    const bytes = Buffer.alloc(12 * 1024 * 1024, 'large');
    world.write('large.bin', bytes);
    const file = join(world.dir, 'theirs');
    writeFileSync(file, bytes);
    const engine = await world.engine();
    const sizes = { threshold: partSizes[kind], partSize: partSizes[kind] };
    const key = `${world.prefix}large.bin`;
    await engine.upload({ path: file, key, access: world.access, options: {}, ...sizes }, never);
    const requests = await world.requestsOf(async () => {
      expect(await world.sync()).toMatchObject({ adopted: 1, uploaded: 0, state: { isUpToDate: true } });
    });
    expect(requests).toEqual({ list: 1, head: 1 });
  });

  test('replaces objects that differ, and keeps them in the trash', async () => {
    const world = await createWorld();
    world.writeAll({ 'same-size': 'ours', 'other-size': 'ours' });
    await world.putForeign('same-size', 'them');
    await world.putForeign('other-size', 'theirs');
    await world.putForeign('foreign', 'stays');
    expect(await world.sync()).toMatchObject({
      ...{ adopted: 0, uploaded: 2, replaced: 2, conflicts: 0 },
      state: { isUpToDate: true },
    });
    expect(await world.tree()).toEqual({ 'same-size': 'ours', 'other-size': 'ours', foreign: 'stays' });
    const kept = (await world.keys()).filter(key => key.startsWith('.longshore-trash/'));
    const contents = await Promise.all(kept.map(key => world.read(world.prefix + key)));
    expect(contents.map(String).toSorted()).toEqual(['theirs', 'them']);
    const told = world.folderEvents.flatMap(event => (event.type === 'replaced' ? [event.trashKey] : []));
    expect(told.toSorted()).toEqual(kept.map(key => world.prefix + key));
    const { decisions } = (await world.engine()).why(world.at('same-size'));
    expect(decisions.map(({ what, reason }) => [what, reason.code])).toEqual([
      ['done', 'differs-from-bucket'],
      ['hold', 'kept-in-trash'],
    ]);
  });

  test('keeps both versions where there is no trash', async () => {
    const world = await createWorld();
    world.write('a.txt', 'ours');
    await world.putForeign('a.txt', 'theirs');
    const deletes = { maxFiles: 100, maxPercent: 10, delayMs: 0, trash: null };
    expect(await world.sync({ deletes })).toMatchObject({ conflicts: 1, state: { isUpToDate: true } });
    const tree = await world.tree();
    expect(tree['a.txt']).toBe('theirs');
    expect(Object.values(tree).toSorted()).toEqual(['ours', 'theirs']);
    expect(await world.requestsOf(() => world.sync({ deletes }))).toEqual({});
  });

  test('overwrites without a copy in the trash where ours wins', async () => {
    const world = await createWorld();
    world.write('a.txt', 'ours');
    await world.putForeign('a.txt', 'theirs');
    expect(await world.sync({ onConflict: 'ours-wins' })).toMatchObject({ uploaded: 1, conflicts: 0 });
    expect(await world.tree()).toEqual({ 'a.txt': 'ours' });
    expect(await world.trash()).toEqual([]);
  });
});

describe('first contact', () => {
  const createWorld = shareSyncWorld('oss');

  /** Stores an object with the `mtime` that rclone would leave. */
  async function putByRclone(world: Awaited<ReturnType<typeof createWorld>>, path: string, mtime: string) {
    const file = join(world.dir, 'theirs');
    writeFileSync(file, 'bytes');
    const options = { meta: { mtime } };
    const wish = { path: file, key: world.prefix + path, access: world.access, options, threshold: 1_000 };
    await (await world.engine()).upload(wish, never);
  }

  test('takes the time that rclone left as proof when told to, to the precision that it has', async () => {
    const world = await createWorld();
    for (const [path, mtime] of [
      ['whole', '1700000000'],
      ['fine', '1700000000.25'],
      ['other', '1700000001.25'],
    ] as const) {
      world.write(path, 'bytes');
      utimesSync(world.at(path), 1.7e9, 1_700_000_000.25);
      await putByRclone(world, path, mtime);
    }
    expect(await world.sync({ trustsMtime: true })).toMatchObject({
      adopted: 3,
      uploaded: 0,
      state: { isUpToDate: true },
    });
    const engine = await world.engine();
    expect(
      ['fine', 'other', 'whole'].map(path => engine.why(world.at(path)).decisions[0]?.reason.code),
    ).toEqual(['adopted-by-time', 'adopted-by-checksum', 'adopted-by-time']);
    expect(await world.requestsOf(() => world.sync({ trustsMtime: true }))).toEqual({});
  });

  test('tells how much it lists, in requests of a thousand keys', async () => {
    const world = await createWorld();
    await world.putForeign('a', 'a');
    await world.putForeign('b', 'bb');
    await world.sync();
    expect(world.folderEvents).toContainEqual({ type: 'listed', objects: 2, bytes: 3 });
  });

  test('that failed is made again by the next run', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    await world.putForeign('a.txt', 'a');
    const stop = new AbortController();
    stop.abort();
    const early = await world.withFolder({}, folder => folder.run(stop.signal));
    expect(early).toMatchObject({
      isStopped: true,
      state: { isUpToDate: false, record: { listedAtMs: null } },
    });
    expect(await world.sync()).toMatchObject({ adopted: 1, uploaded: 0, state: { isUpToDate: true } });
  });
});
