import { chmodSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asOrdinaryUser } from '../support/as-ordinary-user.ts';
import { testKey } from '../support/local-bucket.ts';
import { createSyncWorld, shareSyncWorld } from '../support/sync-world.ts';
import { fixedCredentials, never } from '../support/world.ts';

describe('what goes wrong with one file', () => {
  const createWorld = shareSyncWorld('oss');

  test('is tried again, then listed, while the rest goes on, and is solved in the end', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'b.txt': 'b' });
    const key = `${world.prefix}a.txt`;
    world.bucket.faults.on('put', { key }).reply(403, 'AccessDenied').times(1);
    const result = await world.sync();
    expect(result).toMatchObject({ uploaded: 1, state: { isUpToDate: false, problems: { failed: 1 } } });
    expect(await world.problems()).toMatchObject([
      { path: 'a.txt', weight: 'failed', error: { code: 'remote.denied' } },
    ]);
    expect(await world.tree()).toEqual({ 'b.txt': 'b' });
    expect((await world.engine()).why(world.at('a.txt'))).toMatchObject({
      problem: { error: { code: 'remote.denied' } },
      decisions: [{ what: 'fail', reason: { code: 'failed', facts: { code: 'remote.denied' } } }],
    });
    expect(await world.sync()).toMatchObject({ uploaded: 1, state: { isUpToDate: true } });
    expect(await world.problems()).toEqual([]);
    expect(world.folderEvents).toContainEqual({ type: 'solved', path: 'a.txt' });
  });

  test('is over by itself where it passes within seconds', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    const key = `${world.prefix}a.txt`;
    world.bucket.faults.on('put', { key }).reply(503).times(6);
    expect(await world.sync()).toMatchObject({ uploaded: 1, state: { isUpToDate: true } });
    expect(await world.problems()).toEqual([]);
  });

  test('is forgotten with the file, also below a directory that is gone or ignored', async () => {
    const world = await createWorld();
    for (const path of ['a.txt', 'gone/deep/b.txt', 'ignored/c.txt']) {
      world.write(path, 'x');
      world.bucket.faults
        .on('put', { key: world.prefix + path })
        .reply(403, 'AccessDenied')
        .times(1);
    }
    expect((await world.sync()).state.problems.failed).toBe(3);
    world.remove('a.txt');
    world.remove('gone');
    const { state } = await world.sync({ ignore: ['ignored/'] });
    expect(await world.problems()).toEqual([]);
    expect(state.isUpToDate).toBe(true);
  });

  test('with a link is told as the settings have it', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    symlinkSync('a.txt', world.at('link'));
    symlinkSync('nowhere', world.at('broken'));
    const { state } = await world.sync();
    expect(state).toMatchObject({ isUpToDate: true, problems: { failed: 0, skipped: 2 } });
    const followed = await world.sync({ symlinks: 'follow' });
    expect(followed.state).toMatchObject({ isUpToDate: false, problems: { failed: 1, skipped: 0 } });
    expect(await world.tree()).toEqual({ 'a.txt': 'a', link: 'a' });
    world.remove('broken');
    expect((await world.sync({ symlinks: 'follow' })).state.isUpToDate).toBe(true);
    expect(await world.problems()).toEqual([]);
  });

  test('with an ignore file keeps its directory back, until it is mended', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'sub/b.txt': 'b', 'sub/.longshoreignore': 'x\n[\n' });
    const { state } = await world.sync();
    expect(state).toMatchObject({ isUpToDate: false, problems: { failed: 1 } });
    expect(await world.problems()).toMatchObject([{ path: 'sub/', error: { code: 'ignore.invalid' } }]);
    expect(await world.tree()).toEqual({ 'a.txt': 'a' });
    world.write('sub/.longshoreignore', 'x\n');
    expect((await world.sync()).state.isUpToDate).toBe(true);
    expect(await world.problems()).toEqual([]);
  });

  test('stays with the parts that were sent, and goes on from there', async () => {
    const world = await createSyncWorld('oss');
    world.write('large.bin', Buffer.alloc(40 * 1024 * 1024, 'a'));
    // One part after the other.
    await world.restart({ parallel: 1 });
    const failing = world.bucket.faults.on('sendPart', { partNumber: 3 });
    failing.reply(403, 'AccessDenied').times(1);
    const failed = await world.sync();
    expect(failed.state).toMatchObject({ isUpToDate: false, problems: { failed: 1 } });
    expect(await world.pending()).toEqual(['backup/large.bin']);
    await world.restart();
    const before = world.bucket.server.stats().requests.sendPart;
    expect((await world.sync()).state.isUpToDate).toBe(true);
    expect(world.bucket.server.stats().requests.sendPart - before).toBe(1);
    expect(await world.pending()).toEqual([]);
  });
});

test('rights that are missing are listed for file and directory, and solved when they come', async () => {
  const world = await createSyncWorld('oss');
  world.writeAll({ 'a.txt': 'a', 'closed.txt': 'c', 'closed/d.txt': 'd' });
  await world.engine();
  await asOrdinaryUser([world.dir, world.bucket.dir], async () => {
    chmodSync(world.at('closed.txt'), 0);
    chmodSync(world.at('closed'), 0);
    const { state } = await world.sync();
    expect(state).toMatchObject({ isUpToDate: false, problems: { failed: 2 } });
    expect(await world.problems()).toMatchObject([
      { path: 'closed.txt', error: { code: 'file.unreadable' } },
      { path: 'closed/', error: { code: expect.stringMatching(/^(directory|file)\.unreadable$/) } },
    ]);
    expect(await world.tree()).toEqual({ 'a.txt': 'a' });
    chmodSync(world.at('closed.txt'), 0o644);
    chmodSync(world.at('closed'), 0o755);
    expect((await world.sync()).state.isUpToDate).toBe(true);
    expect(await world.problems()).toEqual([]);
    // What can't be looked at is not gone.
    chmodSync(world.at('closed'), 0);
    expect((await world.sync()).state).toMatchObject({ isUpToDate: false, provenFiles: 3 });
    chmodSync(world.at('closed'), 0o755);
    expect((await world.sync()).state).toMatchObject({ isUpToDate: true, provenFiles: 3 });
  });
});

describe('what goes wrong with everything', () => {
  test('with wrong keys the run is rejected, and no file is marked', async () => {
    const world = await createSyncWorld('oss');
    world.write('a.txt', 'a');
    const wrong = { ...testKey, accessKeySecret: 'wrong' };
    await world.sync();
    world.writeAll({ 'a.txt': 'other', 'b.txt': 'b' });
    const engine = await world.engine();
    const { settings } = engine.folders()[0]?.folder ?? {};
    if (!settings) throw new Error('the folder is known');
    const access = { ...world.access, credentials: fixedCredentials(wrong) };
    const folder = await engine.openFolder(
      { root: world.root, access, prefix: world.prefix, settings },
      () => {},
    );
    await expect(folder.run(never)).rejects.toMatchObject({ code: 'credentials.wrong' });
    expect(folder.state()).toMatchObject({ isUpToDate: false, problems: { failed: 0 }, waiting: 2 });
    await folder.close();
    expect(await world.sync()).toMatchObject({ uploaded: 2, state: { isUpToDate: true } });
  });

  test('without a server the run is rejected, and goes on later', async () => {
    const world = await createSyncWorld('oss');
    world.write('a.txt', 'a');
    await world.sync();
    world.write('a.txt', 'other');
    const { port } = world.bucket.server;
    await world.bucket.server.close();
    await expect(world.sync()).rejects.toMatchObject({ code: 'net.unreachable' });
    expect(await world.problems()).toEqual([]);
    expect(port).toBeGreaterThan(0);
  });

  test('without the root nothing is changed', async () => {
    const world = await createSyncWorld('oss');
    world.write('a.txt', 'a');
    await world.sync();
    const folder = await world.open();
    world.remove('');
    await expect(folder.run(never)).rejects.toMatchObject({ code: 'folder.missing' });
    expect(folder.state().provenFiles).toBe(1);
  });
});
