import { type FSWatcher as PlainWatcher, watch as watchPlainly } from 'node:fs';
import { sep } from 'node:path';
import { FSWatcher } from 'chokidar';
import { createDeferred } from '../base/async.ts';

/** What is heard of directories. */
export interface DirectoryWatchHooks {
  /**
   * Something happened to `name` in a directory, or, where the system says no name, to anything in it. `isStructural` when
   * something came or went; what only changed inside is none.
   */
  readonly onEvent: (directory: string, name: string | null, isStructural: boolean) => void;
  /** A directory could not be watched, or is no longer; others may be the same. */
  readonly onError: (error: Error) => void;
}

/** Watches single directories by their absolute paths: the entries of each, and nothing below them. */
export interface DirectoryWatch {
  /** Resolves when all of them are watched that are there, or the watch is closed; what fails is told by `onError` before. */
  add(directories: readonly string[]): Promise<void>;
  /** Nothing more is heard of them from now on; resolves when they are let go. */
  remove(directories: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface DirectoryWatchSetup {
  readonly followsLinks: boolean;
}

export type OpenDirectoryWatch = (setup: DirectoryWatchSetup, hooks: DirectoryWatchHooks) => DirectoryWatch;

/** Directories that one chokidar instance holds at most: it remembers each that it lets go, and looks at all of those at every event. */
const batchSize = 128;

/** More instances than this beyond what is needed are joined. */
const sparseBatches = 64;

interface Batch {
  readonly directories: Set<string>;
  /** Resolves when all are watched, or it is closed. */
  readonly ready: Promise<void>;
  release(directories: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Letting go of one takes chokidar up to half a millisecond: after so many it is others' turn. */
const releasedAtOnce = 16;

/**
 * By chokidar, with what was measured (test/bench/watch.ts) left out: it lists every directory it watches, which takes a
 * process of 100,000 files half a gigabyte and tells nothing that our own walk does not know. So it is given single
 * directories, lists none, and what it hears from the system is passed on as it comes.
 */
export const openDirectoryWatch: OpenDirectoryWatch = ({ followsLinks }, hooks) => {
  const batches = new Map<string, Batch>();
  const open = new Set<Batch>();
  let isClosed = false;

  function openBatch(directories: readonly string[]): Batch {
    const batch = watchBatch(directories, followsLinks, hooks);
    open.add(batch);
    for (const directory of directories) batches.set(directory, batch);
    return batch;
  }

  async function closeBatch(batch: Batch): Promise<void> {
    open.delete(batch);
    await batch.close();
  }

  /** Watches the directories of sparse instances by a new one, before those let go. */
  async function joinSparse(): Promise<void> {
    const sparse = [...open].filter(batch => batch.directories.size <= batchSize / 4);
    if (sparse.length < sparseBatches) return;
    const directories = sparse.flatMap(batch => [...batch.directories]);
    for (const part of partsOf(directories)) if (!isClosed) await openBatch(part).ready;
    await Promise.all(sparse.map(closeBatch));
  }

  async function remove(directories: readonly string[]): Promise<void> {
    const touched = new Map<Batch, string[]>();
    for (const directory of directories) {
      const batch = batches.get(directory);
      if (!batch) continue;
      batches.delete(directory);
      batch.directories.delete(directory);
      const gone = touched.get(batch);
      if (gone) gone.push(directory);
      else touched.set(batch, [directory]);
    }
    for (const [batch, gone] of touched) {
      if (batch.directories.size === 0) await closeBatch(batch);
      else await batch.release(gone);
    }
  }

  return {
    async add(directories) {
      await remove(directories);
      for (const part of partsOf(directories)) if (!isClosed) await openBatch(part).ready;
      await joinSparse();
    },
    remove,
    async close() {
      isClosed = true;
      batches.clear();
      await Promise.all([...open].map(closeBatch));
    },
  };
};

function* partsOf(directories: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < directories.length; at += batchSize) yield directories.slice(at, at + batchSize);
}

function watchBatch(
  given: readonly string[],
  followsLinks: boolean,
  { onEvent, onError }: DirectoryWatchHooks,
): Batch {
  const directories = new Set(given);
  let isReady = false;
  const watcher = new FSWatcher({
    backend: 'native',
    depth: 0,
    persistent: false,
    atomic: false,
    followSymlinks: followsLinks,
    // Once all are watched it has nothing more to find out.
    ignored: path => isReady || !directories.has(path),
  });
  Object.assign(watcher, { createScanStream: () => undefined });
  watcher.on('error', thrown => onError(thrown instanceof Error ? thrown : new Error(String(thrown))));
  watcher.on('raw', (event, name, details) => {
    const { watchedPath } = details as { readonly watchedPath: string };
    if (directories.has(watchedPath)) onEvent(watchedPath, name || null, event !== 'change');
  });
  const ready = createDeferred<void>();
  watcher.once('ready', () => {
    isReady = true;
    ready.resolve();
  });
  // It takes a backslash for a slash, which it is not in names here.
  const isOdd = (path: string) => sep === '/' && path.includes('\\');
  const odd = new Map(given.filter(isOdd).map(path => [path, watchOne(path, onEvent, onError)]));
  watcher.add(given.filter(path => !isOdd(path)));

  return {
    directories,
    ready: ready.promise,
    async release(gone) {
      for (const [index, directory] of gone.entries()) {
        const plain = odd.get(directory);
        if (plain) plain.close();
        else watcher.unwatch(directory);
        if (index % releasedAtOnce === releasedAtOnce - 1) await nextTurn();
      }
    },
    async close() {
      for (const plain of odd.values()) plain?.close();
      await watcher.close();
      // One that is closed before says nothing any more.
      ready.resolve();
    },
  };
}

/** Lets the event loop handle what is there. */
function nextTurn(): Promise<void> {
  return new Promise(resolve => void setImmediate(resolve));
}

function watchOne(
  path: string,
  onEvent: DirectoryWatchHooks['onEvent'],
  onError: DirectoryWatchHooks['onError'],
): PlainWatcher | null {
  try {
    const plain = watchPlainly(path, { persistent: false }, (event, name) =>
      onEvent(path, name, event !== 'change'),
    );
    plain.on('error', onError);
    return plain;
  } catch (thrown) {
    if (thrown instanceof Error && !('code' in thrown && thrown.code === 'ENOENT')) onError(thrown);
    return null;
  }
}
