import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../../base/app-error.ts';
import type { FolderRecord } from '../../store/folder-log.ts';
import type { FolderSyncs } from '../../sync/folder-sync.ts';

/** A directory as the record names it: absolute, links resolved. One that is not there, such as a drive that was taken out, stays as written. */
export function rootOf(dir: string): string {
  const path = resolve(dir);
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** A path of the command line as records would name it; it need not be there. A link at its end stays one: links are files of their own. */
export function pathOf(text: string): string {
  const path = resolve(text);
  return path === dirname(path) ? path : join(rootOf(dirname(path)), basename(path));
}

/** What is remembered of exactly this directory; null for nothing. */
export function recordOf(folders: Pick<FolderSyncs, 'folders'>, root: string): FolderRecord | null {
  return folders.folders().find(({ folder }) => folder.root === root) ?? null;
}

/** The same for a DIR of the command line; throws `folder.unknown`. */
export function requireRecord(folders: Pick<FolderSyncs, 'folders'>, dir: string): FolderRecord {
  const root = rootOf(dir);
  const record = recordOf(folders, root);
  if (record) return record;
  throw new AppError('folder.unknown', 'nothing is remembered of this folder', { path: root });
}
