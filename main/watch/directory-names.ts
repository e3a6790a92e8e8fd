import { isUtf8 } from 'node:buffer';
import { type Dirent, readdirSync } from 'node:fs';

export type EntryKind = 'file' | 'directory' | 'link' | 'special';

/** An entry as the listing of its directory has it. */
export interface ListedEntry {
  readonly name: string;
  readonly kind: EntryKind;
  /** False for bytes that are no UTF-8; `name` then shows them as `\xNN` and opens nothing. */
  readonly isNameUtf8: boolean;
}

/** What Node puts where bytes are no UTF-8, and a character that a name may hold itself. */
const replacement = '\uFFFD';

/** The entries of a directory in the order of their names' bytes. Throws what the system answers. */
export function listEntries(path: string): readonly ListedEntry[] {
  const entries = readdirSync(path, { withFileTypes: true });
  if (!entries.some(entry => entry.name.includes(replacement))) {
    return sorted(entries.map(entry => ({ name: entry.name, kind: kindOf(entry), isNameUtf8: true })));
  }
  return sorted(
    readdirSync(path, { withFileTypes: true, encoding: 'buffer' }).map(entry => {
      const isNameUtf8 = isUtf8(entry.name);
      const name = isNameUtf8 ? entry.name.toString('utf8') : showBytes(entry.name);
      return { name, kind: kindOf(entry), isNameUtf8 };
    }),
  );
}

export function kindOf(
  entry: Pick<Dirent<string | Buffer>, 'isFile' | 'isDirectory' | 'isSymbolicLink'>,
): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'special';
}

/** Every character that is whole as it is, every byte that belongs to none as `\xNN`. */
function showBytes(bytes: Buffer): string {
  let shown = '';
  for (let at = 0; at < bytes.length; ) {
    let length = 4;
    while (length > 0 && !(at + length <= bytes.length && isOneCharacter(bytes.subarray(at, at + length)))) {
      length -= 1;
    }
    shown +=
      length === 0
        ? `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`
        : bytes.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return shown;
}

function isOneCharacter(bytes: Buffer): boolean {
  return isUtf8(bytes) && [...bytes.toString('utf8')].length === 1;
}

function sorted(entries: ListedEntry[]): readonly ListedEntry[] {
  return entries.sort((a, b) => compareNames(a.name, b.name));
}

/** Orders as the bytes of UTF-8 do. UTF-16 does the same, but for surrogates, which stand below U+E000 and mean more than U+FFFF. */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left === right) continue;
    const bothHigh = left >= 0xd800 && right >= 0xd800;
    const isLeftSurrogate = left <= 0xdfff;
    if (bothHigh && isLeftSurrogate !== right <= 0xdfff) return isLeftSurrogate ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}
