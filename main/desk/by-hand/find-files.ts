import { type Dir, type Dirent, promises as fs } from 'node:fs';
import { join } from 'node:path';
import { AppError, type ErrorRecord, toErrorRecord } from '../../base/app-error.ts';

/** A file below a directory that is added, or what stands in the way of one. */
export type Found =
  | { readonly path: string; readonly relative: string }
  | { readonly path: string; readonly error: ErrorRecord };

/**
 * All regular files below a directory, in no order; `relative` is from that directory, with `/`. Links to files count as what they
 * lead to; links to directories are left out, as are devices, pipes and sockets, each with its cause.
 */
export async function* findFiles(root: string, signal: AbortSignal): AsyncGenerator<Found> {
  const waiting: { readonly path: string; readonly relative: string }[] = [{ path: root, relative: '' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    signal.throwIfAborted();
    const { path, relative } = next;
    let directory: Dir;
    try {
      directory = await fs.opendir(path, { encoding: 'buffer' as never });
    } catch (thrown) {
      yield { path, error: unreadable(path, thrown) };
      continue;
    }
    for await (const entry of directory as AsyncIterable<Dirent<string | Buffer>>) {
      signal.throwIfAborted();
      const name = textOf(entry.name);
      if (name === null) {
        yield { path: join(path, String(entry.name)), error: notUtf8(path) };
        continue;
      }
      const below = { path: join(path, name), relative: relative === '' ? name : `${relative}/${name}` };
      if (entry.isDirectory()) waiting.push(below);
      else if (entry.isFile()) yield below;
      else if (entry.isSymbolicLink()) yield await followLink(below);
      else yield { path: below.path, error: special(below.path) };
    }
  }
}

async function followLink(found: { readonly path: string; readonly relative: string }): Promise<Found> {
  const { path } = found;
  try {
    const stats = await fs.stat(path);
    if (stats.isFile()) return found;
    const error = new AppError('link.skipped', 'a link to a directory is not followed', { path });
    return { path, error: toErrorRecord(error) };
  } catch (thrown) {
    return {
      path,
      error: toErrorRecord(new AppError('link.broken', 'the link leads nowhere', { path }, thrown)),
    };
  }
}

/** Null for bytes that are no UTF-8. */
function textOf(name: string | Buffer): string | null {
  if (typeof name === 'string') return name;
  const text = name.toString('utf8');
  return Buffer.from(text).equals(name) ? text : null;
}

function unreadable(path: string, thrown: unknown): ErrorRecord {
  const errno = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : null;
  return toErrorRecord(
    new AppError('directory.unreadable', 'the directory can not be read', { path, errno }),
  );
}

function notUtf8(path: string): ErrorRecord {
  return toErrorRecord(new AppError('name.not-utf8', 'a name is no UTF-8', { path }));
}

function special(path: string): ErrorRecord {
  return toErrorRecord(new AppError('file.special', 'no regular file', { path }));
}
