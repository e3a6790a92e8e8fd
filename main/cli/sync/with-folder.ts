import { type ErrorRecord, toErrorRecord } from '../../base/app-error.ts';
import type { FolderEvent, FolderSync, FolderSyncs } from '../../sync/folder-sync.ts';
import { placeError } from '../placed-error.ts';
import { keyFacts } from '../target.ts';
import type { FolderTask } from './folder-task.ts';
import { contextOfFolder } from './problem-text.ts';

/** Opens a folder for one use and gives it up after it. Errors leave with what is known about the folder. */
export function withFolder<T>(
  folders: Pick<FolderSyncs, 'openFolder'>,
  task: FolderTask,
  onEvent: (event: FolderEvent) => void,
  use: (folder: FolderSync) => Promise<T>,
): Promise<T> {
  return placingErrors(task, async () => {
    const folder = await folders.openFolder(task.wish, onEvent);
    try {
      return await use(folder);
    } finally {
      await folder.close();
    }
  });
}

/** What goes wrong with a folder leaves with what is known about it. */
export async function placingErrors<T>({ subject, wish }: FolderTask, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (thrown) {
    throw placeError(thrown, { ...contextOfFolder(subject), ...(await keyFacts(wish.access)) });
  }
}

/** A failure of a folder as data; a refusal of keys names the key that was refused. */
export async function recordOfFailure(thrown: unknown, { wish }: FolderTask): Promise<ErrorRecord> {
  const error = toErrorRecord(thrown);
  return { ...error, facts: { ...(await keyFacts(wish.access)), ...error.facts } };
}
