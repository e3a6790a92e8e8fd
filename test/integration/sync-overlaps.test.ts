import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSyncWorld, hastySettings, type SyncWorld } from '../support/sync-world.ts';
import { never } from '../support/world.ts';

async function openAt(world: SyncWorld, root: string, prefix: string) {
  mkdirSync(root, { recursive: true });
  const wish = { root, access: world.access, prefix, settings: hastySettings };
  return (await world.engine()).openFolder(wish, () => {});
}

test('folders that overlap are refused, with the reason', async () => {
  const world = await createSyncWorld('oss');
  const folder = await world.open();
  const parent = join(world.root, '..');
  for (const [root, prefix, reason] of [
    [join(world.root, 'sub'), 'other/', 'inside'],
    [parent, 'other/', 'contains'],
    [world.root, 'other/', 'same-root'],
    [join(parent, 'b'), world.prefix, 'same-keys'],
    [join(parent, 'b'), `${world.prefix}deep/`, 'same-keys'],
    [join(parent, 'b'), '', 'same-keys'],
  ] as const) {
    const refused = { code: 'folder.overlaps', facts: { reason, other: world.root } };
    await expect(openAt(world, root, prefix)).rejects.toMatchObject(refused);
  }
  symlinkSync(world.root, join(parent, 'link'));
  await expect(openAt(world, join(parent, 'link'), world.prefix)).rejects.toMatchObject({
    code: 'folder.busy',
  });
  await folder.close();
  await (await openAt(world, join(parent, 'link'), world.prefix)).close();
});

test('several folders are synced at once, each to its own prefix', async () => {
  const world = await createSyncWorld('oss');
  const names = ['one', 'two', 'three'];
  const folders = [];
  for (const name of names) {
    const root = join(world.dir, name);
    folders.push(await openAt(world, root, `${name}/`));
    for (let number = 0; number < 5; number += 1) writeFileSync(join(root, String(number)), name);
  }
  const results = await Promise.all(folders.map(folder => folder.run(never)));
  for (const result of results) expect(result).toMatchObject({ uploaded: 5, state: { isUpToDate: true } });
  const contents = names.map(async name => (await world.read(`${name}/3`))?.toString());
  expect(await Promise.all(contents)).toEqual(names);
  const states = (await world.engine()).folders().map(({ folder }) => folder.prefix);
  expect(states).toEqual(names.map(name => `${name}/`));
});

test('our own record is never synced', async () => {
  const world = await createSyncWorld('oss');
  mkdirSync(world.dataDir);
  // The engine is told of its directory by a link.
  const told = `${world.dir}-data`;
  symlinkSync(world.dataDir, told);
  onTestFinished(() => rmSync(told));
  await world.restart({ dataDir: told });
  await world.engine();
  await expect(openAt(world, world.dataDir, 'data/')).rejects.toMatchObject({ code: 'folder.holds-state' });
  await expect(openAt(world, join(world.dataDir, 'sub'), 'data/')).rejects.toMatchObject({
    code: 'folder.holds-state',
  });
  writeFileSync(join(world.dir, 'beside'), 'b');
  // Links lead there as well.
  symlinkSync(join(world.dataDir, 'longshore.db'), join(world.dir, 'link'));
  symlinkSync(world.dataDir, join(world.dir, 'link-to-all'));
  const wish = {
    root: world.dir,
    access: world.access,
    prefix: 'all/',
    settings: { ...hastySettings, symlinks: 'follow' as const },
  };
  const folder = await (await world.engine()).openFolder(wish, () => {});
  expect((await folder.run(never)).state.isUpToDate).toBe(true);
  await folder.close();
  const engine = await world.engine();
  const keys: string[] = [];
  for await (const page of engine.listPages(world.access, 'all/', never))
    keys.push(...page.map(({ key }) => key));
  expect(keys).toEqual(['all/beside']);
});

test('a folder that is forgotten leaves the bucket as it is, and can be begun anew', async () => {
  const world = await createSyncWorld('oss');
  world.write('a.txt', 'a');
  const { state } = await world.sync();
  const engine = await world.engine();
  engine.forgetFolder(state.record.folder.id);
  expect(engine.folders()).toEqual([]);
  expect(() => engine.why(world.at('a.txt'))).toThrow(expect.objectContaining({ code: 'folder.unknown' }));
  expect(await world.sync()).toMatchObject({ adopted: 1, uploaded: 0, state: { isUpToDate: true } });
});
