import { type BigIntStats, promises as fs } from 'node:fs';
import { AppError } from '../base/app-error.ts';
import type { Source } from '../model/source.ts';

/**
 * Looks at a local file. Throws `file.missing`, `file.unreadable`, or `file.not-regular` for directories, pipes and
 * devices. Symbolic links are followed.
 */
export async function readSource(path: string): Promise<Source> {
  let stats: BigIntStats;
  try {
    stats = await fs.stat(path, { bigint: true });
  } catch (thrown) {
    throw toFileError(thrown, path);
  }
  return sourceOf(path, stats);
}

/**
 * The same for a file that is itself what its path says: where the file or a directory above it is a symbolic link, the path is none
 * of a file, and `file.missing` is thrown. The path is absolute, and that of its folder has its links resolved.
 */
export async function readUnlinkedSource(path: string): Promise<Source> {
  let stats: BigIntStats;
  let resolved: string;
  try {
    resolved = await fs.realpath(path);
    stats = await fs.lstat(path, { bigint: true });
  } catch (thrown) {
    throw toFileError(thrown, path);
  }
  if (resolved === path && !stats.isSymbolicLink()) return sourceOf(path, stats);
  throw new AppError('file.missing', 'a link has taken the place of the file', { path, errno: 'ELOOP' });
}

/** The source that stats describe. Throws `file.not-regular`. */
export function sourceOf(path: string, stats: BigIntStats): Source {
  if (!stats.isFile()) {
    throw new AppError('file.not-regular', 'only regular files can be uploaded', {
      path,
      kind: stats.isDirectory() ? 'directory' : 'special file',
    });
  }
  return {
    path,
    size: Number(stats.size),
    offset: 0,
    length: Number(stats.size),
    mtimeNs: stats.mtimeNs.toString(),
    ctimeNs: stats.ctimeNs.toString(),
    inode: stats.ino.toString(),
    device: stats.dev.toString(),
  };
}

/** Maps what `node:fs` throws, once. */
export function toFileError(thrown: unknown, path: string): AppError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError('file.missing', 'there is no such file', { path, errno: code }, thrown);
  }
  if (code === 'EISDIR') {
    return new AppError('file.not-regular', 'this is a directory', { path, kind: 'directory' }, thrown);
  }
  return new AppError('file.unreadable', 'the file cannot be read', { path, errno: code }, thrown);
}
