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
