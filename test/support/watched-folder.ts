import { readdirSync, readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../main/base/clock.ts';
import type { DirectoryWatchHooks, OpenDirectoryWatch } from '../../main/watch/directory-watch.ts';
import type { Coverage, FolderWatcher } from '../../main/watch/folder-watcher.ts';
import { openFolderWatcher, type WatcherParts } from '../../main/watch/open-folder-watcher.ts';
import type { Look, WalkSetup } from '../../main/watch/walk.ts';
import { walkSetup } from './walk-outline.ts';

export interface WatchedFolder {
  readonly watcher: FolderWatcher;
  /** Everything that was told. */
  readonly looks: readonly Look[];
  readonly coverages: readonly Coverage[];
  /** What was waited for, in milliseconds. */
  readonly waits: readonly number[];
  /** Resolves when this was told of; with what was told before it is called, or since `forget`. */
  untilTold(path: string): Promise<void>;
  untilMode(mode: Coverage['mode']): Promise<Coverage>;
  until(holds: () => boolean): Promise<void>;
  forget(): void;
}

/** Whether a look sees what became of a path. */
export function sees({ directory, names, isDeep }: Look, path: string): boolean {
  const [name = '', above] = [
    path.slice(path.lastIndexOf('/') + 1),
    path.slice(0, Math.max(0, path.lastIndexOf('/'))),
  ];
  if (directory === above) return names === null || names.includes(name);
  const isBelow = directory === '' || path.startsWith(`${directory}/`);
  if (!isBelow || !isDeep) return false;
  const step = path.slice(directory === '' ? 0 : directory.length + 1).split('/')[0] ?? '';
  return names === null || names.includes(step);
}

/** Waits a hundredth of what it is told, so that what is tried again takes no time. */
function hastyClock(waits: number[]): Clock {
  return {
    ...systemClock,
    every: (ms, callback) => systemClock.every(ms / 100, callback),
    after(ms, callback) {
      waits.push(ms);
      return systemClock.after(ms / 100, callback);
    },
  };
}

/** Watches a folder until the test is over. What changes settles within some ten milliseconds. */
export function watchFolder(
  root: string,
  over: Partial<WalkSetup> = {},
  parts: Partial<WatcherParts> = {},
): WatchedFolder {
  let looks: Look[] = [];
  const coverages: Coverage[] = [];
  const waits: number[] = [];
  const waiting = new Set<() => void>();
  const tell = () => {
    for (const each of [...waiting]) each();
  };
  const watcher = openFolderWatcher(
    { ...walkSetup(root, over), quietMs: 20, patienceMs: 1_000 },
    {
      onSettled(settled) {
        looks.push(...settled);
        tell();
      },
      onCoverage(coverage) {
        coverages.push(coverage);
        tell();
      },
    },
    hastyClock(waits),
    parts,
  );
  onTestFinished(() => watcher.close());

  const until = (holds: () => boolean) =>
    new Promise<void>(resolve => {
      const check = () => {
        if (!holds()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });

  return {
    watcher,
    get looks() {
      return looks;
    },
    coverages,
    waits,
    until,
    untilTold: path => until(() => looks.some(look => sees(look, path))),
    async untilMode(mode) {
      await until(() => coverages.at(-1)?.mode === mode);
      return watcher.coverage;
    },
    forget() {
      looks = [];
    },
  };
}

export interface FakeWatches {
  readonly openWatch: OpenDirectoryWatch;
  /** Every watch that was opened, the last one last. */
  readonly opened: readonly FakeWatch[];
}

export interface FakeWatch {
  readonly hooks: DirectoryWatchHooks;
  readonly directories: ReadonlySet<string>;
  readonly isClosed: boolean;
}

/** Watches that hear nothing by themselves. `onAdd` may fail them. */
export function createFakeWatches(
  onAdd: (hooks: DirectoryWatchHooks, time: number) => void = () => {},
): FakeWatches {
  const opened: FakeWatch[] = [];
  return {
    opened,
    openWatch(_, hooks) {
      const time = opened.length + 1;
      const directories = new Set<string>();
      const fake = { hooks, directories, isClosed: false };
      opened.push(fake);
      return {
        async add(added) {
          for (const directory of added) directories.add(directory);
          onAdd(hooks, time);
        },
        async remove(removed) {
          for (const directory of removed) directories.delete(directory);
        },
        async close() {
          fake.isClosed = true;
        },
      };
    },
  };
}

/** Watches that the system holds for this process; Linux. */
export function countInotifyWatches(): number {
  let watches = 0;
  for (const handle of readdirSync('/proc/self/fdinfo')) {
    try {
      watches += readFileSync(`/proc/self/fdinfo/${handle}`, 'utf8').split('inotify wd:').length - 1;
    } catch {
      // The descriptor of the listing itself is closed by now.
    }
  }
  return watches;
}
