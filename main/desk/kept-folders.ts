import { realpath } from 'node:fs/promises';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Folder, FolderSettings } from '../model/folder.ts';
import type { FolderRecord } from '../store/folder-log.ts';
import type { FolderState, FolderSync, FolderWish } from '../sync/folder-sync.ts';
import type { Accesses, OpenedTarget } from './accesses.ts';
import type { DeskPart, DeskTools } from './desk-tools.ts';
import { type KeptFolder, keepFolder } from './kept-folders/kept-folder.ts';
import { type LiveFolder, startingFolder } from './kept-folders/live-folder.ts';
import { toSend } from './kept-folders/standing.ts';

export interface KeptFoldersSetup extends DeskTools {
  readonly accesses: Accesses;
  readonly isAllPaused: () => boolean;
}

/** A folder with how it stands by its record and by what it has told. */
export interface StandingFolder {
  readonly state: FolderState;
  readonly live: LiveFolder;
}

/** Keeps all remembered folders watched. What names a folder throws `folder.unknown` where there is none. */
export interface KeptFolders extends DeskPart {
  all(): readonly StandingFolder[];
  find(id: string): StandingFolder;
  /** Path of a folder's root; empty for one that was forgotten. */
  rootOf(id: string): string;
  /** Throws as `FolderSyncs.openFolder` does, and then remembers nothing. `folder.overlaps` for one that is there. */
  add(root: string, target: OpenedTarget, settings: Omit<FolderSettings, 'account'>): Promise<string>;
  /** Settings that make no sense are refused, and the folder goes on with those that it has. */
  change(id: string, settings: Omit<FolderSettings, 'account'>): Promise<void>;
  /** Forgets the folder; its objects stay. */
  remove(id: string): Promise<void>;
  setPaused(id: string, isPaused: boolean): void;
  rescan(id: string): void;
  /** Runs work on the folder between two watches. Rejects with `request.stopped` when the folder is given up meanwhile. */
  between<T>(id: string, work: (folder: FolderSync, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Everything was paused or resumed: all folders look again. */
  lookAgain(): void;
  /** Accounts are others than before: all folders are opened anew. */
  reopenAll(): void;
}

export function createKeptFolders(setup: KeptFoldersSetup): KeptFolders {
  const { accesses, changes, clock, log, isAllPaused } = setup;
  const kept = new Map<string, KeptFolder>();
  const onChange = () => changes.bump('folders');
  /** What opens and gives up folders comes one after the other: a folder is never kept twice. */
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const mine = last.then(task);
    last = mine.catch(() => {});
    return mine;
  }

  function keep(folder: Folder): void {
    kept.set(
      folder.id,
      keepFolder(folder, { engine: setup.engine(), accesses, clock, log, isAllPaused, onChange }),
    );
  }

  const records = (): readonly FolderRecord[] => setup.engine().folders();

  function recordOf(id: string): FolderRecord {
    const record = records().find(({ folder }) => folder.id === id);
    if (record) return record;
    throw new AppError('folder.unknown', 'there is no such folder', { path: id });
  }

  function standing(id: string): StandingFolder {
    const state = setup.engine().stateOf(id);
    const folder = kept.get(id);
    if (toSend(state).files === 0) folder?.rest();
    return { state, live: folder?.live() ?? startingFolder };
  }

  function keptOf(id: string): KeptFolder {
    const folder = kept.get(id);
    if (folder) return folder;
    const { root } = recordOf(id).folder;
    throw new AppError('request.stopped', 'the folder is being given up', { path: root });
  }

  async function drop(id: string): Promise<void> {
    const folder = kept.get(id);
    await folder?.close();
    kept.delete(id);
  }

  /** Opens a folder for a moment: what is wrong with it is known then, and its settings are stored. */
  async function openOnce(wish: FolderWish): Promise<string> {
    const opened = await setup.engine().openFolder(wish, () => {});
    await opened.close();
    return opened.id;
  }

  return {
    start: () =>
      inTurn(async () => {
        for (const { folder } of records()) keep(folder);
      }),
    stop: () =>
      inTurn(async () => {
        await Promise.all([...kept.keys()].map(drop));
      }),
    all: () => records().map(({ folder }) => standing(folder.id)),
    find: id => standing(recordOf(id).folder.id),
    rootOf: id => records().find(({ folder }) => folder.id === id)?.folder.root ?? '',
    add: (root, { access, prefix, account }, settings) =>
      inTurn(async () => {
        await requireNew(root, records());
        const id = await openOnce({ root, access, prefix, settings: { ...settings, account } });
        keep(recordOf(id).folder);
        onChange();
        return id;
      }),
    change: (id, settings) =>
      inTurn(async () => {
        const { root, address, prefix, settings: before } = recordOf(id).folder;
        const next = { ...settings, account: before.account };
        const access = await accesses.reopen(address, next.account);
        await drop(id);
        try {
          await openOnce({ root, access, prefix, settings: next });
        } finally {
          keep(recordOf(id).folder);
          onChange();
        }
      }),
    remove: id =>
      inTurn(async () => {
        recordOf(id);
        await drop(id);
        try {
          setup.engine().forgetFolder(id);
        } catch (thrown) {
          keep(recordOf(id).folder);
          throw thrown;
        } finally {
          onChange();
        }
      }),
    setPaused(id, isPaused) {
      setup.engine().setPaused(id, isPaused);
      onChange();
    },
    rescan: id => keptOf(id).rescan(),
    between: async (id, work) => await keptOf(id).between(work),
    lookAgain() {
      for (const folder of kept.values()) folder.rescan();
      onChange();
    },
    reopenAll() {
      for (const folder of kept.values()) folder.reopen();
      onChange();
    },
  };
}

/** The same folder with the same target would be opened a second time, with settings that nobody meant for it. */
async function requireNew(root: string, records: readonly FolderRecord[]): Promise<void> {
  const real = await realpath(root).catch(() => root);
  if (!records.some(({ folder }) => folder.root === real)) return;
  throw new AppError('folder.overlaps', 'this folder is synced already', {
    ...problem('overlap.same'),
    ...{ root: real, other: real, reason: 'same-root' },
  });
}
