import { describe, expect, test } from 'vitest';
import { createSyncWorld, shareSyncWorld } from '../support/sync-world.ts';

describe.each(['oss', 's3'] as const)("another machine's change in %s", kind => {
  const createWorld = shareSyncWorld(kind);

  test('is kept beside ours, and told', async () => {
    const world = await createWorld();
    world.write('a.txt', 'first');
    await world.sync();
    await world.putForeign('a.txt', 'theirs');
    world.write('a.txt', 'ours now');
    const result = await world.sync();
    expect(result).toMatchObject({ conflicts: 1, state: { isUpToDate: true, problems: { warnings: 1 } } });
    const { 'a.txt': theirs, ...rest } = await world.tree();
    expect(theirs).toBe('theirs');
    expect(Object.values(rest)).toEqual(['ours now']);
    const [path = ''] = Object.keys(rest);
    expect(path).toMatch(/^a\.conflict-.+-\d{4}-\d\d-\d\d-\d{6}\.txt$/);
    const key = `${world.prefix}a.txt`;
    const told = { type: 'conflict', path: 'a.txt', key, conflictKey: world.prefix + path };
    expect(world.folderEvents).toContainEqual(told);
    expect(await world.requestsOf(() => world.sync())).toEqual({});
  });

  test('is overwritten where ours wins', async () => {
    const world = await createWorld();
    world.write('a.txt', 'first');
    await world.sync();
    await world.putForeign('a.txt', 'theirs');
    world.write('a.txt', 'ours now');
    const result = await world.sync({ onConflict: 'ours-wins' });
    expect(result).toMatchObject({ conflicts: 0, uploaded: 1, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'a.txt': 'ours now' });
  });

  test('to the very bytes that we hold is adopted', async () => {
    const world = await createWorld();
    world.write('a.txt', 'first');
    await world.sync();
    await world.putForeign('a.txt', 'same now');
    world.write('a.txt', 'same now');
    expect(await world.sync()).toMatchObject({ conflicts: 0, adopted: 1, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'a.txt': 'same now' });
  });

  test('of a large file is found before its bytes are sent', async () => {
    const world = await createWorld();
    world.write('large.bin', Buffer.alloc(11 * 1024 * 1024, 'a'));
    await world.sync();
    await world.putForeign('large.bin', 'theirs');
    world.write('large.bin', Buffer.alloc(11 * 1024 * 1024, 'b'));
    const before = world.bucket.server.stats().totalBodyBytes;
    expect(await world.sync()).toMatchObject({ conflicts: 1, state: { isUpToDate: true } });
    // Once, and not before the conflict was known.
    expect(world.bucket.server.stats().totalBodyBytes - before).toBeLessThan(12 * 1024 * 1024);
    expect(await world.pending()).toEqual([]);
  });

  test('that took our object away is answered by sending the changed file again', async () => {
    const world = await createWorld();
    world.write('a.txt', 'first');
    await world.sync();
    await world.removeForeign('a.txt');
    world.write('a.txt', 'ours now');
    expect(await world.sync()).toMatchObject({ conflicts: 0, uploaded: 1, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'a.txt': 'ours now' });
  });
});

describe('after a conflict', () => {
  const createWorld = shareSyncWorld('oss');

  async function createConflict() {
    const world = await createWorld();
    world.write('a.txt', 'first');
    await world.sync();
    await world.putForeign('a.txt', 'theirs');
    world.write('a.txt', 'ours now');
    await world.sync();
    const conflict = Object.keys(await world.tree()).find(path => path !== 'a.txt') ?? '';
    return { world, conflict };
  }

  test('later changes go up under the name of the conflict', async () => {
    const { world, conflict } = await createConflict();
    world.write('a.txt', 'ours later');
    expect(await world.sync()).toMatchObject({ conflicts: 0, uploaded: 1, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'a.txt': 'theirs', [conflict]: 'ours later' });
  });

  test('a file of the name of the conflict does not take the place of our version', async () => {
    const { world, conflict } = await createConflict();
    world.write(conflict, 'somebody merged');
    const { state } = await world.sync();
    expect(state.isUpToDate).toBe(true);
    const tree = await world.tree();
    expect(tree[conflict]).toBe('ours now');
    expect(Object.values(tree).toSorted()).toEqual(['ours now', 'somebody merged', 'theirs']);
  });
});

test('after a crash our own object is not taken for a conflict', async () => {
  const world = await createSyncWorld('oss');
  world.write('a.txt', 'first');
  await world.sync();
  // The object of this change is stored, and the process dies before it hears of it.
  world.write('a.txt', 'second');
  world.bucket.faults.on('put').dropAnswer().times(1).then.hang();
  world.bucket.faults.on('head', { nth: 2 }).hang().times(Number.POSITIVE_INFINITY);
  const stop = new AbortController();
  const folder = await world.open();
  const running = folder.run(stop.signal);
  while (world.bucket.server.stats().requests.head < 2) await new Promise(setImmediate);
  stop.abort();
  expect((await running).isStopped).toBe(true);
  await folder.close();
  await world.restart();
  world.write('a.txt', 'third');
  world.bucket.faults.clear();
  const result = await world.sync();
  expect(result).toMatchObject({ conflicts: 0, state: { isUpToDate: true } });
  expect(await world.tree()).toEqual({ 'a.txt': 'third' });
});
