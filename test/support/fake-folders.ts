import { AppError } from '../../main/base/app-error.ts';
import type { OpenFolderSession } from '../../main/cli/sync/folder-session.ts';
import type { FolderSettings } from '../../main/model/folder.ts';
import type { Problem } from '../../main/model/problem.ts';
import type { FolderRecord } from '../../main/store/folder-log.ts';
import type {
  Explanation,
  FolderEvent,
  FolderSync,
  FolderSyncs,
  FolderWish,
  IgnoreExplanation,
  PlanLine,
  RestoreResult,
  SyncPlan,
  SyncResult,
  VerifyResult,
} from '../../main/sync/folder-sync.ts';
import { sampleResult, sampleState } from './sample-sync.ts';

/** What the folders of a test do when they are asked. */
export interface FakeFolderScript {
  readonly records?: readonly FolderRecord[];
  /** By folder id. */
  readonly problems?: Readonly<Record<string, readonly Problem[]>>;
  readonly explanation?: Explanation;
  readonly ignore?: IgnoreExplanation;
  readonly plan?: SyncPlan;
  readonly lines?: readonly PlanLine[];
  readonly verified?: VerifyResult;
  readonly restored?: RestoreResult;
  /** May throw, as opening does. */
  onOpen?(wish: FolderWish): void;
  run?(wish: FolderWish, emit: (event: FolderEvent) => void, signal: AbortSignal): Promise<SyncResult>;
}

/** Folders that do as they are told, and keep what was asked of them. */
export interface FakeFolders extends FolderSyncs {
  readonly wishes: FolderWish[];
  /** Calls besides those of opening, in their order: `watch /data`, `agreeToDeletes 5`, … */
  readonly calls: string[];
  readonly ignoreAsked: { readonly root: string; readonly settings: FolderSettings; readonly path: string }[];
  /** An engine that has these folders; counts how many were closed. */
  readonly open: OpenFolderSession;
  readonly closed: { count: number };
}

export function createFakeFolders(script: FakeFolderScript = {}): FakeFolders {
  const { records = [], problems = {} } = script;
  const wishes: FolderWish[] = [];
  const calls: string[] = [];
  const ignoreAsked: FakeFolders['ignoreAsked'] = [];
  const closed = { count: 0 };

  const recordOf = (id: string): FolderRecord => {
    const record = records.find(({ folder }) => folder.id === id);
    if (!record) throw new AppError('folder.unknown', 'no such folder');
    return record;
  };

  function missing(what: string): never {
    throw new Error(`the script of this test has no ${what}`);
  }

  function folderFor(wish: FolderWish, emit: (event: FolderEvent) => void): FolderSync {
    const { root } = wish;
    const run = (signal: AbortSignal) => script.run?.(wish, emit, signal) ?? Promise.resolve(sampleResult());
    return {
      id: `id of ${root}`,
      run(signal) {
        calls.push(`run ${root}`);
        return run(signal);
      },
      watch(signal) {
        calls.push(`watch ${root}`);
        return run(signal);
      },
      async verify({ sample, repair }) {
        calls.push(`verify ${root} ${sample} ${repair}`);
        return script.verified ?? missing('outcome of verify');
      },
      async restoreTrash(match) {
        calls.push(`restoreTrash ${root} ${match}`);
        return script.restored ?? missing('outcome of restoreTrash');
      },
      state: () => sampleState(),
      pause: () => calls.push(`pause ${root}`),
      resume: () => calls.push(`resume ${root}`),
      agreeToDeletes: count => calls.push(`agreeToDeletes ${count}`),
      keepDeleted: () => missing('outcome of keepDeleted'),
      deleteObjects: () => missing('outcome of deleteObjects'),
      async renewMarker() {
        calls.push(`renewMarker ${root}`);
      },
      async close() {
        calls.push(`close ${root}`);
      },
    };
  }

  const folders: FolderSyncs = {
    async openFolder(wish, onEvent) {
      wishes.push(wish);
      script.onOpen?.(wish);
      return folderFor(wish, onEvent);
    },
    async planFolder(wish, _, onLine) {
      wishes.push(wish);
      calls.push(`plan ${wish.root}`);
      for (const line of script.lines ?? []) onLine(line);
      return script.plan ?? missing('plan');
    },
    folders: () => records,
    stateOf: id => sampleState({ record: recordOf(id) }),
    problems(id, after, limit) {
      const all = problems[id] ?? [];
      const from = after === null ? 0 : all.findIndex(({ path }) => path === after) + 1;
      return all.slice(from, from + limit);
    },
    why: path => script.explanation ?? missing(`explanation for ${path}`),
    async explainIgnore(root, settings, path) {
      ignoreAsked.push({ root, settings, path });
      return script.ignore ?? { isIgnored: false, rule: null };
    },
    waitingIn: () => [],
    deletesIn: () => [],
    setPaused(id, isPaused) {
      calls.push(`${isPaused ? 'pause' : 'resume'} ${recordOf(id).folder.root}`);
    },
    forgetFolder(id) {
      calls.push(`forget ${recordOf(id).folder.root}`);
    },
  };

  return {
    ...folders,
    wishes,
    calls,
    ignoreAsked,
    closed,
    open: async () => ({
      engine: { ...folders, onEvent: () => () => {}, onProgress: () => () => {} },
      async close() {
        closed.count += 1;
      },
    }),
  };
}
