import { expect, test } from 'vitest';
import { AppError } from '../../../main/base/app-error.ts';
import type { Folder } from '../../../main/model/folder.ts';
import { createFolderRun } from '../../../main/sync/folder-run.ts';
import type { FolderEvent } from '../../../main/sync/folder-sync.ts';
import type { SyncTools } from '../../../main/sync/sync-tools.ts';

const decision = ['a', 'hold', { code: 'new', facts: {} }] as const;

/** A run over a record whose batches do, or do not, come to be written. */
function createRun(commit: () => void) {
  const told: FolderEvent['type'][] = [];
  const store = {
    journal: { add() {} },
    batch<T>(task: () => T): T {
      const result = task();
      commit();
      return result;
    },
  };
  const tools = { store, clock: { now: () => 0 }, open: () => ({}) } as unknown as SyncTools;
  const folder = { root: '/', settings: {} } as Folder;
  const run = createFolderRun(folder, {} as never, tools, event => void told.push(event.type));
  return { run, told };
}

test('what happens in a batch is told once it is written', () => {
  const { run, told } = createRun(() => expect(told).toEqual([]));
  run.store.batch(() => run.store.batch(() => run.journal(...decision)));
  expect(told).toEqual(['decided']);
  run.journal(...decision);
  expect(told).toEqual(['decided', 'decided']);
});

test('what could not be written is not told', () => {
  const { run, told } = createRun(() => {
    throw new AppError('disk.full', 'no space is left');
  });
  expect(() => run.store.batch(() => run.journal(...decision))).toThrow('no space is left');
  expect(told).toEqual([]);
  run.journal(...decision);
  expect(told).toEqual(['decided']);
});
