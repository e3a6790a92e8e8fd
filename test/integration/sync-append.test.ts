import { appendFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { createSyncWorld, mirror, type SyncWorld, shareSyncWorld } from '../support/sync-world.ts';

const logs = { appendPatterns: ['*.log'] };

/** How often an append was begun. */
function appends(world: SyncWorld): number {
  return world.folderEvents.filter(event => event.type === 'began' && event.what === 'append').length;
}

describe('append logs', () => {
  const createWorld = shareSyncWorld('oss');

  test('go up by their new bytes alone', async () => {
    const world = await createWorld();
    world.writeAll({ 'app.log': 'first\n', 'a.txt': 'a' });
    expect(await world.sync(logs)).toMatchObject({
      appendedBytes: 6,
      uploaded: 1,
      state: { isUpToDate: true },
    });
    appendFileSync(world.at('app.log'), 'second\n');
    const before = world.bucket.server.stats().bodyBytes;
    expect(await world.sync(logs)).toMatchObject({ appendedBytes: 7, state: { isUpToDate: true } });
    expect(world.bucket.server.stats().bodyBytes.append - before.append).toBe(7);
    expect(await world.tree()).toEqual({ 'app.log': 'first\nsecond\n', 'a.txt': 'a' });
    expect(await world.requestsOf(() => world.sync(logs))).toEqual({});
  });

  test('are looked at once for growth that two looks have planned', async () => {
    const world = await createWorld();
    world.write('app.log', 'first\n');
    await world.sync(logs);
    appendFileSync(world.at('app.log'), 'second\n');
    // An append that is still under way when the next look plans the same again.
    world.bucket.faults
      .on('head', { key: `${world.prefix}app.log` })
      .delay(500)
      .times(2);
    await world.withFolder(logs, async folder => {
      const stop = new AbortController();
      const ended = folder.run(stop.signal);
      await vi.waitFor(() => expect(appends(world)).toBe(2));
      stop.abort();
      await ended;
    });
    appendFileSync(world.at('app.log'), 'third\n');
    // Of the look for which nothing is left to be done.
    world.bucket.faults.on('head', { key: `${world.prefix}app.log`, nth: 2 }).wrongCrc();
    expect((await world.sync(logs)).state).toMatchObject({ isUpToDate: true, problems: { failed: 0 } });
    expect(await world.tree()).toEqual({ 'app.log': 'first\nsecond\nthird\n' });
  });

  test('that began anew are whole in the bucket, and nothing is lost of what was there', async () => {
    const world = await createWorld();
    world.write('app.log', 'first, and long\n');
    await world.sync(logs);
    world.write('app.log', 'new\n');
    await world.sync(logs);
    const contents = Object.values(await world.tree()).toSorted();
    expect(contents).toContain('new\n');
    expect(contents).toContain('first, and long\n');
    expect(await world.requestsOf(() => world.sync(logs))).toEqual({});
  });

  test('that were deleted go to the trash in a mirrored folder', async () => {
    const world = await createWorld();
    world.writeAll({ 'app.log': 'line\n', 'a.txt': 'a' });
    await world.sync({ ...logs, ...mirror });
    world.remove('app.log');
    expect(await world.sync({ ...logs, ...mirror })).toMatchObject({
      deleted: 1,
      state: { isUpToDate: true },
    });
    expect(await world.trash()).toEqual(['app.log']);
  });
});

test('append logs are refused when the folder is opened where the store has no appending', async () => {
  const world = await createSyncWorld('s3');
  await expect(world.open(logs)).rejects.toMatchObject({ code: 'options.unsupported' });
  expect((await world.engine()).folders()).toEqual([]);
});
