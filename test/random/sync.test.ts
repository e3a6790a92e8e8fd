import { readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { SyncResult } from '../../main/sync/folder-sync.ts';
import { createRandom, type Random } from '../support/random.ts';
import { type SyncWorld, shareSyncWorld } from '../support/sync-world.ts';

/** Few names, so that they meet: files in the place of directories and the other way round included. */
const names = ['a', 'b', 'c', 'A'];
const rounds = 8;

/** A folder whose files come, change, move and go at random, in a bucket that refuses now and then and that others write into. */
interface History {
  readonly world: SyncWorld;
  readonly random: Random;
  /** Paths of the files that are there. */
  readonly files: Set<string>;
}

function pick<T>(random: Random, values: readonly T[]): T | undefined {
  return values[random.between(0, values.length - 1)];
}

function newPath({ world, random, files }: History): string | null {
  const depth = random.between(1, 3);
  const path = Array.from({ length: depth }, () => pick(random, names)).join('/');
  const isFree = [...files].every(
    file => !`${file}/`.startsWith(`${path}/`) && !`${path}/`.startsWith(`${file}/`),
  );
  if (!isFree) return null;
  // Directories that hold nothing any more.
  rmSync(world.at(path), { recursive: true, force: true });
  return path;
}

const changes: readonly ((history: History) => void)[] = [
  function writeNew(history) {
    const { world, random, files } = history;
    const path = newPath(history);
    if (path === null) return;
    world.write(path, random.bytes(random.between(0, 40)).toString('hex'));
    files.add(path);
  },
  function rewrite({ world, random, files }) {
    const path = pick(random, [...files]);
    if (path !== undefined) world.write(path, random.bytes(random.between(0, 40)).toString('hex'));
  },
  function rewriteUnderTheSameTime({ world, random, files }) {
    const path = pick(random, [...files]);
    if (path === undefined) return;
    const { size, atime, mtime } = statSync(world.at(path));
    world.write(path, random.bytes(size).toString('hex').slice(0, size));
    utimesSync(world.at(path), atime, mtime);
  },
  function touch({ world, random, files }) {
    const path = pick(random, [...files]);
    if (path !== undefined) utimesSync(world.at(path), random.between(1, 1e9), random.between(1, 1e9));
  },
  function remove({ world, random, files }) {
    const path = pick(random, [...files]);
    if (path === undefined) return;
    world.remove(path);
    files.delete(path);
  },
  function move(history) {
    const { world, random, files } = history;
    const from = pick(random, [...files]);
    const to = newPath(history);
    if (from === undefined || to === null) return;
    world.move(from, to);
    files.delete(from);
    files.add(to);
  },
  function takeThePlaceOfAnother({ world, random, files }) {
    const [from, to] = [pick(random, [...files]), pick(random, [...files])];
    if (from === undefined || to === undefined || from === to) return;
    world.move(from, to);
    files.delete(from);
  },
];

/** What the bucket does to one path in the next run. */
const troubles: readonly ((history: History, key: string) => void)[] = [
  ({ world }, key) => void world.bucket.faults.on('put', { key }).reply(403, 'AccessDenied'),
  ({ world }, key) => void world.bucket.faults.on('put', { key }).reply(503).times(2),
  ({ world }, key) => void world.bucket.faults.on('put', { key }).dropAnswer(),
  ({ world }, key) => void world.bucket.faults.on('put', { key }).resetInBody(1),
  ({ world }, key) => void world.bucket.faults.on('copy', { key }).reply(400, 'InvalidRequest'),
  ({ world }, key) => void world.bucket.faults.on('copy', { key }).dropAnswer(),
  ({ world }, key) => void world.bucket.faults.on('delete', { key }).reply(403, 'AccessDenied'),
];

/** Paths of files whose objects do not hold their bytes, as the record says where those are. */
async function findUnsafe({ world, files }: History): Promise<readonly string[]> {
  const engine = await world.engine();
  const unsafe: string[] = [];
  for (const path of files) {
    const { known } = engine.why(world.at(path));
    const stored = known && (await world.read(known.key));
    if (stored === null || !stored.equals(readFileSync(world.at(path)))) unsafe.push(path);
  }
  return unsafe;
}

/** "Up to date" is never said of a folder with a file that is not safe, and whatever is not safe is listed. */
async function checkClaims(history: History, { state }: SyncResult): Promise<void> {
  const unsafe = await findUnsafe(history);
  if (state.isUpToDate) expect(unsafe).toEqual([]);
  const listed = (await history.world.problems())
    .filter(({ weight }) => weight === 'failed')
    .map(({ path }) => path);
  for (const path of unsafe) expect(listed).toContain(path);
}

describe.each(['oss', 's3'] as const)('a folder with a random history in %s', kind => {
  const createWorld = shareSyncWorld(kind);

  test.each([1, 2, 3, 4])(
    'is never called up to date while it is not, and comes to be (seed %i)',
    async seed => {
      const world = await createWorld();
      const random = createRandom(seed);
      const history: History = { world, random, files: new Set() };
      const deletes = { maxFiles: 1_000, maxPercent: 100, delayMs: 0, trash: '.longshore-trash/' };
      const settings = { mode: 'mirror', deletes } as const;
      for (let round = 0; round < rounds; round += 1) {
        for (let count = random.between(1, 8); count > 0; count -= 1) pick(random, changes)?.(history);
        for (let count = random.between(0, 3); count > 0; count -= 1) {
          const path = pick(random, [...history.files]);
          if (path !== undefined) pick(random, troubles)?.(history, world.prefix + path);
        }
        await checkClaims(history, await world.sync(settings));
      }
      world.bucket.faults.clear();
      const { state } = await world.sync(settings);
      expect(state).toMatchObject({ isUpToDate: true, provenFiles: history.files.size, waiting: 0 });
      const local = [...history.files].map(path => [path, readFileSync(world.at(path), 'utf8')]);
      expect(await world.tree()).toEqual(Object.fromEntries(local));
      expect(await world.requestsOf(() => world.sync(settings))).toEqual({});
    },
  );

  test.each([105, 119])('keeps what others write beside ours (seed %i)', async seed => {
    const world = await createWorld();
    const random = createRandom(seed);
    const history: History = { world, random, files: new Set() };
    const foreign = new Map<string, string>();
    for (let round = 0; round < rounds; round += 1) {
      for (let count = random.between(1, 6); count > 0; count -= 1) pick(random, changes)?.(history);
      const path = pick(random, [...history.files]);
      if (path !== undefined && random.between(0, 1) === 1) {
        const content = `theirs ${round}`;
        await world.putForeign(path, content);
        foreign.set(path, content);
        // Without a change of ours it would be found by `verify`, and by no ordinary run.
        world.write(path, random.bytes(random.between(0, 40)).toString('hex'));
      }
      await checkClaims(history, await world.sync());
    }
    expect((await world.sync()).state).toMatchObject({ isUpToDate: true, waiting: 0 });
    expect(await findUnsafe(history)).toEqual([]);
    const stored = await world.keys();
    const contents = await Promise.all(stored.map(async key => String(await world.read(world.prefix + key))));
    for (const content of foreign.values()) expect(contents).toContain(content);
  });
});
