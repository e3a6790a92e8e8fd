import { isUtf8 } from 'node:buffer';
import { constants, fstatSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { AppError } from '../base/app-error.ts';
import { letGo } from '../base/let-go.ts';
import { problem } from '../base/said.ts';
import { errnoOf } from './errno.ts';
import { type IgnoreLine, parseIgnoreLines } from './ignore-lines.ts';

/** In any directory of a folder, in the manner of `.gitignore`. */
export const ignoreFileName = '.longshoreignore';

/** What an ignore file says. */
export interface IgnoreFile {
  /** From the folder's root, with `/`. */
  readonly path: string;
  readonly lines: readonly IgnoreLine[];
}

/** Far beyond any list that a person wrote; a larger file is something else. */
const mostBytes = 1024 ** 2;

interface Remembered {
  readonly identity: string;
  readonly file: IgnoreFile;
}

/** Reads the ignore files of one folder; what did not change is not read again. */
export interface IgnoreFiles {
  /**
   * Null when the directory has none. Throws `file.unreadable` or `file.not-regular` when it can't be read, and `ignore.invalid` when it is not a
   * list of rules: what it would leave out is unknown then.
   */
  read(directory: string): IgnoreFile | null;
}

/** Remembers so many files at once. */
const mostRemembered = 256;

export function createIgnoreFiles(root: string): IgnoreFiles {
  const remembered = new Map<string, Remembered>();

  return {
    read(directory) {
      const path = directory === '' ? ignoreFileName : `${directory}/${ignoreFileName}`;
      const content = readIfChanged(`${root}/${path}`, remembered.get(path)?.identity);
      if (content === 'same') return remembered.get(path)?.file ?? null;
      remembered.delete(path);
      if (content === null) return null;
      const file = { path, lines: parseContent(content.bytes, `${root}/${path}`) };
      const [oldest] = remembered.keys();
      if (remembered.size >= mostRemembered && oldest !== undefined) remembered.delete(oldest);
      remembered.set(path, { identity: content.identity, file });
      return file;
    },
  };
}

/** Null when it is not there; a directory of this name is no ignore file. A link that leads nowhere counts as unreadable. */
function readIfChanged(
  path: string,
  known: string | undefined,
): { readonly identity: string; readonly bytes: Buffer } | 'same' | null {
  try {
    // Almost no directory has one, and a look that may find nothing is far cheaper than an `open` that fails.
    if (!lstatSync(path, { throwIfNoEntry: false })) return null;
    const stats = statSync(path, { bigint: true });
    if (stats.isDirectory()) return null;
    const identity = `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
    return identity === known ? 'same' : { identity, bytes: readRegular(path) };
  } catch (thrown) {
    const reason = errnoOf(thrown);
    if (reason === null) throw thrown;
    if (reason === 'ENOTDIR' || reason === 'ENAMETOOLONG') return null;
    throw new AppError('file.unreadable', "the ignore file can't be read", { path, reason }, thrown);
  }
}

/** The first bytes, one more than is allowed. */
function readRegular(path: string): Buffer {
  // Without waiting: a pipe of this name would hold up the walk for ever.
  const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(handle).isFile()) {
      throw new AppError('file.not-regular', 'the ignore file is no regular file', { path });
    }
    const bytes = Buffer.allocUnsafe(mostBytes + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(handle, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } finally {
    letGo(handle);
  }
}

function parseContent(bytes: Buffer, path: string): readonly IgnoreLine[] {
  const isLarge = bytes.length > mostBytes;
  if (isLarge || !isUtf8(bytes)) {
    const found = problem(isLarge ? 'rule.tooLarge' : 'rule.notUtf8');
    throw new AppError('ignore.invalid', "the ignore file can't be used", { ...found, file: path });
  }
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  return parseIgnoreLines(text.split(/\r?\n/), path);
}
