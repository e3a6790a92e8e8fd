import type { Clock } from '../base/clock.ts';
import type { FolderWatcher, WatcherHooks, WatcherSetup } from './folder-watcher.ts';
export function openFolderWatcher(_setup: WatcherSetup, _hooks: WatcherHooks, _clock: Clock): FolderWatcher {
  return {
    coverage: { directoriesFound: 0, directoriesWatched: 0, overflows: 0, mode: 'scheduled', reason: null },
    settling: 0,
    expect() {},
    async close() {},
  };
}
