import { basename } from 'node:path';
import { AppError, isAbort, toAppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { SeenDirectory } from '../model/seen.ts';
import type { DirectoryWatch, OpenDirectoryWatch } from './directory-watch.ts';
import { errnoOf } from './errno.ts';
import { ownNamePrefix } from './ignore-defaults.ts';
import { ignoreFileName } from './ignore-file.ts';
import { pathIn } from './read-entry.ts';
import { createSettle } from './settle.ts';
import type { Look, Walker, WalkSetup } from './walk.ts';
import { limitError, type WatchLimits, watchesError } from './watch-limits.ts';
import { createWatchedTree } from './watched-tree.ts';

export interface WatchSessionSetup {
  readonly setup: WalkSetup;
  readonly walker: Walker;
  readonly openWatch: OpenDirectoryWatch;
  readonly limits: WatchLimits;
  readonly clock: Clock;
}

export interface WatchSessionHooks {
  readonly onLook: (look: Look) => void;
  /** Every directory is watched. */
  readonly onLive: () => void;
  readonly onOverflow: () => void;
  /** Once, and nothing follows: watching has ended, and everything is let go. */
  readonly onLost: (error: AppError) => void;
}

/** One attempt to watch all directories of a folder, as long as it lasts. */
export interface WatchSession {
  readonly directoriesFound: number;
  readonly directoriesWatched: number;
  close(): Promise<void>;
}

/** Directories that are watched together. */
const batchSize = 128;

/** Directories may keep coming faster than they can be watched; after so many rounds it counts as live, and goes on. */
const mostRounds = 4;

/** Nothing tells that a directory above the root was moved, so the root is looked for. */
const rootCheckMs = 30_000;

/** More directories than the system has watches. */
const tooMany = Symbol('too many directories');

const rootAlone: Look = { directory: '', names: [], isDeep: false };
const everything: Look = { directory: '', names: null, isDeep: true };

/**
 * Finds directories by walking, and what becomes of them by walking again wherever something came or went, so that what is
 * watched is what would be scanned: ignore rules, links and all.
 */
export function openWatchSession(
  { setup, walker, openWatch, limits, clock }: WatchSessionSetup,
  hooks: WatchSessionHooks,
): WatchSession {
  const { root } = setup;
  const base = root.endsWith('/') ? root : `${root}/`;
  const stop = new AbortController();
  const tree = createWatchedTree();
  /** Where something came or went since it was walked. Nothing rests here: it is taken as soon as the last walk is over. */
  const changed = createSettle({ quietMs: 0, patienceMs: 0 });
  const unread = new Set<string>();
  const suspects = new Set<string>();
  let notYetWatched = 0;
  /** Why no more can be watched; the walk goes on, to know how many there are. */
  let shortage: unknown = null;
  let isLive = false;
  let isFollowing = false;
  let heardInTurn = 0;

  const locationOf = (path: string) => (path === '' ? root : `${base}${path}`);
  const watch: DirectoryWatch = openWatch(
    { followsLinks: setup.symlinks === 'follow' },
    { onEvent, onError: onWatchError },
  );
  const rootCheck = clock.every(rootCheckMs, () => void follow([rootAlone]));
  void follow([everything]);

  function lose(thrown: unknown): void {
    if (stop.signal.aborted) return;
    stop.abort();
    hooks.onLost(lossOf(thrown, root, tree.size, limits));
    void close();
  }

  function onWatchError(thrown: Error): void {
    const isShortage = limitError(errnoOf(thrown) ?? '', 0, limits) !== null;
    if (isShortage && !isLive) runShort(thrown);
    else lose(thrown);
  }

  /** What is watched so far is given back at once: others may need it. */
  function runShort(thrown: unknown): void {
    if (shortage !== null) return;
    shortage = thrown;
    void watch.close();
  }

  async function close(): Promise<void> {
    stop.abort();
    rootCheck.stop();
    await watch.close();
  }

  /** One at a time: what changes meanwhile is followed after it. */
  async function follow(first: readonly Look[]): Promise<void> {
    if (isFollowing || stop.signal.aborted) return;
    isFollowing = true;
    try {
      let looks = first;
      for (let round = 1; looks.length > 0; round += 1) {
        await watchSuspectsAnew();
        const fresh = await explore(looks);
        // What came into a new directory before it was watched is found by walking it again.
        for (const directory of topmost(fresh)) expectAll(directory);
        if (!isLive && (fresh.length === 0 || round === mostRounds)) {
          isLive = true;
          hooks.onLive();
        }
        looks = changed.take(0);
      }
    } catch (thrown) {
      if (!(stop.signal.aborted && isAbort(thrown))) lose(thrown);
    } finally {
      isFollowing = false;
    }
  }

  function expectAll(directory: string): void {
    const look: Look = { directory, names: null, isDeep: true };
    changed.add(look, 0);
    if (isLive) hooks.onLook(look);
  }

  /** Walks, and watches what it finds; answers the directories that are new. */
  async function explore(looks: readonly Look[]): Promise<readonly string[]> {
    const fresh: string[] = [];
    let batch: string[] = [];
    const watchBatch = async () => {
      const { length } = batch;
      if (shortage === null) await watch.add(batch.map(locationOf));
      notYetWatched -= length;
      batch = [];
      stop.signal.throwIfAborted();
    };
    for await (const seen of walker.walk({ ...setup, directoriesAlone: true }, looks, stop.signal)) {
      const { gone, isNew } = update(seen);
      if (gone.length > 0) await watch.remove(gone.map(locationOf));
      if (!isNew) continue;
      fresh.push(seen.path);
      batch.push(seen.path);
      notYetWatched += 1;
      if (limits.watches !== null && tree.size > limits.watches) runShort(tooMany);
      if (batch.length === batchSize) await watchBatch();
    }
    if (batch.length > 0) await watchBatch();
    if (shortage !== null) throw shortage === tooMany ? watchesError(tree.size, limits.watches) : shortage;
    return fresh;
  }

  /** Brings the tree up to what was seen. */
  function update(seen: SeenDirectory): { readonly gone: readonly string[]; readonly isNew: boolean } {
    const { path, only, failure } = seen;
    const identity = identityOf(seen);
    if (failure) unread.add(path);
    else unread.delete(path);
    if (identity === null) return { gone: tree.remove(path), isNew: false };
    const known = tree.identityOf(path);
    const isOther = known !== null && known !== identity;
    const there = new Set(seen.directories);
    const gone = isOther
      ? tree.remove(path)
      : (only ?? tree.inside(path))
          .filter(name => !there.has(name))
          .flatMap(name => tree.remove(pathIn(path, name)));
    return { gone, isNew: tree.add(path, identity) };
  }

  function onEvent(location: string, name: string | null, isStructural: boolean): void {
    if (stop.signal.aborted) return;
    countEvent();
    const directory = location === root ? '' : location.slice(base.length);
    // A name that is no text can't be looked at by itself.
    if (name === null || name.includes('\uFFFD')) note({ directory, names: null, isDeep: false }, true);
    else if (name === ignoreFileName) note({ directory, names: null, isDeep: true }, true);
    else if (!name.startsWith(ownNamePrefix)) {
      const mayBeReadable = unread.has(pathIn(directory, name));
      note({ directory, names: [name], isDeep: mayBeReadable }, isStructural || mayBeReadable);
      if (isStructural && name === basename(location)) suspect(directory);
    }
  }

  function note(look: Look, isStructural: boolean): void {
    hooks.onLook(look);
    if (!isStructural) return;
    changed.add(look.names ? { ...look, isDeep: true } : look, 0);
    followSoon();
  }

  /**
   * Of a directory that goes away itself the system says its name, as it does of an entry in it. Its watch may be dead, and the
   * directory there again, even as the same inode.
   */
  function suspect(directory: string): void {
    suspects.add(directory);
    const name = basename(directory);
    const above = directory.slice(0, Math.max(0, directory.length - name.length - 1));
    if (directory !== '') changed.add({ directory: above, names: [name], isDeep: true }, 0);
    changed.add({ directory, names: null, isDeep: true }, 0);
    followSoon();
  }

  async function watchSuspectsAnew(): Promise<void> {
    const again = [...suspects].filter(directory => tree.identityOf(directory) !== null);
    suspects.clear();
    if (again.length === 0) return;
    await watch.remove(again.map(locationOf));
    await watch.add(again.map(locationOf));
    stop.signal.throwIfAborted();
    for (const directory of again) hooks.onLook({ directory, names: null, isDeep: true });
  }

  function followSoon(): void {
    if (isLive && !isFollowing) void follow(changed.take(0));
  }

  /** As many events at one go as the system keeps mean that it may have dropped some. */
  function countEvent(): void {
    if (heardInTurn === 0) {
      setImmediate(() => {
        heardInTurn = 0;
      });
    }
    heardInTurn += 1;
    if (heardInTurn !== limits.events) return;
    hooks.onOverflow();
    note(everything, true);
  }

  return {
    get directoriesFound() {
      return tree.size;
    },
    get directoriesWatched() {
      return stop.signal.aborted || shortage !== null ? 0 : tree.size - notYetWatched;
    },
    close,
  };
}

/** Null for one that is gone or can't be read. Where only its rules can't be used, it is watched for their correction. */
function identityOf({ device, inode, failure }: SeenDirectory): string | null {
  if (device !== undefined) return failure ? null : `${device} ${inode}`;
  const isReadable = failure && failure.code !== 'directory.unreadable' && failure.code !== 'name.too-long';
  return isReadable ? failure.code : null;
}

/** Those that lie in none of the others; parents come before what lies in them. */
function topmost(directories: readonly string[]): readonly string[] {
  const tops = new Set<string>();
  for (const directory of directories) {
    let above = directory;
    while (above !== '' && !tops.has(above)) above = above.slice(0, Math.max(0, above.lastIndexOf('/')));
    if (!tops.has(above)) tops.add(directory);
  }
  return [...tops];
}

function lossOf(thrown: unknown, root: string, directories: number, limits: WatchLimits): AppError {
  const error = toAppError(thrown);
  if (error.code === 'watch.limit') return error;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : null;
  const reason = String(error.facts['reason'] ?? errnoOf(thrown) ?? code ?? error.message);
  const limit = limitError(reason, directories, limits);
  return limit ?? new AppError('watch.failed', "the folder can't be watched", { path: root, reason }, thrown);
}
