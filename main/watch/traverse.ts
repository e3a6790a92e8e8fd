import { type BigIntStats, lstatSync, statSync } from 'node:fs';
import { AppError, type ErrorRecord, toErrorRecord } from '../base/app-error.ts';
import type { LeftOut, SeenFile } from '../model/seen.ts';
import { type ListedEntry, listEntries } from './directory-names.ts';
import { errnoOf } from './errno.ts';
import { createIgnoreFiles, type IgnoreFiles } from './ignore-file.ts';
import { createIgnoreRules, type IgnoreRules } from './ignore-rules.ts';
import {
  type DirectoryIdentity,
  type EntryPlace,
  identityOf,
  pathIn,
  type ReadEntry,
  readEntry,
  readNamed,
} from './read-entry.ts';
import type { Look, WalkSetup } from './walk.ts';
import type { Piece } from './walk-messages.ts';

/** Entries in a piece at most; a directory with more is told in several. */
const pieceEntries = 250;

/** A directory that is being walked: one for every level, so that depth costs memory and no stack. */
interface Level {
  readonly path: string;
  readonly rules: IgnoreRules;
  readonly identity: DirectoryIdentity;
  readonly outer: Level | null;
  /** Names of the directories in it that are still to be walked, the next one last. */
  readonly left: string[];
}

/** What is left out of one folder, as far as it was read; good for any number of walks. */
export interface FolderRules {
  readonly outermost: IgnoreRules;
  readonly files: IgnoreFiles;
}

export function createFolderRules({ root, ignore }: Pick<WalkSetup, 'root' | 'ignore'>): FolderRules {
  return { outermost: createIgnoreRules(ignore), files: createIgnoreFiles(root) };
}

/** Walks in this thread, as far as pieces are taken. Throws as `Walker.walk` does. */
export function* traverse(
  setup: WalkSetup,
  looks: readonly Look[],
  rulesFor: (setup: WalkSetup) => FolderRules = createFolderRules,
): Generator<Piece, void> {
  const { root, without } = setup;
  const followsLinks = setup.symlinks === 'follow';
  const { outermost, files } = rulesFor(setup);
  const rootIdentity = identityOf(statRoot(root));
  const withoutIdentities = new Set(without.flatMap(identityIfThere));

  const base = root.endsWith('/') ? root : `${root}/`;
  const locationOf = (path: string) => (path === '' ? root : `${base}${path}`);
  const isWithout = (path: string) => without.some(each => path === each || path.startsWith(`${each}/`));

  /** What vanished may have vanished with the root: then nothing is known to be gone. */
  function mustStand(): void {
    if (identityOf(statRoot(root)) === rootIdentity) return;
    throw new AppError('folder.missing', 'another folder has taken the place of the root', { path: root });
  }

  function mustBeReadable(path: string, failure: ErrorRecord): void {
    const isRoot = path === '' && failure.code === 'directory.unreadable';
    if (isRoot) throw rootError(root, String(failure.facts['reason']));
  }

  function placeOf(level: Level): EntryPlace {
    return {
      path: level.path,
      location: locationOf(level.path),
      rules: level.rules,
      followsLinks,
      directoriesAlone: setup.directoriesAlone ?? false,
      isWithout,
      liesIn(identity) {
        for (let each: Level | null = level; each; each = each.outer) {
          if (each.identity === identity) return true;
        }
        return false;
      },
    };
  }

  /**
   * Goes into a directory that its parent names. A failure says why it can't be read; `gone` that it is no directory any more,
   * or never to be looked at.
   */
  function enter(path: string, outer: Level | null): Level | 'gone' | ErrorRecord {
    try {
      const location = locationOf(path);
      const look = path === '' || followsLinks ? statSync : lstatSync;
      const stats = look(location, { bigint: true });
      const identity = identityOf(stats);
      if (!stats.isDirectory() || withoutIdentities.has(identity)) return 'gone';
      const file = files.read(path);
      const inherited = outer?.rules ?? outermost;
      const rules = file ? inherited.within(path, file) : inherited;
      return { path, rules, identity, outer, left: [] };
    } catch (thrown) {
      return failureOf(blameDirectory(thrown, locationOf(path)), locationOf(path));
    }
  }

  function* read(level: Level, names: readonly string[] | null): Generator<Piece, void> {
    const { path } = level;
    const place = placeOf(level);
    const begin = (failure: ErrorRecord | null = null) => pieceOf(path, names, failure, level.identity);
    let listed: readonly (ListedEntry | string)[] = names ?? [];
    if (names === null) {
      try {
        listed = listEntries(place.location);
      } catch (thrown) {
        const failure = failureOf(thrown, place.location);
        if (failure !== 'gone') {
          mustBeReadable(path, failure);
          yield begin(failure);
          return;
        }
        mustStand();
      }
    }
    let piece = begin();
    let entries = 0;
    for (const entry of listed) {
      const answer: ReadEntry = typeof entry === 'string' ? readNamed(place, entry) : readEntry(place, entry);
      const name = typeof entry === 'string' ? entry : entry.name;
      if (answer.as === 'nothing' && answer.isGone) mustStand();
      if (answer.as === 'file') piece.directory.files.push(answer.file);
      else if (answer.as === 'leftOut') piece.directory.leftOut.push(answer.leftOut);
      else if (answer.as === 'directory') {
        piece.directory.directories.push(name);
        level.left.push(name);
      }
      entries += 1;
      if (entries % pieceEntries === 0) {
        yield { ...piece, isLast: false };
        piece = begin();
      }
    }
    level.left.reverse();
    yield piece;
  }

  /** Everything below what was read of `top`. */
  function* descend(top: Level): Generator<Piece, void> {
    for (let level: Level | null = top; level; ) {
      const name = level.left.pop();
      if (name === undefined) {
        level = level === top ? null : level.outer;
        continue;
      }
      const path = pathIn(level.path, name);
      const entered = enter(path, level);
      if (entered === 'gone') {
        mustStand();
        yield pieceOf(path, null, null);
      } else if ('code' in entered) yield pieceOf(path, null, entered);
      else {
        yield* read(entered, null);
        level = entered;
      }
    }
  }

  /**
   * The directory that a look means. Where the way there ends early, at what is gone, left out or unreadable, that is told in
   * its place, and null returned.
   */
  function* reach(directory: string): Generator<Piece, Level | null> {
    let level = enter('', null);
    let path = '';
    const steps = directory === '' ? [] : directory.split('/');
    for (const step of steps) {
      if (level === 'gone' || 'code' in level) break;
      const answer = readNamed(placeOf(level), step);
      if (answer.as !== 'directory') {
        yield* read(level, [step]);
        return null;
      }
      path = pathIn(path, step);
      const inner = enter(path, level);
      if (inner === 'gone') {
        yield* read(level, [step]);
        return null;
      }
      level = inner;
    }
    if (level === 'gone') {
      mustStand();
      return null;
    }
    if (!('code' in level)) return level;
    mustBeReadable(path, level);
    yield pieceOf(path, null, level);
    return null;
  }

  for (const { directory, names, isDeep } of looks) {
    if (isWithout(locationOf(directory))) continue;
    const level = yield* reach(directory);
    if (!level) continue;
    yield* read(level, names);
    if (isDeep) yield* descend(level);
  }
}

interface GrowingPiece extends Piece {
  readonly directory: Piece['directory'] & {
    readonly files: SeenFile[];
    readonly directories: string[];
    readonly leftOut: LeftOut[];
  };
}

function pieceOf(
  path: string,
  only: readonly string[] | null,
  failure: ErrorRecord | null,
  identity?: DirectoryIdentity,
): GrowingPiece {
  const directory = { path, files: [], directories: [], leftOut: [], only, failure };
  if (identity === undefined) return { directory, isLast: true };
  const [device = '', inode = ''] = identity.split(' ');
  return { directory: { ...directory, device, inode }, isLast: true };
}

function statRoot(root: string): BigIntStats {
  try {
    const stats = statSync(root, { bigint: true });
    if (stats.isDirectory()) return stats;
  } catch (thrown) {
    const errno = errnoOf(thrown);
    if (errno === null) throw thrown;
    throw rootError(root, errno, thrown);
  }
  throw rootError(root, 'ENOTDIR');
}

function rootError(root: string, reason: string, cause?: unknown): AppError {
  const isMissing = reason === 'ENOENT' || reason === 'ENOTDIR';
  const [code, message] = isMissing
    ? (['folder.missing', 'the folder is not there'] as const)
    : (['folder.unreadable', "the folder can't be read"] as const);
  return new AppError(code, message, { path: root, reason }, cause);
}

function identityIfThere(path: string): DirectoryIdentity[] {
  try {
    return [identityOf(statSync(path, { bigint: true }))];
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown;
    return [];
  }
}

/**
 * Without the right to search a directory its ignore file can't be read either: then the directory is what is told. `access` would
 * ask for the rights of whoever started the program, and not for those that it runs with.
 */
function blameDirectory(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof AppError) || thrown.facts['reason'] !== 'EACCES') return thrown;
  try {
    statSync(`${path}/.`);
    return thrown;
  } catch (denied) {
    return denied;
  }
}

function failureOf(thrown: unknown, path: string): ErrorRecord | 'gone' {
  if (thrown instanceof AppError) return toErrorRecord(thrown);
  const reason = errnoOf(thrown);
  if (reason === null) throw thrown;
  if (reason === 'ENOENT' || reason === 'ENOTDIR') return 'gone';
  const error =
    reason === 'ENAMETOOLONG'
      ? new AppError('name.too-long', 'the path is too long for the system', { path, reason })
      : new AppError('directory.unreadable', "the directory can't be read", { path, reason }, thrown);
  return toErrorRecord(error);
}
