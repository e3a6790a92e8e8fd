import type { DirectoryWatch, OpenDirectoryWatch } from '../../../../main/watch/directory-watch.ts';
import { fileError } from '../disk/node.ts';
import { Channel } from '../scheduler.ts';
import { later, stage } from '../stage.ts';

/** Hears of directories from the disk of the run; now and then an event is lost, or a watch breaks. */
export const openDirectoryWatch: OpenDirectoryWatch = (_, hooks): DirectoryWatch => {
  const { disk, scheduler, faults } = stage();
  const { owner } = scheduler;
  const watched = new Set<string>();
  let isClosed = false;

  const events = new Channel<readonly [string, string | null, boolean]>(
    scheduler,
    owner,
    'watch event',
    ([directory, name, isStructural]) => {
      if (!isClosed && watched.has(directory)) hooks.onEvent(directory, name, isStructural);
    },
  );
  const hear = (directory: string, name: string | null, isStructural: boolean) => {
    if (isClosed || owner.isDead || !watched.has(directory)) return;
    if (faults.take('watch', 'lost')) return;
    events.send([directory, name, isStructural]);
  };
  const before = disk.onChange;
  disk.onChange = (directory, name, isStructural) => {
    before(directory, name, isStructural);
    hear(directory, name, isStructural);
  };

  return {
    async add(directories) {
      await later('watch add', () => {
        if (isClosed) return;
        if (faults.take('watch', 'limit')) hooks.onError(fileError('ENOSPC', 'watch', directories[0] ?? ''));
        else for (const directory of directories) watched.add(directory);
      });
    },
    async remove(directories) {
      await later('watch remove', () => {
        for (const directory of directories) watched.delete(directory);
      });
    },
    async close() {
      isClosed = true;
      watched.clear();
    },
  };
};
