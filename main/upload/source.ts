import { type BigIntStats, promises as fs, lstatSync, realpathSync, statSync } from 'node:fs';
import { AppError } from '../base/app-error.ts';
import { compareSources, type Source, type SourceIdentity } from '../model/source.ts';

/**
 * Looks at a local file. Throws `file.missing`, `file.unreadable`, or `file.not-regular` for directories, pipes and
 * devices. Symbolic links are followed.
 */
export async function readSource(path: string): Promise<Source> {
  return sourceOf(path, await answered(path, fs.stat(path, { bigint: true })));
}

/**
 * The same for a file that is itself what its path says: where the file or a directory above it is a symbolic link, the path is none
 * of a file, and `file.missing` is thrown. The path is absolute, and that of its folder has its links resolved.
 */
export async function readUnlinkedSource(path: string): Promise<Source> {
  requireResolved(path, await answered(path, fs.realpath(path)));
  return await glanceAtUnlinkedSource(path);
}

/**
 * The same without a look at the directories above, for files that a worker sends: it makes sure of them before it sends a byte
 * (`requireUnlinked`).
 */
export async function glanceAtUnlinkedSource(path: string): Promise<Source> {
  const stats = await answered(path, fs.lstat(path, { bigint: true }));
  if (stats.isSymbolicLink()) throw linkInPlace(path);
  return sourceOf(path, stats);
}

function requireResolved(path: string, resolved: string): void {
  if (resolved !== path) throw linkInPlace(path);
}

function linkInPlace(path: string): AppError {
  return new AppError('file.missing', 'a link has taken the place of the file', { path, errno: 'ELOOP' });
}

/** For threads that may wait for a disk: throws `file.missing` where a link stands in the way of the path, or in its place. */
export function requireUnlinked(path: string): void {
  const resolved = tryFile(path, () => realpathSync.native(path));
  requireResolved(path, resolved);
}

/** The same: throws `file.changed` unless the path still names the file as it was. */
export function requireUntouched(source: Source, followsLinks: boolean): void {
  const { path } = source;
  if (!followsLinks) requireUnlinked(path);
  const look = followsLinks ? statSync : lstatSync;
  const stats = tryFile(path, () => look(path, { bigint: true }));
  if (compareSources(source, sourceOf(path, stats)) === 'same') return;
  throw new AppError('file.changed', 'the file changed while it was sent', { path });
}

/** The whole of a file that was seen so. */
export function sourceSeen(path: string, seen: SourceIdentity): Source {
  const { size, mtimeNs, ctimeNs, inode, device } = seen;
  return { path, size, offset: 0, length: size, mtimeNs, ctimeNs, inode, device };
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

async function answered<T>(path: string, question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (thrown) {
    throw toFileError(thrown, path);
  }
}

/** Asks the file system about a path; what it throws leaves as an `AppError`. */
export function tryFile<T>(path: string, ask: () => T): T {
  try {
    return ask();
  } catch (thrown) {
    throw toFileError(thrown, path);
  }
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
