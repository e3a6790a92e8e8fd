import { promises as fs } from 'node:fs';

/**
 * Whether a file, or a directory where that is meant, still stands at a path; another kind of thing in its place is not it, but for a
 * link, which may lead to it. What can't be looked at is not taken for gone.
 */
export async function isThere(path: string, isDirectory = false): Promise<boolean> {
  try {
    const stats = await fs.lstat(path);
    return stats.isSymbolicLink() || stats.isDirectory() === isDirectory;
  } catch (thrown) {
    const errno = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
    return errno !== 'ENOENT' && errno !== 'ENOTDIR';
  }
}
