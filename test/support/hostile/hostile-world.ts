import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lutimesSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { toAppError } from '../../../main/base/app-error.ts';
import { createFaultPlan, type FaultPlan } from '../../../main/bucket/faults.ts';
import type { StoreKind } from '../../../main/model/target.ts';
import type { FolderEvent, SyncResult } from '../../../main/sync/folder-sync.ts';
import { asOrdinaryUser } from '../as-ordinary-user.ts';
import { createSyncWorld, hastySettings, type SyncWorld, shareSyncWorld } from '../sync-world.ts';
import { shellIn } from '../walk-outline.ts';
import { never } from '../world.ts';
import {
  type HostileRun,
  type HostileTree,
  type Interference,
  isUpToDate,
  type Listed,
  listedOf,
  type Place,
} from './hostile-tree.ts';

/** Runs hostile trees one after the other, most of them through one engine and into one bucket. */
export interface HostileWorlds {
  /** Takes a tree through all of its runs, and expects after each what its row says. */
  run(tree: HostileTree): Promise<void>;
}

/** What the bucket is about to do, told before it does. */
interface Ears {
  onRequest: (operation: string, key: string) => void;
}

export function createHostileWorlds(kind: StoreKind): HostileWorlds {
  const ears: Ears = { onRequest() {} };
  const plan = createFaultPlan();
  const faults: FaultPlan = {
    ...plan,
    take(operation, request) {
      ears.onRequest(operation, request.key ?? '');
      return plan.take(operation, request);
    },
  };
  const createShared = shareSyncWorld(kind, { faults });

  return {
    async run(tree) {
      const { prefix } = tree;
      const world =
        prefix === undefined ? await createShared() : await createSyncWorld(kind, { faults, prefix });
      await world.engine();
      const place = createPlace(world);
      const all = () => runAll(tree, world, place, ears);
      if (tree.isOrdinaryUser) await asOrdinaryUser([world.dir, world.bucket.dir], all);
      else await all();
    },
  };
}

async function runAll(tree: HostileTree, world: SyncWorld, place: Place, ears: Ears): Promise<void> {
  for (const run of tree.runs) {
    await run.prepare(place);
    await expectRun(tree, run, world, place, ears);
  }
  const last = tree.runs.at(-1) ?? tree.runs[0];
  const requests = await world.requestsOf(async () => {
    expect(await world.sync(tree.settings)).toMatchObject({ uploaded: 0, adopted: 0, copied: 0, deleted: 0 });
  });
  expect(requests, 'requests of one more run').toEqual({});
  await expectEnd(last, world);
  if (!tree.meetsAgain) return;
  await forget(world);
  expect(await world.sync(tree.settings)).toMatchObject({ uploaded: 0, copied: 0, deleted: 0 });
  await expectEnd(last, world);
}

async function expectRun(
  { settings }: HostileTree,
  run: HostileRun,
  world: SyncWorld,
  place: Place,
  ears: Ears,
): Promise<void> {
  const { during, rejects } = run;
  const interference = during ? interfere(during, world, place, ears) : null;
  const running = runOnce(world, settings, event => interference?.onEvent(event));
  if (rejects === undefined) {
    const { state } = await running;
    expect(state).toMatchObject({ isUpToDate: isUpToDate(run, world.root), waiting: 0 });
  } else {
    const thrown = await running.then(
      () => null,
      (error: unknown) => toAppError(error),
    );
    expect(thrown?.code).toBe(rejects);
  }
  interference?.expectDone();
  await expectEnd(run, world);
}

async function runOnce(
  world: SyncWorld,
  settings: HostileTree['settings'],
  onEvent: (event: FolderEvent) => void,
): Promise<SyncResult> {
  const { root, access, prefix } = world;
  const wish = { root, access, prefix, settings: { ...hastySettings, ...settings } };
  const folder = await (await world.engine()).openFolder(wish, onEvent);
  try {
    return await folder.run(never);
  } finally {
    await folder.close();
  }
}

/** Changes the tree at its moment. What goes wrong with that is thrown by `expectDone`, and so is a moment that never came. */
function interfere(
  { at, path, times = 1, change }: Interference,
  world: SyncWorld,
  place: Place,
  ears: Ears,
): { onEvent(event: FolderEvent): void; expectDone(): void } {
  let done = 0;
  let failure: unknown = null;
  const act = () => {
    if (done >= times) return;
    done += 1;
    try {
      change(place, done);
    } catch (thrown) {
      failure ??= thrown;
    }
  };
  ears.onRequest = (operation, key) => {
    if (operation === at && key === world.prefix + path) act();
  };
  return {
    onEvent(event) {
      if (at === 'began' && event.type === 'began' && event.path === path) act();
    },
    expectDone() {
      ears.onRequest = () => {};
      if (failure !== null) throw failure;
      expect(done, 'changes that were made meanwhile').toBeGreaterThanOrEqual(
        Number.isFinite(times) ? times : 1,
      );
    },
  };
}

async function expectEnd(run: HostileRun, world: SyncWorld): Promise<void> {
  const problems = await world.problems();
  const listed = problems.map(({ path, error, weight }): Listed => [path, error.code, weight]);
  expect(listed.toSorted(byPath), 'listed').toEqual(listedOf(run, world.root).toSorted(byPath));
  expect(await objectsOf(world, run.objects), 'objects').toEqual(
    Object.fromEntries(Object.entries(run.objects).map(([path, content]) => [path, show(content)])),
  );
  const pending = await world.pending();
  expect(
    pending.filter(key => key.startsWith(world.prefix)),
    'unfinished uploads',
  ).toEqual([]);
}

function byPath([a]: Listed, [b]: Listed): number {
  return a < b ? -1 : 1;
}

/** The bucket as it is. Where the listing tells that an object is what it should be, it is not read. */
async function objectsOf(
  world: SyncWorld,
  expected: HostileRun['objects'],
): Promise<Readonly<Record<string, string>>> {
  const engine = await world.engine();
  const entries: [string, string][] = [];
  for await (const page of engine.listPages(world.access, world.prefix, never)) {
    for (const { key, etag } of page) {
      const path = withoutDate(key.slice(world.prefix.length));
      const content = expected[path];
      const isAsExpected = content !== undefined && etag.replaceAll('"', '').toLowerCase() === md5(content);
      const shown = show(isAsExpected ? content : ((await world.read(key)) ?? 'gone'));
      entries.push([path, shown]);
    }
  }
  return Object.fromEntries(entries);
}

/** `.longshore-trash/TIME/path` without the time. */
function withoutDate(path: string): string {
  return path.replace(/^(\.longshore-trash\/)[^/]*\//, '$1');
}

function show(content: string | Uint8Array): string {
  const bytes = Buffer.from(content);
  return bytes.length < 2_000 ? bytes.toString('utf8') : `${bytes.length} bytes, MD5 ${md5(bytes)}`;
}

function md5(content: string | Uint8Array): string {
  return createHash('md5').update(content).digest('hex');
}

/** As if the record had been lost. */
async function forget(world: SyncWorld): Promise<void> {
  const engine = await world.engine();
  const record = engine.folders().find(({ folder }) => folder.root === world.root);
  if (!record) throw new Error('the folder is known');
  engine.forgetFolder(record.folder.id);
}

function createPlace({ dir, dataDir, root }: SyncWorld): Place {
  const outside = join(dir, 'outside');
  if (!existsSync(outside)) mkdirSync(outside);
  writeFileSync(join(outside, 'secret'), 'secret');
  // Node can't delete paths that are too long, or names that are no text.
  onTestFinished(() => void execFileSync('rm', ['-rf', '--', root]));
  // Not `join`, to which a name of dots means something.
  const at = (path: string) => (path === '' ? root : `${root}/${path}`);

  function write(path: string, content: string | Uint8Array = path): void {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  }

  return {
    root,
    outside,
    dataDir,
    at,
    write,
    writeEach(paths) {
      for (const path of paths) write(path);
    },
    writeBytes: name => writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name)]), 'bytes'),
    makeDirectory: path => void mkdirSync(at(path), { recursive: true }),
    link: (path, target) => symlinkSync(target, at(path)),
    move: (from, to) => renameSync(at(from), at(to)),
    takeRoot: () => renameSync(root, `${root}-aside`),
    giveRoot: () => renameSync(`${root}-aside`, root),
    remove: path => rmSync(at(path), { recursive: true }),
    setTime: (path, seconds) => lutimesSync(at(path), seconds, seconds),
    shell: script => shellIn(root, script),
    atEnd: task => onTestFinished(task),
  };
}
