import type { Folder } from '../model/folder.ts';

/** Where the folder's trash begins; null without one. */
export function trashPrefix({ prefix, settings }: Folder): string | null {
  const { trash } = settings.deletes;
  return trash === null ? null : prefix + trash;
}

export function isTrashKey(folder: Folder, key: string): boolean {
  const trash = trashPrefix(folder);
  return trash !== null && key.startsWith(trash);
}

/**
 * The key in the trash for an object that leaves its place now: grouped by the minute, so that one accident lies in few groups. `salt` tells
 * apart what left the same place twice within a minute.
 */
export function trashKey(folder: Folder, key: string, atMs: number, salt = ''): string | null {
  const trash = trashPrefix(folder);
  if (trash === null) return null;
  const minute = new Date(atMs).toISOString().slice(0, 16).replace(/[-:]/g, '');
  return `${trash}${minute}Z${salt}/${key.slice(folder.prefix.length)}`;
}

export interface PlaceBefore {
  readonly key: string;
  /** Later ones are greater, as texts: the minute in which it left its place, then the salt, which has milliseconds. */
  readonly rank: string;
}

/** Where an object of the trash was; null for what is none. */
export function placeBefore(folder: Folder, key: string): PlaceBefore | null {
  const trash = trashPrefix(folder);
  if (trash === null || !key.startsWith(trash)) return null;
  const [, minute, salt = '', rest] =
    /^(\d{8}T\d{4})Z(?:-(\d+))?\/(.+)$/s.exec(key.slice(trash.length)) ?? [];
  if (rest === undefined) return null;
  return { key: folder.prefix + rest, rank: `${minute}${salt.padStart(16, '0')}` };
}
