import { promises as fs } from 'node:fs';
import type { FolderRun } from './folder-run.ts';

/**
 * Whether a file, or a directory where the path ends in `/`, still stands at a path from the root; another kind of thing in its place is not it.
 * A link that is followed is what it leads to; any other may come to lead to it. What can't be looked at is not taken for gone.
 */
export async function isThere({ folder, absolute }: FolderRun, path: string): Promise<boolean> {
  const isDirectory = path.endsWith('/');
  try {
    const stats = await fs.lstat(absolute(path));
    if (!stats.isSymbolicLink()) return stats.isDirectory() === isDirectory;
    return folder.settings.symlinks !== 'follow' || (await leadsTo(absolute(path), isDirectory));
  } catch (thrown) {
    const errno = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
    return errno !== 'ENOENT' && errno !== 'ENOTDIR';
  }
}

/** A link that leads nowhere now may do so again. */
async function leadsTo(path: string, isDirectory: boolean): Promise<boolean> {
  try {
    return (await fs.stat(path)).isDirectory() === isDirectory;
  } catch {
    return true;
  }
}
