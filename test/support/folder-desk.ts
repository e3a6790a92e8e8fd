import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { createAccountArea } from '../../main/api/accounts.ts';
import { createFolderArea } from '../../main/api/folders.ts';
import { createTaskArea } from '../../main/api/tasks.ts';
import type { Clock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import { openSavedTargets } from '../../main/config/saved-targets.ts';
import { createAccesses } from '../../main/desk/accesses.ts';
import { createAccountBook } from '../../main/desk/account-book.ts';
import { createChanges } from '../../main/desk/changes.ts';
import { createKeptFolders, type KeptFolders } from '../../main/desk/kept-folders.ts';
import { createTasks, type Tasks } from '../../main/desk/tasks.ts';
import type { Engine } from '../../main/engine.ts';
import type { StoreKind } from '../../main/model/target.ts';
import type { AccountDraft, AccountRequests } from '../../preload/contract/accounts.ts';
import type {
  FolderDraft,
  FolderRequests,
  FolderSettingsView,
  FolderView,
} from '../../preload/contract/folders.ts';
import type { TaskDetail, TaskRequests, TaskRow } from '../../preload/contract/tasks.ts';
import { createAccountHome } from './account-home.ts';
import { testBucket, testKey } from './local-bucket.ts';
import { createWorld, hastyClock, type World } from './world.ts';

/** The parts of a desk that have to do with folders, tasks and accounts, and the page's requests to them. */
export interface FolderDesk {
  readonly engine: Engine;
  readonly folders: KeptFolders;
  readonly tasks: Tasks;
  readonly requests: FolderRequests & TaskRequests & AccountRequests;
  view(id: string): Promise<FolderView>;
  /** Resolves with the folder's view once it is as wanted. */
  until(id: string, isMet: (view: FolderView) => boolean): Promise<FolderView>;
  /** Resolves when the task is over. */
  ended(taskId: string): Promise<TaskDetail>;
  rows(taskId: string): Promise<readonly TaskRow[]>;
  setAllPaused(isPaused: boolean): void;
  /** As at a quit. */
  close(): Promise<void>;
}

export interface FolderWorld extends World {
  readonly home: string;
  readonly configFile: string;
  /** The account `work` leads into the world's bucket. */
  readonly account: AccountDraft;
  draft(over?: Partial<FolderDraft>, settings?: Partial<FolderSettingsView>): FolderDraft;
  /** Absolute path of one below the world's folder `folder`. */
  at(path: string): string;
  write(path: string, content?: string | Uint8Array): void;
  remove(path: string): void;
  open(): Promise<FolderDesk>;
  /** Keys of all objects. */
  keys(): Promise<readonly string[]>;
}

/** However slow the machine is. */
export const patience = { timeout: 30_000, interval: 20 };

/** Waits pass a hundred times as fast; `setup.files` lie in the home folder from the start. */
export async function createFolderWorld(
  setup: Parameters<typeof createWorld>[1] & {
    readonly files?: Readonly<Record<string, string>>;
    readonly variables?: Readonly<Record<string, string>>;
    readonly clock?: Clock;
    readonly kind?: StoreKind;
  } = {},
): Promise<FolderWorld> {
  const { files = {}, variables = {}, clock = hastyClock, kind = 'oss', ...worldSetup } = setup;
  const world = await createWorld(kind, worldSetup);
  const accounts = await createAccountHome(files, variables);
  const { profiles } = accounts;
  const account: AccountDraft = {
    ...{ name: 'work', kind, region: world.access.address.region, addressing: 'path' },
    endpoint: world.bucket.server.url,
    ...{ signing: null, checksum: null, credentialProcess: null, isDefault: false },
    keys: {
      ...{ keyId: testKey.accessKeyId, secret: testKey.accessKeySecret, token: null, expiresAtMs: null },
    },
  };
  await profiles.save(
    'work',
    {
      ...{ kind, endpoint: world.bucket.server.url, region: world.access.address.region, addressing: 'path' },
      'access-key-id': testKey.accessKeyId,
    },
    { 'access-key-secret': testKey.accessKeySecret },
  );
  const at = (path: string) => join(world.dir, 'folder', path);
  mkdirSync(at(''));

  async function open(): Promise<FolderDesk> {
    const engine = await world.engine({ clock });
    const changes = createChanges(0);
    const accesses = createAccesses(accounts);
    const tools = { engine: () => engine, accounts, changes, clock, log: silentLog, accesses };
    const isAllPaused = () => engine.hand.isAllPaused();
    const folders = createKeptFolders({ ...tools, isAllPaused });
    const tasks = createTasks(clock);
    const book = createAccountBook({
      ...{ accounts, accesses, changes, targets: openSavedTargets(profiles.file) },
      folderAccounts: () =>
        engine
          .folders()
          .map(({ folder }) => ({ account: folder.settings.account.profile, root: folder.root })),
      onChange: folders.reopenAll,
      onRemoved: async () => {},
    });
    await folders.start();
    let isOpen = true;
    const close = async () => {
      if (!isOpen) return;
      isOpen = false;
      await tasks.close();
      await folders.stop();
      await engine.close();
    };
    onTestFinished(close);
    const checkPath = async () => {};
    const parts = { ...tools, folders, tasks, isAllPaused, checkPath };
    const requests = {
      ...createFolderArea(parts).handlers,
      ...createTaskArea({
        ...parts,
        network: () => ({
          ...{ proxy: 'none' as const, caFile: null, connectTimeoutMs: 5_000 },
          ...{ progressTimeoutMs: 5_000, connections: 8 },
        }),
        proxies: { http: null, https: null, none: null },
      }).handlers,
      ...createAccountArea({ ...parts, book, configFile: profiles.file }).handlers,
    };
    const view = async (id: string) => {
      const found = (await requests.listFolders({})).find(each => each.id === id);
      if (!found) throw new Error(`there is no folder ${id}`);
      return found;
    };
    return {
      ...{ engine, folders, tasks, requests, view, close },
      async until(id, isMet) {
        return await vi.waitFor(async () => {
          const now = await view(id);
          if (isMet(now)) return now;
          const { standing, error, waiting, sent, toSend, heldDeletes } = now;
          throw new Error(
            `the folder is ${JSON.stringify({ standing, code: error?.code, waiting, sent, toSend, heldDeletes })}`,
          );
        }, patience);
      },
      async ended(taskId) {
        return await vi.waitFor(async () => {
          const detail = await requests.getTask({ id: taskId });
          if (detail.task.isOver) return detail;
          throw new Error(`the task still runs: ${JSON.stringify(detail.task.counts)}`);
        }, patience);
      },
      rows: async taskId => (await requests.listTaskRows({ id: taskId, offset: 0, limit: 500 })).rows,
      setAllPaused(isPaused) {
        engine.hand.setAllPaused(isPaused);
        folders.lookAgain();
      },
    };
  }

  return {
    ...world,
    home: accounts.home,
    configFile: profiles.file,
    account,
    draft(over = {}, settings = {}) {
      return {
        root: at(''),
        target: { account: 'work', kind, bucket: testBucket, prefix: 'backup/' },
        settings: { ...hastySettings, ...settings },
        ...over,
      };
    },
    at,
    write(path, content = path) {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), content);
    },
    remove: path => rmSync(at(path), { recursive: true }),
    open,
    async keys() {
      const engine = await world.engine({ dataDir: join(world.dir, 'looking') });
      const found: string[] = [];
      for await (const page of engine.listPages(world.access, '', new AbortController().signal)) {
        found.push(...page.map(({ key }) => key));
      }
      await engine.close();
      return found;
    },
  };
}

/** The usual ones, without a wait. */
const hastySettings: FolderSettingsView = {
  ...{ mode: 'upload-only', ignore: [], usesDefaultIgnores: true, includesGit: false, symlinks: 'skip' },
  ...{ keepsEmptyDirectories: false, keepsPermissions: false, onConflict: 'keep-both', appendPatterns: [] },
  ...{ holdsBadNames: false, trustsMtime: false },
  ...{ quietMs: 0, patienceMs: 1_000, rescanMs: 3_600_000, staleMs: 86_400_000 },
  deletes: { maxFiles: 100, maxPercent: 10, delayMs: 0, trash: '.longshore-trash/' },
  options: {},
};
