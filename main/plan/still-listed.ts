import type { ErrorCode } from '../base/app-error.ts';
import type { SeenDirectory } from '../model/seen.ts';

/** What every look at the directory tells anew, as long as it is so. */
const toldByLooks: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'name.not-utf8',
  'name.too-long',
  'name.clash',
  'name.reserved',
  'key.invalid',
  'key.in-trash',
  'link.skipped',
  'link.broken',
  'link.loop',
  'file.special',
]);
/** What a look at a directory tells of itself, of its marker or of its ignore file, and none at the one that holds it. */
const toldFromWithin: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'directory.unreadable',
  'file.unreadable',
  'ignore.invalid',
  'name.too-long',
  'key.invalid',
  'key.in-trash',
]);

/**
 * Whether what is listed for an entry of a directory still holds after a look at it, in which it was not told anew. What failed
 * when it was carried out stays until it is done, for as long as the entry is there. `isFile` and `isDirectory` tell what the look has
 * found under a name. Pure.
 */
export function isStillListed(
  { name, code, isWhole }: { readonly name: string; readonly code: ErrorCode; readonly isWhole: boolean },
  { isFile, isDirectory }: Found,
): boolean {
  if (isWhole) return isDirectory(name) && (toldFromWithin.has(code) || !toldByLooks.has(code));
  return isFile(name) && !toldByLooks.has(code);
}

/**
 * Whether a look at a directory which told nothing ends what is listed for it as a whole: what was told from within, and the failure of
 * a marker that is to be stored no more. Pure.
 */
export function endsWithLook(code: ErrorCode, isToBeMarked: boolean): boolean {
  return toldFromWithin.has(code) || !(isToBeMarked || toldByLooks.has(code));
}

/** Whether a look tells it anew for as long as it is so; what else is listed came from carrying out. Pure. */
export function isToldByLooks(code: ErrorCode): boolean {
  return toldByLooks.has(code);
}

/** What one look has found. */
export interface Found {
  isFile(name: string): boolean;
  isDirectory(name: string): boolean;
}

export function foundBy({ files, directories }: Pick<SeenDirectory, 'files' | 'directories'>): Found {
  const fileNames = new Set(files.map(({ name }) => name));
  const directoryNames = new Set(directories);
  return { isFile: name => fileNames.has(name), isDirectory: name => directoryNames.has(name) };
}
