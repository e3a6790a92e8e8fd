import { type ProblemFacts, problem } from '../base/said.ts';
import type { FolderSettings } from '../model/folder.ts';
import type { Problem } from '../model/problem.ts';
import type { SeenDirectory } from '../model/seen.ts';
import { findClashes } from './clashes.ts';
import { pathIn, problemOf } from './problem-of.ts';
import { windowsNameProblem, windowsPathProblem } from './windows-name.ts';

/** Longest name of a file or directory on Linux, in bytes. */
const longestName = 255;

/** A file or directory by its name. */
interface Named {
  readonly name: string;
  readonly isDirectory: boolean;
}

/**
 * What other systems would have against the names in one directory: files and the directories in it. Warnings, or failures where
 * the settings hold such names back; then all that lies below such a directory is held with it, and of names that clash
 * each one is. An entry has one problem at most, and a clash goes before the rest, since there one file takes another's place.
 * `siblings` are the names of known files in the directory: where a look was at single names, the others count as there. Pure.
 */
export function nameProblems(
  seen: SeenDirectory,
  siblings: Iterable<string>,
  { holdsBadNames }: Pick<FolderSettings, 'holdsBadNames'>,
  nowMs: number,
): Problem[] {
  const weight = holdsBadNames ? 'failed' : 'warning';
  const entries = new Map<string, Named>();
  const isLookedAt = (name: string) => seen.only === null || seen.only.includes(name);
  for (const name of siblings) if (!isLookedAt(name)) entries.set(name, { name, isDirectory: false });
  for (const { name } of seen.files) entries.set(name, { name, isDirectory: false });
  for (const name of seen.directories) entries.set(name, { name, isDirectory: true });
  const problems = new Map<string, Problem>();
  for (const { name, other, difference } of findClashes(entries.keys())) {
    const path = pathIn(seen.path, name, entries.get(name)?.isDirectory ?? false);
    const isDirectory = entries.get(other)?.isDirectory ?? false;
    const facts = { ...difference, other: pathIn(seen.path, other, isDirectory) };
    const error = { code: 'name.clash', message: 'other systems take two names for one', facts } as const;
    problems.set(name, problemOf(path, weight, error, nowMs));
  }
  for (const entry of entries.values()) {
    if (problems.has(entry.name)) continue;
    const path = pathIn(seen.path, entry.name, entry.isDirectory);
    const facts = foreignProblem(path, entry);
    if (facts === null) continue;
    const error = { code: 'name.reserved', message: 'another system cannot hold this name', facts } as const;
    problems.set(entry.name, problemOf(path, weight, error, nowMs));
  }
  return [...problems.values()];
}

/** The directory, ending in `/`, with which a path is held back; null where there is none. `isHeld` is asked from the top down. */
export function holdingDirectory(path: string, isHeld: (directory: string) => boolean): string | null {
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
    const directory = path.slice(0, end + 1);
    if (isHeld(directory)) return directory;
  }
  return null;
}

function foreignProblem(
  path: string,
  { name, isDirectory }: Named,
): (ProblemFacts & { readonly system: string }) | null {
  // A path that is too long is told once for each file; its directory alone is not worth a word.
  const windows = windowsNameProblem(name) ?? (isDirectory ? null : windowsPathProblem(path));
  if (windows !== null) return { ...windows, system: 'Windows' };
  const bytes = Buffer.byteLength(name);
  if (bytes <= longestName) return null;
  return { ...problem('foreign.longName', { bytes, most: longestName }), system: 'Linux' };
}
