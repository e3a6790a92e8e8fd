import { linkSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createSyncWorld, mirror, shareSyncWorld } from '../support/sync-world.ts';
import { never } from '../support/world.ts';

describe.each(['oss', 's3'] as const)('a folder synced to %s', kind => {
  const createWorld = shareSyncWorld(kind);

  test('a first run stores every file, and says that it is up to date', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'deep/er/b.txt': 'bb', empty: '' });
    const result = await world.sync();
    expect(await world.tree()).toEqual({ 'a.txt': 'a', 'deep/er/b.txt': 'bb', empty: '' });
    expect(result).toMatchObject({ uploaded: 3, uploadedBytes: 3, adopted: 0, conflicts: 0 });
    expect(result.state).toMatchObject({ isUpToDate: true, provenFiles: 3, provenBytes: 3, waiting: 0 });
  });

  test('a second run over an unchanged folder asks the server nothing', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'deep/b.txt': 'b' });
    await world.sync();
    const requests = await world.requestsOf(async () => {
      const result = await world.sync();
      expect(result).toMatchObject({ uploaded: 0, state: { isUpToDate: true } });
    });
    expect(requests).toEqual({});
  });

  test('a changed file goes up again by one request, after a look at its key', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'b.txt': 'b' });
    await world.sync();
    world.write('a.txt', 'other');
    expect(await world.requestsOf(() => world.sync())).toEqual({ head: 1, put: 1 });
    expect(await world.tree()).toEqual({ 'a.txt': 'other', 'b.txt': 'b' });
  });

  test('a file that was only touched is read and not sent', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    await world.sync();
    // Another name and back again: size and time stay, the time of the last change of properties does not.
    world.move('a.txt', 'other');
    world.move('other', 'a.txt');
    expect(await world.requestsOf(() => world.sync())).toEqual({});
    expect(await world.requestsOf(() => world.sync())).toEqual({});
    expect(world.folderEvents).toContainEqual(
      expect.objectContaining({
        type: 'decided',
        decision: expect.objectContaining({
          path: 'a.txt',
          what: 'skip',
          reason: { code: 'touched', facts: {} },
        }),
      }),
    );
  });

  test('a file of several parts is stored whole, also one with a hole', async () => {
    const world = await createWorld();
    world.write('large.bin', 'begin');
    truncateSync(world.at('large.bin'), 40 * 1024 * 1024);
    const result = await world.sync();
    expect(result).toMatchObject({ uploaded: 1, state: { isUpToDate: true } });
    const stored = await world.read(`${world.prefix}large.bin`);
    expect(stored?.length).toBe(40 * 1024 * 1024);
    expect(stored?.subarray(0, 5).toString()).toBe('begin');
    expect(await world.requestsOf(() => world.sync())).toEqual({});
  });
});

describe('a folder', () => {
  const createWorld = shareSyncWorld('oss');

  test('that is empty is up to date', async () => {
    const world = await createWorld();
    const { state } = await world.sync();
    expect(state).toMatchObject({ isUpToDate: true, provenFiles: 0 });
    expect(await world.keys()).toEqual([]);
  });

  test('a rewrite that keeps size and time is found by the time of change', async () => {
    const world = await createWorld();
    world.write('a.txt', 'one');
    const at = new Date(1.7e12);
    utimesSync(world.at('a.txt'), at, at);
    await world.sync();
    world.write('a.txt', 'two');
    utimesSync(world.at('a.txt'), at, at);
    expect(await world.sync()).toMatchObject({ uploaded: 1, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'a.txt': 'two' });
  });

  test('two files that swapped their names are both right', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'first', 'b.txt': 'second' });
    await world.sync(mirror);
    world.move('a.txt', 'c.txt');
    world.move('b.txt', 'a.txt');
    world.move('c.txt', 'b.txt');
    expect((await world.sync(mirror)).state.isUpToDate).toBe(true);
    expect(await world.tree()).toEqual({ 'a.txt': 'second', 'b.txt': 'first' });
  });

  test('a hard link is copied on the server', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    await world.sync();
    linkSync(world.at('a.txt'), world.at('b.txt'));
    expect(await world.sync()).toMatchObject({ copied: 1, uploaded: 0, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'a.txt': 'a', 'b.txt': 'a' });
  });

  test('a deleted file stays in the bucket, and is forgotten', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'b.txt': 'b' });
    await world.sync();
    world.remove('a.txt');
    const result = await world.sync({ quietMs: 300 });
    expect(result).toMatchObject({ deleted: 0, state: { isUpToDate: true, provenFiles: 1 } });
    expect(world.folderEvents.map(({ type }) => type)).not.toContain('deletesDelayed');
    expect(await world.tree()).toEqual({ 'a.txt': 'a', 'b.txt': 'b' });
    expect((await world.engine()).why(world.at('a.txt')).decisions[0]).toMatchObject({
      what: 'forget',
      reason: { code: 'kept-in-bucket', facts: { key: `${world.prefix}a.txt` } },
    });
  });

  test('a deleted file that comes back takes the place of its old object', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    await world.sync();
    world.remove('a.txt');
    await world.sync();
    world.write('a.txt', 'back');
    expect(await world.sync()).toMatchObject({ conflicts: 0, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'a.txt': 'back' });
  });

  test('a file that is ignored from now on is forgotten, and its object stays', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'a.log': 't', 'cache/b': 'b' });
    await world.sync();
    const result = await world.sync({ ignore: ['*.log', 'cache/'], ...mirror });
    expect(result.state).toMatchObject({ isUpToDate: true, provenFiles: 1 });
    expect(await world.tree()).toEqual({ 'a.txt': 'a', 'a.log': 't', 'cache/b': 'b' });
    expect(await world.trash()).toEqual([]);
  });

  test("a file and a directory that take each other's place are both right in mirror mode", async () => {
    const world = await createWorld();
    world.writeAll({ file: '1', 'dir/a': '2', stays: '3', 'linked/b': '4' });
    await world.sync(mirror);
    world.remove('file');
    world.write('file/a', 'new');
    world.remove('dir');
    world.write('dir', 'new');
    world.remove('linked');
    symlinkSync('dir', world.at('linked'));
    expect((await world.sync(mirror)).state).toMatchObject({ isUpToDate: true, provenFiles: 3 });
    // What a link stands for is not followed, and not taken for deleted either.
    expect(await world.tree()).toEqual({ 'file/a': 'new', dir: 'new', stays: '3', 'linked/b': '4' });
  });

  test('an empty directory becomes an object when it is to be kept, and the object goes with it in mirror mode', async () => {
    const world = await createWorld();
    world.write('full/a.txt', 'a');
    world.write('empty/gone', '');
    world.remove('empty/gone');
    const settings = { ...mirror, keepsEmptyDirectories: true };
    expect((await world.sync(settings)).state.isUpToDate).toBe(true);
    expect(await world.keys()).toEqual(['empty/', 'full/a.txt']);
    expect(await world.requestsOf(() => world.sync(settings))).toEqual({});
    world.remove('empty');
    expect((await world.sync(settings)).state.isUpToDate).toBe(true);
    expect(await world.tree()).toEqual({ 'full/a.txt': 'a' });
  });

  test('the marker of an empty directory never takes the place of an object with bytes', async () => {
    const world = await createWorld();
    world.write('empty/gone', '');
    world.remove('empty/gone');
    await world.putForeign('empty/', 'bytes');
    const { state } = await world.sync({ keepsEmptyDirectories: true });
    expect(state).toMatchObject({ isUpToDate: false, problems: { failed: 1 } });
    expect(await world.tree()).toEqual({ 'empty/': 'bytes' });
  });

  test('a directory that is not empty any more is not listed for the marker that it could not have', async () => {
    const world = await createWorld();
    world.write('empty/gone', '');
    world.remove('empty/gone');
    await world.putForeign('empty/', 'bytes');
    await world.sync({ keepsEmptyDirectories: true });
    world.write('empty/file', 'a');
    const { state } = await world.sync({ keepsEmptyDirectories: true });
    expect(state).toMatchObject({ isUpToDate: true, problems: { failed: 0 } });
  });

  test('objects carry the time of their file, and its permissions when they are to be kept', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    utimesSync(world.at('a.txt'), 1.7e9, 1_700_000_000.25);
    await world.sync({ keepsPermissions: true });
    const info = await (await world.engine()).open(world.access).head(`${world.prefix}a.txt`, never);
    expect(info?.meta).toMatchObject({ mtime: '1700000000.25', mode: '100644' });
    expect(info?.contentType).toBe('text/plain');
  });

  test('why a path is as it is, is told from the journal, one line for each thing done', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    await world.sync();
    world.write('a.txt', 'larger');
    await world.sync();
    const { known, decisions, problem, planned } = (await world.engine()).why(world.at('a.txt'));
    expect(decisions.map(({ what, reason }) => [what, reason])).toEqual([
      ['done', { code: 'size-changed', facts: { sizeBefore: 1, sizeNow: 6 } }],
      ['done', { code: 'new', facts: { size: 1 } }],
    ]);
    expect(known).toMatchObject({ path: 'a.txt', key: `${world.prefix}a.txt`, identity: { size: 6 } });
    expect([problem, planned]).toEqual([null, null]);
  });

  test('a listener that throws harms nothing', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'b.txt': 'b' });
    const engine = await world.engine();
    const { settings } = (await world.sync()).state.record.folder;
    world.write('a.txt', 'other');
    const folder = await engine.openFolder(
      { root: world.root, access: world.access, prefix: world.prefix, settings },
      () => {
        throw new Error('planned: the listener fails');
      },
    );
    expect((await folder.run(never)).state.isUpToDate).toBe(true);
    await folder.close();
    expect(await world.tree()).toEqual({ 'a.txt': 'other', 'b.txt': 'b' });
  });
});

describe('a folder under changes', () => {
  const createWorld = shareSyncWorld('oss');

  test('a file that rests is waited for, and goes up once', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    const result = await world.sync({ quietMs: 5_000 });
    expect(result).toMatchObject({ uploaded: 1, state: { isUpToDate: true } });
  });

  test('a file that vanishes while it waits to rest leaves nothing behind', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'b.txt': 'b' });
    await world.withFolder({ quietMs: 30_000 }, async folder => {
      const running = folder.run(never);
      await untilScanned(world);
      world.remove('a.txt');
      expect((await running).state.isUpToDate).toBe(true);
      expect((await folder.run(never)).state.isUpToDate).toBe(true);
    });
    expect(await world.tree()).toEqual({ 'b.txt': 'b' });
  });

  test('a file that changes while it is sent goes up as it is in the end, and in one version', async () => {
    const world = await createSyncWorld('oss');
    world.write('large.bin', Buffer.alloc(20 * 1024 * 1024, 'a'));
    world.bucket.faults.on('sendPart', { nth: 1 }).delay(300);
    const folder = await world.open();
    const running = folder.run(never);
    await untilBegan(world, 'large.bin');
    writeFileSync(world.at('large.bin'), Buffer.alloc(20 * 1024 * 1024, 'b'));
    expect((await running).state.isUpToDate).toBe(true);
    const stored = await world.read('backup/large.bin');
    expect(stored?.every(byte => byte === 'b'.charCodeAt(0))).toBe(true);
    expect(await world.pending()).toEqual([]);
  });

  test('a file that is deleted while it is sent leaves no unfinished upload, and the folder is up to date', async () => {
    const world = await createSyncWorld('oss');
    world.write('large.bin', Buffer.alloc(20 * 1024 * 1024, 'a'));
    world.write('other', 'o');
    world.bucket.faults.on('sendPart', { nth: 1 }).delay(300);
    const folder = await world.open();
    const running = folder.run(never);
    await untilBegan(world, 'large.bin');
    world.remove('large.bin');
    const { state } = await running;
    expect(await world.pending()).toEqual([]);
    expect(await world.problems()).toEqual([]);
    expect(state.isUpToDate).toBe(Object.keys(await world.tree()).length === state.provenFiles);
    expect((await folder.run(never)).state.isUpToDate).toBe(true);
  });
});

/** Waits for the first scan's end. */
async function untilScanned(world: { readonly folderEvents: readonly { readonly type: string }[] }) {
  while (!world.folderEvents.some(({ type }) => type === 'scanned')) await breathe();
}

/** Waits until a file's bytes are on their way. */
async function untilBegan(
  world: Pick<Awaited<ReturnType<typeof createSyncWorld>>, 'folderEvents' | 'bucket'>,
  path: string,
) {
  const isSent = () => world.bucket.server.stats().bodyBytes.sendPart > 0;
  while (!isSent() || !world.folderEvents.some(each => each.type === 'began' && each.path === path)) {
    await breathe();
  }
}

function breathe(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
