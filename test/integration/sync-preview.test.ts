import { randomBytes } from 'node:crypto';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { FolderSettings } from '../../main/model/folder.ts';
import { hastySettings, mirror, type SyncWorld, shareSyncWorld } from '../support/sync-world.ts';

const MiB = 1024 ** 2;

/** All that a preview must leave as it is. */
async function stateOf(world: SyncWorld) {
  const database = new Database(join(world.dataDir, 'longshore.db'), { readonly: true });
  try {
    const tables = ['folder', 'known_file', 'directory', 'action', 'problem', 'decision', 'transfer'];
    const rows = tables.map(table => database.prepare(`SELECT * FROM ${table}`).all());
    return { rows, keys: await world.keys() };
  } finally {
    database.close();
  }
}

/** A preview, which must change nothing, and then the run that it was about. */
async function previewAndRun(world: SyncWorld, settings: Partial<FolderSettings> = {}) {
  const before = await stateOf(world);
  const { plan, lines } = await world.preview(settings);
  expect(await stateOf(world)).toEqual(before);
  const result = await world.sync(settings);
  return { plan, lines, result };
}

/** Requests that are billed as reading ones; the others write or list. */
const reading: ReadonlySet<string> = new Set(['get', 'head', 'listParts']);

async function expectRequestsAsPlanned(world: SyncWorld, settings: Partial<FolderSettings>): Promise<void> {
  const { plan } = await world.preview(settings);
  const taken = { put: 0, get: 0 };
  for (const [name, count] of Object.entries(await world.requestsOf(() => world.sync(settings)))) {
    taken[reading.has(name) ? 'get' : 'put'] += count;
  }
  expect(plan.requests).toEqual(taken);
}

describe('a preview', () => {
  const createWorld = shareSyncWorld('oss');

  test('tells of files that changed a moment ago what the run does once they rest', async () => {
    const world = await createWorld();
    world.writeAll({ 'new.txt': 'new', 'equal.txt': 'equal' });
    await world.putForeign('equal.txt', 'equal');
    const { lines } = await world.preview({ quietMs: 3_600_000 });
    expect(lines.map(({ what, path, reason }) => [what, path, reason.code])).toEqual([
      ['compare', 'equal.txt', 'found-in-bucket'],
      ['upload', 'new.txt', 'new'],
    ]);
  });

  test('of a first contact tells what the run then does', async () => {
    const world = await createWorld();
    world.writeAll({ 'new.txt': 'new', 'equal.txt': 'equal', 'other.txt': 'longer' });
    await world.putForeign('equal.txt', 'equal');
    await world.putForeign('other.txt', 'other');
    const { plan, lines, result } = await previewAndRun(world);
    expect(plan).toMatchObject({
      byKind: { upload: { files: 2, bytes: 9 }, compare: { files: 1, bytes: 5 }, delete: { files: 0 } },
      deletesHeld: false,
    });
    expect(lines.map(({ what, path, reason }) => [what, path, reason.code])).toEqual([
      ['compare', 'equal.txt', 'found-in-bucket'],
      ['upload', 'new.txt', 'new'],
      ['upload', 'other.txt', 'differs-from-bucket'],
    ]);
    expect(result).toMatchObject({ uploaded: 2, uploadedBytes: 9, adopted: 1 });
  });

  test('of changes, moves and deletions in a mirrored folder counts each file once', async () => {
    const world = await createWorld();
    const files = ['stays', 'changes', 'moves', 'goes', 'touched'];
    world.writeAll(Object.fromEntries(files.map(name => [name, name])));
    await world.sync(mirror);
    const marker = readFileSync(world.at('.longshore-folder'), 'utf8');
    world.write('changes', 'changed!');
    world.move('moves', 'sub/moved');
    world.remove('goes');
    utimesSync(world.at('touched'), 1e9, 1e9);
    const { plan, lines, result } = await previewAndRun(world, mirror);
    expect(plan.byKind).toMatchObject({
      upload: { files: 2, bytes: 15 },
      copy: { files: 1, bytes: 5 },
      delete: { files: 1, bytes: 4 },
      skip: { files: 1, bytes: 5 },
    });
    expect(lines.filter(({ what }) => what === 'delete').map(({ path }) => path)).toEqual(['goes']);
    expect(result).toMatchObject({ uploaded: 2, uploadedBytes: 15, copied: 1, deleted: 1 });
    expect(readFileSync(world.at('.longshore-folder'), 'utf8')).toBe(marker);
  });

  test.each([
    ['keep-both', mirror],
    ['ours-wins', { ...mirror, onConflict: 'ours-wins' }],
    ['keep-both without a trash', { ...mirror, deletes: { ...hastySettings.deletes, trash: null } }],
  ] satisfies [string, Partial<FolderSettings>][])(
    'tells the requests that the run then takes, with %s',
    async (_, settings) => {
      const world = await createWorld();
      world.writeAll({ new: 'new', equal: 'equal', other: 'longer', moves: 'moves', goes: 'goes' });
      world.write('large', randomBytes(11 * MiB));
      await world.putForeign('equal', 'equal');
      await world.putForeign('other', 'other');
      await expectRequestsAsPlanned(world, settings);
      world.writeAll({ new: 'changed', fresh: 'fresh' });
      world.write('large', randomBytes(12 * MiB));
      world.move('moves', 'sub/moved');
      world.remove('goes');
      utimesSync(world.at('equal'), 1e9, 1e9);
      await expectRequestsAsPlanned(world, settings);
      await expectRequestsAsPlanned(world, settings);
    },
  );

  test('tells that deletions will be held, and a moved directory is none', async () => {
    const world = await createWorld();
    for (let number = 0; number < 30; number += 1) world.write(`d/${number}`, String(number));
    await world.sync(mirror);
    world.move('d', 'e');
    expect((await world.preview(mirror)).plan).toMatchObject({
      deletesHeld: false,
      byKind: { copy: { files: 30 }, delete: { files: 0 } },
    });
    world.remove('e');
    expect((await world.preview(mirror)).plan).toMatchObject({
      deletesHeld: true,
      byKind: { delete: { files: 30 } },
    });
    expect(await world.sync(mirror)).toMatchObject({ deleted: 0, state: { heldDeletes: 30 } });
  });

  test('of deletions where they do not follow tells that objects stay', async () => {
    const world = await createWorld();
    world.writeAll({ a: 'a', b: 'b' });
    await world.sync();
    world.remove('a');
    const { plan, lines } = await previewAndRun(world);
    expect(plan.byKind).toMatchObject({ delete: { files: 0 }, skip: { files: 2 } });
    expect(lines).toEqual([
      expect.objectContaining({
        what: 'skip',
        path: 'a',
        reason: expect.objectContaining({ code: 'kept-in-bucket' }),
      }),
    ]);
  });

  test('of a folder that becomes a mirror counts deletions that the run then makes', async () => {
    const world = await createWorld();
    world.writeAll({ a: 'a', b: 'b', c: 'c' });
    await world.sync();
    world.remove('a');
    const { plan, result } = await previewAndRun(world, mirror);
    expect(plan).toMatchObject({ deletesHeld: false, byKind: { delete: { files: 1 } } });
    expect(result.deleted).toBe(1);
  });
});
