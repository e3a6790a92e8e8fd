import { utimesSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createSyncWorld, mirror, shareSyncWorld } from '../support/sync-world.ts';
import { never } from '../support/world.ts';

describe.each(['oss', 's3'] as const)('a move in %s', kind => {
  const createWorld = shareSyncWorld(kind);

  test('of a file is a copy on the server, and in mirror mode its old object goes', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    await world.sync(mirror);
    world.move('a.txt', 'sub/b.txt');
    const requests = await world.requestsOf(async () => {
      const result = await world.sync(mirror);
      expect(result).toMatchObject({ copied: 1, uploaded: 0, deleted: 0, state: { isUpToDate: true } });
    });
    expect(requests['copy']).toBe(1);
    expect(requests['put']).toBeUndefined();
    expect(await world.tree()).toEqual({ 'sub/b.txt': 'a' });
    expect(await world.trash()).toEqual([]);
  });

  test('of a directory is a copy of each file, and no byte is sent', async () => {
    const world = await createWorld();
    world.writeAll({ 'old/a.txt': 'a', 'old/deep/b.txt': 'bb', 'old/empty': '' });
    await world.sync(mirror);
    world.move('old', 'new');
    const before = world.bucket.server.stats().totalBodyBytes;
    expect(await world.sync(mirror)).toMatchObject({ copied: 2, uploaded: 1, state: { isUpToDate: true } });
    expect(world.bucket.server.stats().totalBodyBytes).toBe(before);
    expect(await world.tree()).toEqual({ 'new/a.txt': 'a', 'new/deep/b.txt': 'bb', 'new/empty': '' });
  });

  test('whose old object cannot go for now is no failure of the file, and ends as a deletion', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    await world.sync(mirror);
    world.move('a.txt', 'b.txt');
    const forever = Number.POSITIVE_INFINITY;
    world.bucket.faults.on('delete').reply(403, 'AccessDenied').times(forever);
    expect((await world.sync(mirror)).state).toMatchObject({ isUpToDate: false });
    world.bucket.faults.assertAllHit();
    expect((await world.problems()).map(({ path }) => path)).toEqual(['a.txt']);
    world.bucket.faults.clear();
    world.clock.leap(2 * 3_600_000);
    expect((await world.sync(mirror)).state).toMatchObject({ isUpToDate: true });
    expect(await world.tree()).toEqual({ 'b.txt': 'a' });
  });

  test('that the store refuses to copy is an upload', async () => {
    const world = await createSyncWorld(kind);
    world.write('a.txt', 'a');
    await world.sync(mirror);
    world.bucket.faults.on('copy').reply(400, 'InvalidRequest');
    world.move('a.txt', 'b.txt');
    expect(await world.sync(mirror)).toMatchObject({ copied: 0, uploaded: 1, state: { isUpToDate: true } });
    world.bucket.faults.assertAllHit();
    expect(await world.tree()).toEqual({ 'b.txt': 'a' });
    expect((await world.engine()).why(world.at('b.txt')).decisions[0]?.reason.code).toBe('copy-refused');
  });

  test('of more than the store takes in one copy is an upload where it takes no copy by parts either', async () => {
    const world = await createSyncWorld(kind, { limits: { [kind]: { maxCopy: 1024 } } });
    world.write('a.bin', Buffer.alloc(12 * 1024 * 1024, 'a'));
    await world.sync();
    world.move('a.bin', 'b.bin');
    expect(await world.sync()).toMatchObject({ copied: 0, uploaded: 1, state: { isUpToDate: true } });
    expect((await world.read('backup/b.bin'))?.length).toBe(12 * 1024 * 1024);
    expect(await world.pending()).toEqual([]);
  });
});

describe('a moved file', () => {
  const createWorld = shareSyncWorld('oss');

  test('that was edited as well is sent', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    await world.sync(mirror);
    world.move('a.txt', 'b.txt');
    world.write('b.txt', 'edited');
    expect(await world.sync(mirror)).toMatchObject({ copied: 0, uploaded: 1, deleted: 1 });
    expect(await world.tree()).toEqual({ 'b.txt': 'edited' });
    expect(await world.trash()).toEqual(['a.txt']);
  });

  test('leaves its old object where deletions do not follow', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    await world.sync();
    world.move('a.txt', 'b.txt');
    expect(await world.sync()).toMatchObject({ copied: 1, state: { isUpToDate: true, provenFiles: 1 } });
    expect(await world.tree()).toEqual({ 'a.txt': 'a', 'b.txt': 'a' });
  });

  test('that takes the place of another known one is right in the end', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'b.txt': 'bb' });
    await world.sync(mirror);
    world.move('a.txt', 'b.txt');
    expect((await world.sync(mirror)).state.isUpToDate).toBe(true);
    expect(await world.tree()).toEqual({ 'b.txt': 'a' });
  });

  test('is compared before it is copied when its time has whole seconds', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    utimesSync(world.at('a.txt'), 1.7e9, 1.7e9);
    await world.sync(mirror);
    world.move('a.txt', 'b.txt');
    expect(await world.sync(mirror)).toMatchObject({ copied: 1, uploaded: 0, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'b.txt': 'a' });
  });

  test('whose old object somebody changed is sent, and the changed object stays', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    await world.sync(mirror);
    await world.putForeign('a.txt', 'theirs');
    world.move('a.txt', 'b.txt');
    expect(await world.sync(mirror)).toMatchObject({ copied: 0, uploaded: 1, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'a.txt': 'theirs', 'b.txt': 'a' });
  });

  test('whose old object changes between copy and deletion leaves it, and is no failure', async () => {
    const world = await createSyncWorld('oss');
    world.write('a.txt', 'a');
    await world.sync(mirror);
    world.move('a.txt', 'b.txt');
    // Right after the copy somebody else writes: the object that is to be deleted is another one by then.
    world.bucket.faults.on('copy').delay(200);
    const folder = await world.open(mirror);
    const running = folder.run(never);
    while (world.bucket.server.stats().requests.copy === 0) await new Promise(setImmediate);
    await world.putForeign('a.txt', 'theirs');
    expect((await running).state.isUpToDate).toBe(true);
    expect(await world.problems()).toEqual([]);
    expect(await world.tree()).toEqual({ 'a.txt': 'theirs', 'b.txt': 'a' });
  });

  test('is stored as what its new name says', async () => {
    const world = await createWorld();
    world.write('page.txt', '<p>');
    await world.sync();
    world.move('page.txt', 'page.html');
    expect(await world.sync()).toMatchObject({ copied: 1, uploaded: 0 });
    const bucket = (await world.engine()).open(world.access);
    const before = await bucket.head(`${world.prefix}page.txt`, never);
    const after = await bucket.head(`${world.prefix}page.html`, never);
    expect([before?.contentType, after?.contentType]).toEqual(['text/plain', 'text/html']);
    expect(after?.meta['mtime']).toBe(before?.meta['mtime']);
  });
});
