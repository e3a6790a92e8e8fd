import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shareSyncWorld } from '../support/sync-world.ts';

describe('names', () => {
  const createWorld = shareSyncWorld('oss');

  test('go into keys byte for byte', async () => {
    const world = await createWorld();
    const names = [
      'caf\u00e9',
      'cafe\u0301',
      ' ',
      '..a',
      'a b+c%20',
      '\u{1F600}.txt',
      'new\nline',
      '#?&=',
      '-',
    ];
    for (const name of names) world.write(`d/${name}`, name);
    const { state } = await world.sync();
    expect(state.isUpToDate).toBe(true);
    expect(await world.tree()).toEqual(Object.fromEntries(names.map(name => [`d/${name}`, name])));
  });

  test('that clash elsewhere are uploaded with a warning, which ends with the clash', async () => {
    const world = await createWorld();
    world.writeAll({ 'A.txt': '1', 'a.txt': '2' });
    const { state } = await world.sync();
    expect(state).toMatchObject({ isUpToDate: true, problems: { warnings: 2 } });
    expect(await world.problems()).toMatchObject([
      { path: 'A.txt', error: { code: 'name.clash', facts: { other: 'a.txt' } } },
      { path: 'a.txt', error: { code: 'name.clash' } },
    ]);
    world.remove('A.txt');
    await world.sync();
    expect(await world.problems()).toEqual([]);
    expect(world.folderEvents).toContainEqual({ type: 'solved', path: 'a.txt' });
  });

  test('that other systems cannot hold are held back when wished, with all that lies below', async () => {
    const world = await createWorld();
    world.writeAll({ 'con.txt': '1', 'bad?/deep/a.txt': '2', 'good/a.txt': '3' });
    const settings = { holdsBadNames: true };
    const { plan } = await world.preview(settings);
    expect(plan).toMatchObject({ byKind: { upload: { files: 1 } }, problems: { failed: 2 } });
    const { state } = await world.sync(settings);
    expect(state).toMatchObject({ isUpToDate: false, problems: { failed: 2 } });
    expect(await world.tree()).toEqual({ 'good/a.txt': '3' });
    expect(await world.problems()).toMatchObject([
      { path: 'bad?/', error: { code: 'name.reserved' } },
      { path: 'con.txt', error: { code: 'name.reserved' } },
    ]);
    const warned = await world.sync();
    expect(warned).toMatchObject({ uploaded: 2, state: { isUpToDate: true, problems: { warnings: 2 } } });
  });

  test('that are no UTF-8 are listed, and end with the file', async () => {
    const world = await createWorld();
    world.write('a.txt', 'a');
    const path = Buffer.concat([Buffer.from(`${world.root}/`), Buffer.from([0x62, 0xff])]);
    writeFileSync(path, 'x');
    const { state } = await world.sync();
    expect(state).toMatchObject({ isUpToDate: false, problems: { failed: 1 } });
    expect(await world.problems()).toMatchObject([{ path: 'b\\xff', error: { code: 'name.not-utf8' } }]);
  });

  test('whose keys are too long are listed, and so are those that would lie in the trash', async () => {
    const world = await createWorld();
    const long = Array.from({ length: 5 }, () => 'x'.repeat(220)).join('/');
    world.writeAll({ [`${long}/a`]: 'a', 'bin/b': 'b', 'c.txt': 'c' });
    const settings = { deletes: { maxFiles: 100, maxPercent: 10, delayMs: 0, trash: 'bin/' } };
    const { state } = await world.sync(settings);
    expect(state).toMatchObject({ isUpToDate: false, problems: { failed: 2 } });
    expect(await world.problems()).toMatchObject([
      { path: 'bin/b', error: { code: 'key.in-trash' } },
      { path: `${long}/a`, error: { code: 'key.invalid' } },
    ]);
    expect(await world.keys()).toEqual(['c.txt']);
    world.remove('x'.repeat(220));
    world.remove('bin');
    expect((await world.sync(settings)).state.isUpToDate).toBe(true);
    expect(await world.problems()).toEqual([]);
  });

  test('may be as deep as the system lets them', async () => {
    const world = await createWorld();
    const deep = Array.from({ length: 200 }, () => 'd').join('/');
    mkdirSync(world.at(deep), { recursive: true });
    world.write(`${deep}/a`, 'a');
    expect((await world.sync()).state.isUpToDate).toBe(true);
    expect(await world.tree()).toEqual({ [`${deep}/a`]: 'a' });
  });
});
