import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine, EngineSetup } from '../../main/engine.ts';
import { type FolderSettings, usualSettings } from '../../main/model/folder.ts';
import type { StoreKind } from '../../main/model/target.ts';
import type { FolderEvent, FolderSync, SyncResult } from '../../main/sync/folder-sync.ts';
import { createWorld, never, type World } from './world.ts';

export interface SyncWorld extends World {
  /** The folder's root. */
  readonly root: string;
  readonly prefix: string;
  /** Everything that folders of this world have told. */
  readonly folderEvents: FolderEvent[];
  /** Writes a file below the root, its directories included. */
  write(path: string, content: string | Uint8Array): void;
  /** The folder in an engine of its own; closed when the test is over. */
  open(settings?: Partial<FolderSettings>, setup?: Partial<EngineSetup>): Promise<OpenFolder>;
  /** One pass by an engine of its own. */
  sync(settings?: Partial<FolderSettings>, setup?: Partial<EngineSetup>): Promise<SyncResult>;
  /** Objects below the prefix but the trash, as text by path. */
  tree(): Promise<Readonly<Record<string, string>>>;
  /** Keys below the prefix, the trash included, without it. */
  keys(): Promise<readonly string[]>;
}

export interface OpenFolder {
  readonly engine: Engine;
  readonly folder: FolderSync;
  close(): Promise<void>;
}

/** Short enough that no test waits for them, long enough to be told apart. */
export const hastySettings: FolderSettings = {
  ...usualSettings,
  quietMs: 0,
  patienceMs: 1_000,
  deletes: { ...usualSettings.deletes, delayMs: 0 },
};

/** A world with a folder to sync. */
export async function createSyncWorld(
  kind: StoreKind,
  setup: Parameters<typeof createWorld>[1] & { readonly prefix?: string } = {},
): Promise<SyncWorld> {
  const world = await createWorld(kind, setup);
  const root = join(world.dir, 'folder');
  mkdirSync(root);
  const prefix = setup.prefix ?? 'backup/';
  const folderEvents: FolderEvent[] = [];

  async function open(
    settings: Partial<FolderSettings> = {},
    over: Partial<EngineSetup> = {},
  ): Promise<OpenFolder> {
    const engine = await world.engine(over);
    const wish = { root, access: world.access, prefix, settings: { ...hastySettings, ...settings } };
    const folder = await engine.openFolder(wish, event => void folderEvents.push(event));
    return {
      engine,
      folder,
      async close() {
        await folder.close();
        await engine.close();
      },
    };
  }

  async function keys(): Promise<readonly string[]> {
    const engine = await world.engine();
    const found: string[] = [];
    for await (const page of engine.listPages(world.access, prefix, never)) {
      found.push(...page.map(({ key }) => key.slice(prefix.length)));
    }
    await engine.close();
    return found;
  }

  return {
    ...world,
    root,
    prefix,
    folderEvents,
    write(path, content) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
    open,
    async sync(settings, over) {
      const opened = await open(settings, over);
      try {
        return await opened.folder.run(never);
      } finally {
        await opened.close();
      }
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
  };
}
