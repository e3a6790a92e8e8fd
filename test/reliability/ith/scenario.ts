import { never } from '../../support/world.ts';
import type { IthWorld } from './world.ts';

/** One thing that a user or the program does; a step may fail while a fault lasts, and the next one is tried all the same. */
export interface Step {
  readonly name: string;
  do(world: IthWorld): Promise<void>;
}

/** The files' names, one of which needs percent signs in a key. */
const log = 'logs/day one.log';

async function sync(world: IthWorld, signal = never): Promise<void> {
  await (await world.open()).run(signal);
}

/** Syncs, and stops as if told to once the server has confirmed a part of the large file. */
async function syncUntilPart(world: IthWorld): Promise<void> {
  const stop = new AbortController();
  const unlisten = (await world.engine()).onEvent(event => {
    if (event.type === 'answered') stop.abort();
  });
  try {
    await sync(world, stop.signal);
  } finally {
    unlisten();
  }
}

/** The same in each run: first contact, a change of every kind, an interrupted large upload, a restart, its resume. */
export const steps: readonly Step[] = [
  {
    name: 'first sync',
    async do(world) {
      world.change(files => {
        files.write('kept.txt', 'stays as it is');
        files.write('changed.txt', 'before');
        files.write('gone.txt', 'is deleted');
        files.write('sub/moved.txt', 'moves to another directory');
        files.write('empty', '');
        files.write(log, 'first line\n');
      });
      await sync(world);
    },
  },
  {
    name: 'sync of changes, interrupted',
    async do(world) {
      world.change(files => {
        files.write('changed.txt', 'after');
        files.remove('gone.txt');
        files.move('sub/moved.txt', 'other/moved.txt');
        files.append(log, 'second line\n');
        files.write('new/large.bin', world.largeBytes);
      });
      await syncUntilPart(world);
    },
  },
  { name: 'restart', do: world => world.close() },
  {
    name: 'resume',
    async do(world) {
      world.change(files => files.append(log, 'third line\n'));
      await sync(world);
    },
  },
];
