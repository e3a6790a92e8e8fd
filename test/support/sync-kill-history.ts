import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { StoreKind } from '../../main/model/target.ts';
import { keyVariables, startCommand, targetIn } from './command.ts';
import { createRandom, type Random } from './random.ts';
import { createWorld, never, type World } from './world.ts';

export interface SyncKillHistory {
  readonly kills: number;
  readonly changes: number;
  /** Bytes that the server received, and those of all versions of files that there were. */
  readonly sentBytes: number;
  readonly writtenBytes: number;
}

const mebibyte = 1024 ** 2;
/** By parts of 16 MiB; the rest go by one request. */
const largeBytes = 33 * mebibyte;
const prefix = 'backup/';

/**
 * A folder that is synced by the real program, which is ended by kill -9 at random moments while files are added, changed, renamed and
 * deleted, also while it runs. Once it may run to its end, every file must be its object byte for byte, in mirror mode nothing else may be
 * there, no conflict may have been made up, and nothing may be left behind on the server.
 */
export async function playSyncKillHistory(seed: number): Promise<SyncKillHistory> {
  const random = createRandom(seed);
  const kind: StoreKind = random.next() < 0.7 ? 'oss' : 's3';
  const isMirror = random.next() < 0.5;
  const world = await createWorld(kind);
  const tree = createTree(join(world.dir, 'folder'), random);
  for (let count = random.between(5, 40); count > 0; count -= 1) tree.change('write');
  if (random.next() < 0.5) tree.write('large.bin', largeBytes);
  const args = [
    ...['sync', tree.root, ...targetIn(world.bucket, prefix, kind), '--json', '--quiet', '0s'],
    ...['--mode', isMirror ? 'mirror' : 'upload-only', '--delete-delay', '0s', '--max-delete-percent', '100'],
    ...['--max-deletes', '100000', '--limit-rate', '24M'],
  ];
  const start = () => startCommand(args, { folder: world.dir, environment: keyVariables });

  let kills = 0;
  for (let left = random.between(1, 4); left > 0; left -= 1) {
    const running = start();
    const end = await Promise.race([running.ended, sleep(random.between(300, 1800))]);
    if (!end) {
      if (random.next() < 0.5) tree.change();
      running.process.kill('SIGKILL');
      await running.ended;
      kills += 1;
    }
    for (let count = random.between(0, 6); count > 0; count -= 1) tree.change();
  }
  const end = await start().ended;
  expect(end.code, `seed ${seed}: ${end.stdout}${end.stderr}`).toBe(0);
  await compare(world, tree, isMirror, seed);
  const sentBytes = world.bucket.server.stats().totalBodyBytes;
  return { kills, changes: tree.changes, sentBytes, writtenBytes: tree.writtenBytes };
}

async function compare(world: World, tree: Tree, isMirror: boolean, seed: number): Promise<void> {
  const engine = await world.engine();
  const keys: string[] = [];
  for await (const page of engine.listPages(world.access, prefix, never)) {
    keys.push(...page.map(({ key }) => key.slice(prefix.length)));
  }
  await engine.close();
  const objects = keys.filter(key => !key.startsWith('.longshore-trash/'));
  const files = tree.files();
  expect(
    objects.filter(key => key.includes('.conflict-')),
    `seed ${seed}: made-up conflicts`,
  ).toEqual([]);
  if (isMirror) expect(objects.toSorted(), `seed ${seed}`).toEqual(files);
  for (const path of files) {
    const stored = await world.read(prefix + path);
    expect(stored?.equals(readFileSync(join(tree.root, path))), `seed ${seed}: ${path}`).toBe(true);
  }
  expect(await world.pending(), `seed ${seed}: uploads left on the server`).toEqual([]);
}

type Change = 'write' | 'append' | 'rewrite' | 'rename' | 'renameDirectory' | 'remove';

interface Tree {
  readonly root: string;
  readonly changes: number;
  readonly writtenBytes: number;
  write(path: string, size: number): void;
  /** One change, of a random kind when none is named. */
  change(kind?: Change): void;
  /** Paths with `/`, sorted; the marker of the folder is none. */
  files(): readonly string[];
}

function createTree(root: string, random: Random): Tree {
  mkdirSync(root);
  let changes = 0;
  let writtenBytes = 0;
  let last = 0;

  function files(): readonly string[] {
    const entries = readdirSync(root, { recursive: true, withFileTypes: true });
    return entries
      .filter(entry => entry.isFile() && !entry.name.startsWith('.longshore-'))
      .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1))
      .toSorted();
  }

  function write(path: string, size: number): void {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, random.bytes(size));
    writtenBytes += size;
  }

  const newName = () => {
    last += 1;
    return `${['', 'a/', 'a/b/', 'c d/', '目录/'][random.between(0, 4)]}file ${last}`;
  };

  const some = (): string | undefined => {
    const all = files();
    return all[random.between(0, Math.max(0, all.length - 1))];
  };

  function perform(kind: Change): void {
    const path = some();
    if (kind === 'write' || path === undefined) {
      write(newName(), random.between(0, 60_000));
      return;
    }
    const file = join(root, path);
    if (kind === 'append') {
      const more = random.bytes(random.between(1, 5_000));
      appendFileSync(file, more);
      writtenBytes += more.length;
    } else if (kind === 'rewrite') write(path, random.between(0, 60_000));
    else if (kind === 'remove') rmSync(file);
    else if (kind === 'rename') {
      const to = join(root, newName());
      mkdirSync(dirname(to), { recursive: true });
      renameSync(file, to);
    } else {
      const [top = ''] = path.split('/');
      last += 1;
      renameSync(join(root, top), join(root, `renamed ${last}`));
    }
  }

  return {
    root,
    get changes() {
      return changes;
    },
    get writtenBytes() {
      return writtenBytes;
    },
    write,
    change(kind) {
      const kinds: readonly Change[] = ['write', 'append', 'rewrite', 'rename', 'renameDirectory', 'remove'];
      changes += 1;
      perform(kind ?? kinds[random.between(0, kinds.length - 1)] ?? 'write');
    },
    files,
  };
}
