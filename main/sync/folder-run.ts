import { join } from 'node:path';
import { type AppError, toErrorRecord } from '../base/app-error.ts';
import type { BucketAccess } from '../model/access.ts';
import type { Decision } from '../model/action.ts';
import type { Folder } from '../model/folder.ts';
import type { Problem } from '../model/problem.ts';
import type { ObjectStore } from '../remote/object-store.ts';
import type { FolderEvent } from './folder-sync.ts';
import { createSeenFiles, type SeenFiles } from './seen-files.ts';
import type { SyncTools } from './sync-tools.ts';

/** What a run has done so far. */
export interface RunTally {
  uploaded: number;
  uploadedBytes: number;
  adopted: number;
  copied: number;
  appendedBytes: number;
  deleted: number;
  /** Objects of others that gave way; a copy of each is in the trash. */
  replaced: number;
  conflicts: number;
}

/** One folder under this process's claim: what every step of a run works with. */
export interface FolderRun extends SyncTools {
  readonly folder: Folder;
  readonly access: BucketAccess;
  /** The folder was not mirrored before this process claimed it. */
  readonly becameMirror: boolean;
  /** Retries by itself. */
  readonly bucket: ObjectStore;
  readonly tally: RunTally;
  /** `isOld` once something was gone that a scan had seen: then only another scan can say how the folder stands. */
  readonly sight: { isOld: boolean };
  /** What looks have shown of the files that are to be sent. */
  readonly seen: SeenFiles;
  /** The number of held deletions that was told last, 0 for none: the same number is not told again. */
  readonly held: { told: number };
  /** Never throws, whatever the listener does. */
  emit(event: FolderEvent): void;
  /** Writes a line of the journal and tells it. */
  journal(path: string, what: Decision['what'], reason: Decision['reason']): void;
  /** Lists a path among the problems, and tells it when it is a new one. */
  report(path: string, error: AppError, weight: Problem['weight'], retryAtMs?: number | null): void;
  /** Takes a path off the list, and tells it when it was there. */
  solve(path: string): void;
  /** The same for one that is done; a warning about its name stays. `wasListed` says whether it was there before. */
  solveDone(path: string, wasListed: boolean): void;
  /** Absolute path of one below the root. */
  absolute(path: string): string;
}

export function createFolderRun(
  folder: Folder,
  access: BucketAccess,
  tools: SyncTools,
  onEvent: (event: FolderEvent) => void,
  becameMirror = false,
): FolderRun {
  const { store, clock, log } = tools;

  function tell(event: FolderEvent): void {
    try {
      onEvent(event);
    } catch (thrown) {
      log.error('a listener of folder events failed', { error: thrown });
    }
  }

  /** What is to be told once the batch under way is written; null when there is none. */
  let untold: FolderEvent[] | null = null;

  function emit(event: FolderEvent): void {
    if (untold) untold.push(event);
    else tell(event);
  }

  /** What could not be written has not happened, and nobody hears of it. */
  function batch<T>(task: () => T): T {
    if (untold) return store.batch(task);
    const events: FolderEvent[] = [];
    untold = events;
    let result: T;
    try {
      result = store.batch(task);
    } finally {
      untold = null;
    }
    for (const event of events) tell(event);
    return result;
  }

  return {
    ...tools,
    store: { ...store, batch },
    // A link that took a file's place since the scan is no way out of the folder.
    lookAt: folder.settings.symlinks === 'follow' ? tools.lookAt : tools.lookAtUnlinked,
    folder,
    access,
    becameMirror,
    bucket: tools.open(access),
    tally: {
      uploaded: 0,
      uploadedBytes: 0,
      adopted: 0,
      copied: 0,
      appendedBytes: 0,
      deleted: 0,
      replaced: 0,
      conflicts: 0,
    },
    sight: { isOld: false },
    seen: createSeenFiles(),
    held: { told: 0 },
    emit,
    journal(path, what, reason) {
      const decision: Decision = { atMs: clock.now(), path, what, reason };
      store.journal.add(folder.id, decision);
      emit({ type: 'decided', decision });
    },
    report(path, error, weight, retryAtMs = null) {
      const known = store.problems.find(folder.id, path);
      const problem: Problem = {
        path,
        error: toErrorRecord(error),
        weight,
        sinceMs: known?.sinceMs ?? clock.now(),
        retryAtMs,
      };
      store.problems.put(folder.id, problem);
      if (known?.error.code === error.code && known.weight === weight) return;
      emit({ type: 'problem', problem });
    },
    solve(path) {
      if (store.problems.find(folder.id, path) === null) return;
      store.problems.clear(folder.id, path);
      emit({ type: 'solved', path });
    },
    solveDone(path, wasListed) {
      store.problems.clearDone(folder.id, path);
      if (wasListed && store.problems.find(folder.id, path) === null) emit({ type: 'solved', path });
    },
    absolute: path => join(folder.root, ...path.split('/')),
  };
}
