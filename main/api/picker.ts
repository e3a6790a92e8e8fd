import type { Stats } from 'node:fs';
import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, parse, relative, resolve, sep } from 'node:path';
import type { DirectoryListing } from '../../preload/contract/settings.ts';
import { AppError } from '../base/app-error.ts';
import { forEachParallel } from '../base/async.ts';

const mostEntries = 10_000;
const looksAtOnce = 16;

/** What a page in a browser may see of this machine's files. */
export interface Picker {
  /** Throws `picker.outside`, `folder.missing` and `directory.unreadable`. Null for the first root. */
  list(path: string | null): Promise<DirectoryListing>;
  /** Throws `picker.outside` for a place outside of the roots, links resolved. One that is not there is judged by what is there above it. */
  check(path: string): Promise<void>;
}

/**
 * `roots` are absolute, and asked for each time; those that are not there are left out. Null for a face whose user picks by the
 * system's own dialog and may name any place.
 */
export function createPicker(roots: () => readonly string[] | null): Picker {
  async function realRoots(): Promise<readonly string[]> {
    const found = await Promise.all((roots() ?? ['/']).map(root => realpath(root).catch(() => null)));
    return [...new Set(found.filter(root => root !== null))];
  }

  /** The real path, when it is allowed. */
  async function admit(path: string, allowed: readonly string[]): Promise<string> {
    const real = isPlainPath(path) ? await realPathOf(resolve(path)) : null;
    if (real === null || !allowed.some(root => isWithin(root, real))) throw outside(path);
    return real;
  }

  return {
    async list(path) {
      const allowed = await realRoots();
      const [first] = allowed;
      if (first === undefined) throw outside(path ?? '');
      const real = path === null ? first : await admit(path, allowed);
      const { entries, isComplete } = await readEntries(real, allowed);
      const parent = dirname(real);
      return {
        path: real,
        parent: parent !== real && allowed.some(root => isWithin(root, parent)) ? parent : null,
        roots: allowed,
        entries,
        isComplete,
      };
    },
    async check(path) {
      if (roots() !== null) await admit(path, await realRoots());
    },
  };
}

/**
 * No path to another machine (`\\server\share`), to a device, from a drive's own directory (`C:x`), or with a NUL. Nor with
 * `..`, which leads elsewhere on paper than through a link on the disk.
 */
function isPlainPath(path: string): boolean {
  if (path.includes('\0') || !isAbsolute(path) || path.split(/[\\/]/).includes('..')) return false;
  return process.platform !== 'win32' || /^[a-z]:[\\/]/i.test(path);
}

/** With links resolved; of what is not there, the part that is. Null where that can't be told. */
async function realPathOf(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (thrown) {
    const reason = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
    const parent = dirname(path);
    // A link that leads nowhere may lead somewhere tomorrow, so it is not taken for something that is missing.
    if (reason !== 'ENOENT' || parent === path || (await isThere(path))) return null;
    const real = await realPathOf(parent);
    return real === null ? null : join(real, parse(path).base);
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Both real. On systems that don't tell upper from lower case, `realpath` has brought both to the disk's own. */
function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

type Entry = DirectoryListing['entries'][number];

/** Directories first, each kind by name; links to places outside are not shown, nor what is neither file nor directory. */
async function readEntries(
  path: string,
  allowed: readonly string[],
): Promise<Pick<DirectoryListing, 'entries' | 'isComplete'>> {
  const names: string[] = [];
  let isComplete = true;
  try {
    for await (const { name } of await opendir(path)) {
      if (names.length === mostEntries) {
        isComplete = false;
        break;
      }
      names.push(name);
    }
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
  const entries: Entry[] = [];
  await forEachParallel(
    names,
    looksAtOnce,
    async name => {
      const entry = await lookAt(join(path, name), name, allowed);
      if (entry) entries.push(entry);
    },
    new AbortController().signal,
  );
  const byName = new Intl.Collator(undefined, { numeric: true }).compare;
  entries.sort((a, b) => Number(b.isDirectory) - Number(a.isDirectory) || byName(a.name, b.name));
  return { entries, isComplete };
}

async function lookAt(path: string, name: string, allowed: readonly string[]): Promise<Entry | null> {
  try {
    const found = await lstat(path);
    const real = found.isSymbolicLink() ? await realpath(path) : null;
    if (real !== null && !allowed.some(root => isWithin(root, real))) return null;
    const { size, ...kind } = real === null ? describe(found) : describe(await stat(real));
    return kind.isDirectory || kind.isFile ? { name, path, isDirectory: kind.isDirectory, size } : null;
  } catch {
    // Gone meanwhile, or a link that leads nowhere.
    return null;
  }
}

function describe(found: Stats): { isDirectory: boolean; isFile: boolean; size: number } {
  return { isDirectory: found.isDirectory(), isFile: found.isFile(), size: found.isFile() ? found.size : 0 };
}

function outside(path: string): AppError {
  return new AppError('picker.outside', 'a path outside of the allowed roots', { path });
}

function unreadable(path: string, thrown: unknown): AppError {
  const reason = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
  const code = reason === 'ENOENT' || reason === 'ENOTDIR' ? 'folder.missing' : 'directory.unreadable';
  return new AppError(code, `can't list ${path}: ${reason}`, { path, root: path, reason }, thrown);
}
