import { randomBytes } from 'node:crypto';
import { chmodSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { usualThreshold } from '../../main/plan/partition.ts';
import type { VerifyWish } from '../../main/sync/folder-sync.ts';
import { createSyncWorld, type SyncWorld, shareSyncWorld } from '../support/sync-world.ts';
import { never } from '../support/world.ts';

const all: VerifyWish = { sample: 1, repair: 'none' };

function verify(world: SyncWorld, wish: VerifyWish) {
  return world.withFolder({}, folder => folder.verify(wish, never));
}

/** Other bytes under the same size and times. No program can set the time of change, so the record is made to expect the new one. */
function spoil(world: SyncWorld, name: string, content: string): void {
  writeFileSync(world.at(name), content);
  const { mtimeNs, ctimeNs } = statSync(world.at(name), { bigint: true });
  const database = new Database(join(world.dataDir, 'longshore.db'));
  try {
    const sql = 'UPDATE known_file SET mtime_ns = ?, ctime_ns = ? WHERE name = ?';
    database.prepare(sql).run(mtimeNs.toString(), ctimeNs.toString(), name);
  } finally {
    database.close();
  }
}

describe.each(['oss', 's3'] as const)('verifying against %s', kind => {
  const createWorld = shareSyncWorld(kind);

  test('finds all sound by one listing and by reading every file, and remembers when', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'sub/b.txt': 'bb', empty: '' });
    await world.sync();
    await world.putForeign('foreign', 'x');
    const requests = await world.requestsOf(async () => {
      const { oldestPassMs, ...result } = await verify(world, all);
      expect(result).toEqual({
        ...{ files: 3, verified: 3, bytesRead: 3, changed: 0, missing: 0, different: 0 },
        ...{ unprovable: 0, foreign: 1, repaired: 0 },
      });
      expect(oldestPassMs).toBeGreaterThan(0);
    });
    expect(requests).toEqual({ list: 1 });
    const engine = await world.engine();
    const record = engine.folders().find(({ folder }) => folder.root === world.root);
    expect(record?.verifiedAtMs).toBeGreaterThan(0);
  });

  test('finds missing and changed objects, lists them, and has them sent again when asked to', async () => {
    const world = await createWorld();
    world.writeAll({ 'gone.txt': 'gone', 'other.txt': 'ours', 'sound.txt': 'sound' });
    await world.sync();
    await world.removeForeign('gone.txt');
    await world.putForeign('other.txt', 'theirs');
    expect(await verify(world, all)).toMatchObject({ verified: 1, missing: 1, different: 1, repaired: 0 });
    expect(await world.problems()).toMatchObject([
      { path: 'gone.txt', error: { code: 'object.lost' } },
      { path: 'other.txt', error: { code: 'object.differs' } },
    ]);
    expect((await world.sync()).state).toMatchObject({ isUpToDate: false, problems: { failed: 2 } });
    expect(await verify(world, { sample: 1, repair: 'remote' })).toMatchObject({ repaired: 2 });
    expect(await world.sync()).toMatchObject({ uploaded: 2, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ 'gone.txt': 'gone', 'other.txt': 'ours', 'sound.txt': 'sound' });
    expect(await world.trash()).toEqual(['other.txt']);
    expect(await verify(world, all)).toMatchObject({ verified: 3, missing: 0, different: 0 });
  });
});

describe('verifying', () => {
  const createWorld = shareSyncWorld('oss');

  test('reads the files whose last pass is longest ago', async () => {
    const world = await createWorld();
    world.writeAll({ a: '1', b: '22', c: '333', d: '4444' });
    await world.sync();
    const half: VerifyWish = { sample: 0.5, repair: 'none' };
    const first = await verify(world, half);
    expect(first).toMatchObject({ verified: 2, oldestPassMs: null });
    world.clock.leap(1_000);
    const second = await verify(world, half);
    expect(first.bytesRead + second.bytesRead).toBe(10);
    expect(second.oldestPassMs).toBeGreaterThan(0);
    world.clock.leap(1_000);
    expect((await verify(world, half)).bytesRead).toBe(first.bytesRead);
  });

  test('leaves files that changed since to an ordinary run', async () => {
    const world = await createWorld();
    world.writeAll({ 'a.txt': 'a', 'b.txt': 'b' });
    await world.sync();
    world.write('a.txt', 'changed');
    world.remove('b.txt');
    expect(await verify(world, all)).toMatchObject({ verified: 0, changed: 2, different: 0 });
    expect(await world.problems()).toEqual([]);
  });

  test('finds bytes that decayed under the same size and time, and sends them only when told to', async () => {
    const world = await createWorld();
    world.write('decays', 'proven');
    await world.sync();
    spoil(world, 'decays', 'spoilt');
    expect(await world.requestsOf(() => world.sync())).toEqual({});
    expect(await verify(world, all)).toMatchObject({ verified: 0, different: 1, repaired: 0 });
    expect(await world.problems()).toMatchObject([{ path: 'decays', error: { code: 'file.differs' } }]);
    expect(await world.tree()).toEqual({ decays: 'proven' });
    expect(await verify(world, { sample: 1, repair: 'remote' })).toMatchObject({ repaired: 0 });
    expect(await verify(world, { sample: 1, repair: 'local' })).toMatchObject({ repaired: 1 });
    expect(await world.sync()).toMatchObject({ uploaded: 1, state: { isUpToDate: true } });
    expect(await world.tree()).toEqual({ decays: 'spoilt' });
    expect(await world.problems()).toEqual([]);
  });

  test('proves what was adopted by its time alone', async () => {
    const world = await createWorld();
    const at = 1.7e9;
    for (const [path, theirs] of [
      ['same', 'bytes'],
      ['other', 'BYTES'],
    ] as const) {
      const file = `${world.dir}/theirs`;
      writeFileSync(file, theirs);
      const options = { meta: { mtime: String(at) } };
      const wish = { path: file, key: world.prefix + path, access: world.access, options, threshold: 100 };
      await (await world.engine()).upload(wish, never);
      world.write(path, 'bytes');
      utimesSync(world.at(path), at, at);
    }
    expect(await world.sync({ trustsMtime: true })).toMatchObject({ adopted: 2, uploaded: 0 });
    expect(await verify(world, all)).toMatchObject({ verified: 1, different: 1 });
    expect((await world.engine()).why(world.at('same')).known?.checksum).not.toBeNull();
  });
});

test('what a server without checksums holds in parts is neither spoilt nor sent again when it was only touched', async () => {
  const world = await createSyncWorld('s3');
  world.bucket.faults.on('begin').reply(501, 'NotImplemented');
  const rewrite = () => {
    world.write('large', randomBytes(usualThreshold + 1));
    utimesSync(world.at('large'), 1.7e9, 1.7e9);
  };
  rewrite();
  expect((await world.sync()).state.isUpToDate).toBe(true);
  expect((await world.engine()).why(world.at('large')).known?.checksum?.algorithm).toBe('md5');
  chmodSync(world.at('large'), 0o600);
  expect(await world.requestsOf(() => world.sync())).toEqual({ head: 1 });
  expect(await verify(world, all)).toMatchObject({ verified: 1, different: 0, unprovable: 0 });
  rewrite();
  expect((await world.requestsOf(() => world.sync()))['sendPart']).toBeGreaterThan(0);
});
