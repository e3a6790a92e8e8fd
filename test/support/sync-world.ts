import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { Engine, EngineSetup } from '../../main/engine.ts';
import { type FolderSettings, usualSettings } from '../../main/model/folder.ts';
import type { Problem } from '../../main/model/problem.ts';
import type { StoreKind } from '../../main/model/target.ts';
import type {
  FolderEvent,
  FolderSync,
  FolderWish,
  PlanLine,
  SyncPlan,
  SyncResult,
} from '../../main/sync/folder-sync.ts';
import { createLeapingClock, type LeapingClock } from './leaping-clock.ts';
import { createWorld, never, type World } from './world.ts';

/** A folder to sync, and the engine that does it. */
export interface SyncWorld extends Omit<World, 'engine'> {
  /** The folder's root. */
  readonly root: string;
  readonly prefix: string;
  /** Of the engine: what it waits for takes next to no time. */
  readonly clock: LeapingClock;
  /** Everything that folders of this world have told. */
  readonly folderEvents: FolderEvent[];
  /** The engine, started when it is first asked for, and anew after `restart`. */
  engine(): Promise<Engine>;
  /** Closes the engine, as if the program had ended. The next call starts it with other settings where some are given. */
  restart(setup?: Partial<EngineSetup>): Promise<void>;
  /** One more engine over the same record, as another process would have. */
  otherEngine(): Promise<Engine>;
  /** Absolute path of one below the root. */
  at(path: string): string;
  /** Writes a file below the root, its directories included. */
  write(path: string, content: string | Uint8Array): void;
  /** Writes several text files. */
  writeAll(files: Readonly<Record<string, string>>): void;
  move(from: string, to: string): void;
  /** Removes a file or a directory with all that it holds. */
  remove(path: string): void;
  open(settings?: Partial<FolderSettings>): Promise<FolderSync>;
  /** Opens the folder, does something with it, and closes it again. */
  withFolder<T>(settings: Partial<FolderSettings>, task: (folder: FolderSync) => Promise<T>): Promise<T>;
  /** One pass. */
  sync(settings?: Partial<FolderSettings>): Promise<SyncResult>;
  /** What a pass would do. */
  preview(settings?: Partial<FolderSettings>): Promise<{ plan: SyncPlan; lines: readonly PlanLine[] }>;
  problems(): Promise<readonly Problem[]>;
  /** Stores an object below the prefix, as another program would. */
  putForeign(path: string, content: string | Uint8Array): Promise<void>;
  /** Removes an object below the prefix, as another program would. */
  removeForeign(path: string): Promise<void>;
  /** Parts that the server holds of the unfinished upload of a path. */
  partsOf(path: string): Promise<number>;
  /** Objects below the prefix but the trash, as text by path. */
  tree(): Promise<Readonly<Record<string, string>>>;
  /** Keys below the prefix, the trash included, without it. */
  keys(): Promise<readonly string[]>;
  /** Keys in the trash, without when they came there. */
  trash(): Promise<readonly string[]>;
  /** Requests of the task by operation, those that came at all. */
  requestsOf(task: () => Promise<unknown>): Promise<Readonly<Record<string, number>>>;
}

/** Nothing is waited for but what a test asks for. */
export const hastySettings: FolderSettings = {
  ...usualSettings,
  quietMs: 0,
  patienceMs: 1_000,
  deletes: { ...usualSettings.deletes, delayMs: 0 },
};

/** Mirror mode without the wait before a deletion. */
export const mirror = { mode: 'mirror' } as const;

export type SyncWorldSetup = Parameters<typeof createWorld>[1] & { readonly prefix?: string };

/** A world of its own: for tests that end the engine, plan faults or need another bucket. */
export async function createSyncWorld(kind: StoreKind, setup: SyncWorldSetup = {}): Promise<SyncWorld> {
  const host = createHost(await createWorld(kind, setup));
  return createFolderWorld(host, join(host.world.dir, 'folder'), setup.prefix ?? 'backup/');
}

/**
 * Worlds that share bucket and engine until all tests of a group are over, each with a folder and a prefix of its own: to start
 * an engine takes longer than most of what it is started for.
 */
export function shareSyncWorld(kind: StoreKind, setup: SyncWorldSetup = {}): () => Promise<SyncWorld> {
  const tasks: (() => void | Promise<void>)[] = [];
  let host: Promise<Host> | null = null;
  let worlds = 0;
  afterAll(async () => {
    for (const task of tasks.toReversed()) await task();
  });
  return async () => {
    host ??= createWorld(kind, setup, task => tasks.push(task)).then(createHost);
    worlds += 1;
    const { world } = await host;
    return createFolderWorld(await host, join(world.dir, `folder-${worlds}`), `world-${worlds}/`);
  };
}

/** One engine over a bucket. */
interface Host {
  readonly world: World;
  readonly clock: LeapingClock;
  engine(): Promise<Engine>;
  restart(setup?: Partial<EngineSetup>): Promise<void>;
}

function createHost(world: World): Host {
  const clock = createLeapingClock();
  let setup: Partial<EngineSetup> = {};
  let running: Promise<Engine> | null = null;
  return {
    world,
    clock,
    engine() {
      running ??= world.engine({ clock, ...setup });
      return running;
    },
    async restart(over = {}) {
      await (await running)?.close();
      running = null;
      setup = over;
    },
  };
}

function createFolderWorld({ world, clock, engine, restart }: Host, root: string, prefix: string): SyncWorld {
  mkdirSync(root);
  const folderEvents: FolderEvent[] = [];
  const at = (path: string) => join(root, path);

  function write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  }

  const wishOf = (settings: Partial<FolderSettings>): FolderWish => ({
    root,
    access: world.access,
    prefix,
    settings: { ...hastySettings, ...settings },
  });

  async function open(settings: Partial<FolderSettings> = {}): Promise<FolderSync> {
    const folder = await (await engine()).openFolder(
      wishOf(settings),
      event => void folderEvents.push(event),
    );
    onTestFinished(() => folder.close());
    return folder;
  }

  async function withFolder<T>(
    settings: Partial<FolderSettings>,
    task: (folder: FolderSync) => Promise<T>,
  ): Promise<T> {
    const folder = await open(settings);
    try {
      return await task(folder);
    } finally {
      await folder.close();
    }
  }

  async function keys(): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const page of (await engine()).listPages(world.access, prefix, never)) {
      found.push(...page.map(({ key }) => key.slice(prefix.length)));
    }
    return found;
  }

  return {
    ...world,
    root,
    prefix,
    clock,
    folderEvents,
    engine,
    restart,
    otherEngine: () => world.engine({ clock }),
    at,
    write,
    writeAll(files) {
      for (const [path, content] of Object.entries(files)) write(path, content);
    },
    move(from, to) {
      mkdirSync(dirname(at(to)), { recursive: true });
      renameSync(at(from), at(to));
    },
    remove: path => rmSync(at(path), { recursive: true }),
    open,
    withFolder,
    sync: (settings = {}) => withFolder(settings, folder => folder.run(never)),
    async preview(settings = {}) {
      const lines: PlanLine[] = [];
      const onEvent = (event: FolderEvent) => void folderEvents.push(event);
      const onLine = (line: PlanLine) => void lines.push(line);
      const plan = await (await engine()).planFolder(wishOf(settings), onEvent, onLine, never);
      return { plan, lines };
    },
    async problems() {
      const running = await engine();
      const record = running.folders().find(each => each.folder.root === root);
      return record ? running.problems(record.folder.id, null, 1_000) : [];
    },
    async putForeign(path, content) {
      const file = join(world.dir, 'foreign');
      writeFileSync(file, content);
      const wish = { path: file, key: prefix + path, access: world.access, options: {}, threshold: 2 ** 40 };
      await (await engine()).upload(wish, never);
    },
    async removeForeign(path) {
      await (await engine()).open(world.access).delete(prefix + path, never);
    },
    async partsOf(path) {
      const bucket = (await engine()).open(world.access);
      const { uploads } = await bucket.listUploads(prefix + path, null, never);
      const [upload] = uploads;
      if (!upload) return 0;
      return (await bucket.listParts(upload, 0, never)).parts.length;
    },
    async tree() {
      const entries: [string, string][] = [];
      for (const path of await keys()) {
        if (path.startsWith('.longshore-trash/')) continue;
        entries.push([path, (await world.read(prefix + path))?.toString('utf8') ?? '']);
      }
      return Object.fromEntries(entries);
    },
    keys,
    async trash() {
      const inTrash = (await keys()).filter(key => key.startsWith('.longshore-trash/'));
      return inTrash.map(key => key.split('/').slice(2).join('/'));
    },
    async requestsOf(task) {
      const before = world.bucket.server.stats().requests;
      await task();
      const after = world.bucket.server.stats().requests;
      return Object.fromEntries(
        Object.entries(after).flatMap(([name, count]) => {
          const more = count - before[name as keyof typeof before];
          return more === 0 ? [] : [[name, more]];
        }),
      );
    },
  };
}
