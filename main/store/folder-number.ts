import { AppError } from '../base/app-error.ts';
import type { Database } from './database.ts';

/** Short names of folders, under which the rows of their files are kept. */
export interface FolderNumbers {
  /** 0, which no row has, for a folder that is not known. */
  find(folderId: string): number;
  /** Throws `folder.unknown`: what is written for a folder that is gone would be nobody's. */
  require(folderId: string): number;
}

export function createFolderNumbers(database: Database): FolderNumbers {
  const select = database.prepare<{ number: number }>('SELECT number FROM folder WHERE id = ?');
  const find = (folderId: string) => select.get(folderId)?.number ?? 0;
  return {
    find,
    require(folderId) {
      const number = find(folderId);
      if (number !== 0) return number;
      throw new AppError('folder.unknown', `there is no folder ${folderId}`, { id: folderId });
    },
  };
}
