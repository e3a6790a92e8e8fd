import { FSWatcher } from 'chokidar';
import { createDeferred } from '../base/async.ts';
import type { OpenDirectoryWatch } from './directory-watch.ts';

/**
 * One watch for the whole folder, where the system has that: macOS and Windows. The first directory that is added is the
 * root; of the others, those that were not added are not heard of.
 */
export const openRecursiveWatch: OpenDirectoryWatch = (_, { onEvent, onError }) => {
  const directories = new Set<string>();
  const ready = createDeferred<void>();
  let watcher: FSWatcher | null = null;

  async function open(root: string): Promise<void> {
    let isReady = false;
    const opened = new FSWatcher({
      backend: 'native-recursive',
      persistent: false,
      atomic: false,
      ignored: path => isReady || path !== root,
    });
    watcher = opened;
    // As in directory-watch.ts: it is not to list what our own walk knows.
    Object.assign(opened, { createScanStream: () => undefined });
    opened.on('error', thrown => onError(thrown instanceof Error ? thrown : new Error(String(thrown))));
    opened.on('raw', (event, path) => {
      const steps = path ? path.split(/[/\\]/) : [];
      const name = steps.pop() ?? null;
      const directory = [root, ...steps].join('/');
      if (directories.has(directory)) onEvent(directory, name, event !== 'change');
    });
    opened.once('ready', () => {
      isReady = true;
      ready.resolve();
    });
    opened.add(root);
    await ready.promise;
  }

  return {
    async add(added) {
      const [root] = added;
      for (const directory of added) directories.add(directory);
      if (!watcher && root !== undefined) await open(root);
    },
    async remove(removed) {
      for (const directory of removed) directories.delete(directory);
    },
    async close() {
      directories.clear();
      await watcher?.close();
      ready.resolve();
    },
  };
};
