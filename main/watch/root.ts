import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../base/app-error.ts';

/** Stands in the root of a mirrored folder and proves that the drive is there and is the right one. */
export const markerName = '.longshore-folder';

/** How a root shows itself. */
export interface RootLook {
  /** Device and inode; another one is another directory, or another drive. */
  readonly identity: string;
  readonly isEmpty: boolean;
  /** Id of the folder whose marker stands in it; null when there is none. */
  readonly markedFor: string | null;
}

/** Looks at a folder's root. Throws `folder.missing` or `folder.unreadable`. */
export async function lookAtRoot(root: string): Promise<RootLook> {
  try {
    const stats = await fs.stat(root, { bigint: true });
    if (!stats.isDirectory()) throw new AppError('folder.missing', 'this is no folder', { path: root });
    const directory = await fs.opendir(root);
    try {
      const first = await directory.read();
      return {
        identity: `${stats.dev}:${stats.ino}`,
        isEmpty: first === null,
        markedFor: await readMarker(root),
      };
    } finally {
      await directory.close();
    }
  } catch (thrown) {
    throw toRootError(thrown, root);
  }
}

/** Writes the marker of a folder; one that is there is replaced. Throws like `lookAtRoot`, and `file.unreadable` where it can't be written. */
export async function writeMarker(root: string, folderId: string): Promise<void> {
  const path = join(root, markerName);
  const text = `${folderId}\n# Longshore deletes nothing from the bucket while this file is missing. It is never uploaded.\n`;
  try {
    await fs.writeFile(path, text, { mode: 0o644 });
  } catch (thrown) {
    const error = toRootError(thrown, root);
    if (error.code === 'folder.missing') throw error;
    throw new AppError(
      'file.unreadable',
      'the marker file can not be written',
      { path, ...error.facts },
      thrown,
    );
  }
}

async function readMarker(root: string): Promise<string | null> {
  try {
    return (await fs.readFile(join(root, markerName), 'utf8')).split('\n')[0]?.trim() || null;
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null;
    throw thrown;
  }
}

function errnoOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

export function toRootError(thrown: unknown, root: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const errno = errnoOf(thrown);
  const isMissing = errno === 'ENOENT' || errno === 'ENOTDIR';
  const code = isMissing ? 'folder.missing' : 'folder.unreadable';
  return new AppError(
    code,
    isMissing ? 'the folder is not there' : 'the folder cannot be read',
    { path: root, errno },
    thrown,
  );
}
