import { AppError } from '../base/app-error.ts';
import type { Database } from './database.ts';

/** Short names of folders, under which the rows of their files are kept. */
export interface FolderNumbers {
  /** For what is read, and changed where it is there: 0, which no row has, for a folder that is not known. */
  find(folderId: string): number;
  /** The same of this moment: also when another process has forgotten the folder. */
  ask(folderId: string): number;
  /** Throws `folder.unknown`: what is written for a folder that is gone would be nobody's. */
  require(folderId: string): number;
}

export function createFolderNumbers(database: Database): FolderNumbers {
  const select = database.prepare<{ number: number }>('SELECT number FROM folder WHERE id = ?');
  /** Never given to another folder, so one that was forgotten since stands for rows that are nobody's. */
  const known = new Map<string, number>();

  function ask(folderId: string): number {
    const number = select.get(folderId)?.number ?? 0;
    if (number === 0) known.delete(folderId);
    else known.set(folderId, number);
    return number;
  }

  return {
    find: folderId => known.get(folderId) ?? ask(folderId),
    ask,
    require(folderId) {
      const number = ask(folderId);
      if (number !== 0) return number;
      throw new AppError('folder.unknown', `there is no folder ${folderId}`, { id: folderId });
    },
  };
}
