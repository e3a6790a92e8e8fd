import { type BigIntStats, lstatSync, realpathSync, statSync } from 'node:fs';
import type { LeftOut, SeenFile } from '../model/seen.ts';
import { type EntryKind, kindOf, type ListedEntry } from './directory-names.ts';
import { errnoOf } from './errno.ts';
import type { IgnoreRules } from './ignore-rules.ts';

/** Who a directory is: device and inode. */
export type DirectoryIdentity = `${bigint} ${bigint}`;

export function identityOf(stats: BigIntStats): DirectoryIdentity {
  return `${stats.dev} ${stats.ino}`;
}

/** The directory an entry lies in, with what has to be known to judge it. */
export interface EntryPlace {
  /** From the folder's root, with `/`. */
  readonly path: string;
  /** Absolute. */
  readonly location: string;
  readonly rules: IgnoreRules;
  readonly followsLinks: boolean;
  readonly directoriesAlone: boolean;
  /** Whether this absolute path, links resolved, is one that is never looked at. */
  isWithout(path: string): boolean;
  /** Whether the place lies in this directory, or is it. */
  liesIn(identity: DirectoryIdentity): boolean;
}

export type ReadEntry =
  | { readonly as: 'file'; readonly file: SeenFile }
  | { readonly as: 'directory' }
  | { readonly as: 'leftOut'; readonly leftOut: LeftOut }
  /** Not there any more, or never to be looked at. */
  | { readonly as: 'nothing'; readonly isGone: boolean };

const gone: ReadEntry = { as: 'nothing', isGone: true };
const passedOver: ReadEntry = { as: 'nothing', isGone: false };

export function pathIn(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** Judges an entry that a listing named; the system has the last word on what it is. */
export function readEntry(place: EntryPlace, { name, kind, isNameUtf8 }: ListedEntry): ReadEntry {
  if (!isNameUtf8) return leaveOut(name, 'not-utf8', kind === 'directory');
  if (kind === 'directory') return readDirectoryEntry(place, name);
  if (place.directoriesAlone && (kind !== 'link' || !place.followsLinks)) return passedOver;
  if (kind === 'special') return isIgnored(place, name, false) ?? leaveOut(name, 'special');
  const ignored = kind === 'file' || !place.followsLinks ? isIgnored(place, name, false) : null;
  if (ignored) return ignored;
  return kind === 'link' ? readLink(place, name) : readFile(place, name);
}

/** The same for a name that no listing told the kind of. */
export function readNamed(place: EntryPlace, name: string): ReadEntry {
  const stats = attempt(name, () => lstatSync(`${place.location}/${name}`, { bigint: true }));
  return 'as' in stats ? stats : readEntry(place, { name, kind: kindOf(stats), isNameUtf8: true });
}

function readDirectoryEntry(place: EntryPlace, name: string): ReadEntry {
  if (place.isWithout(`${place.location}/${name}`)) return passedOver;
  return isIgnored(place, name, true) ?? { as: 'directory' };
}

function readFile(place: EntryPlace, name: string): ReadEntry {
  const stats = attempt(name, () => lstatSync(`${place.location}/${name}`, { bigint: true }));
  if ('as' in stats) return stats;
  const kind: EntryKind = kindOf(stats);
  return kind === 'file' ? fileOf(name, stats) : readEntry(place, { name, kind, isNameUtf8: true });
}

function readLink(place: EntryPlace, name: string): ReadEntry {
  if (!place.followsLinks) return leaveOut(name, 'symlink');
  const path = `${place.location}/${name}`;
  const target = attempt(name, () => ({ stats: statSync(path, { bigint: true }), path: realpathSync(path) }));
  if ('as' in target)
    return target === gone ? (isIgnored(place, name, false) ?? brokenLink(path, name)) : target;
  const isDirectory = target.stats.isDirectory();
  if (place.isWithout(target.path)) return leaveOut(name, 'symlink', isDirectory);
  const ignored = isIgnored(place, name, isDirectory);
  if (ignored) return ignored;
  if (isDirectory) {
    return place.liesIn(identityOf(target.stats)) ? leaveOut(name, 'link-loop', true) : { as: 'directory' };
  }
  return target.stats.isFile() ? fileOf(name, target.stats) : leaveOut(name, 'special');
}

/** A link whose target is gone, or the link itself is. */
function brokenLink(path: string, name: string): ReadEntry {
  const link = attempt(name, () => lstatSync(path, { bigint: true }));
  return 'as' in link ? link : leaveOut(name, 'broken-link');
}

function fileOf(name: string, stats: BigIntStats): ReadEntry {
  return {
    as: 'file',
    file: {
      name,
      size: Number(stats.size),
      mtimeNs: String(stats.mtimeNs),
      ctimeNs: String(stats.ctimeNs),
      inode: String(stats.ino),
      device: String(stats.dev),
      mode: Number(stats.mode),
    },
  };
}

function isIgnored(place: EntryPlace, name: string, isDirectory: boolean): ReadEntry | null {
  const isLeftOut = place.rules.ignores(pathIn(place.path, name), isDirectory);
  return isLeftOut ? leaveOut(name, 'ignored', isDirectory) : null;
}

function leaveOut(name: string, why: LeftOut['why'], isDirectory = false, errno?: string): ReadEntry {
  return {
    as: 'leftOut',
    leftOut: errno === undefined ? { name, why, isDirectory } : { name, why, isDirectory, errno },
  };
}

/** What the call answers, or what its failure says of the entry. */
function attempt<T extends object>(name: string, call: () => T): T | ReadEntry {
  try {
    return call();
  } catch (thrown) {
    const errno = errnoOf(thrown);
    if (errno === null) throw thrown;
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return gone;
    return errno === 'ELOOP' ? leaveOut(name, 'link-loop') : leaveOut(name, 'unreadable', false, errno);
  }
}
