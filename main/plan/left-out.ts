import type { ErrorCode } from '../base/app-error.ts';
import type { Problem } from '../model/problem.ts';
import type { LeftOut, LeftOutCause, SeenDirectory } from '../model/seen.ts';
import { pathIn, problemOf } from './problem-of.ts';

/** After so long an entry that could not be read is looked at again, ms: locks and rights come and go. */
const unreadableRetryMs = 300_000;

interface Kind {
  readonly code: ErrorCode;
  readonly message: string;
  readonly weight: Problem['weight'];
}

/**
 * What the ignore rules leave out is no problem. Links that are not followed and special files are left out on purpose of the
 * rules, and so is a link that leads back, for all that it leads to is reached without it. A broken link that should be
 * followed has failed: what belongs there is not in the bucket.
 */
const kinds: Readonly<Record<LeftOutCause, Kind | null>> = {
  ignored: null,
  symlink: { code: 'link.skipped', message: 'links are not followed', weight: 'skipped' },
  'link-loop': { code: 'link.loop', message: 'the link leads back to where it lies', weight: 'skipped' },
  'broken-link': { code: 'link.broken', message: 'the link points to nothing', weight: 'failed' },
  special: { code: 'file.special', message: 'this is a pipe, socket or device', weight: 'skipped' },
  'not-utf8': { code: 'name.not-utf8', message: 'the name is no UTF-8', weight: 'failed' },
  unreadable: { code: 'file.unreadable', message: 'the file cannot be read', weight: 'failed' },
};

/** The problems of a directory's entries that are no files to upload, and of itself where it could not be read. Pure. */
export function leftOutProblems(seen: SeenDirectory, nowMs: number): Problem[] {
  const problems = seen.leftOut.flatMap(entry => problemOfEntry(seen.path, entry, nowMs) ?? []);
  if (seen.failure === null) return problems;
  return [...problems, problemOf(`${seen.path}/`, 'failed', seen.failure, nowMs, nowMs + unreadableRetryMs)];
}

/** Whether a directory that was read as a whole has nothing in it that belongs in the bucket, or may once it can be read. Pure. */
export function isEmpty({ files, directories, leftOut }: SeenDirectory): boolean {
  if (files.length > 0 || directories.length > 0) return false;
  return leftOut.every(({ why }) => kinds[why]?.weight !== 'failed');
}

function problemOfEntry(directory: string, entry: LeftOut, nowMs: number): Problem | null {
  const kind = kinds[entry.why];
  if (kind === null) return null;
  const path = pathIn(directory, entry.name, entry.isDirectory);
  if (entry.why === 'unreadable') return unreadable(path, entry, kind, nowMs);
  return problemOf(path, kind.weight, kind, nowMs);
}

function unreadable(path: string, entry: LeftOut, kind: Kind, nowMs: number): Problem {
  const facts = { errno: entry.errno ?? null };
  if (entry.errno === 'ENAMETOOLONG') {
    const error = { code: 'name.too-long', message: 'the path is too long for this system', facts } as const;
    return problemOf(path, 'failed', error, nowMs);
  }
  const { code, message } = entry.isDirectory
    ? ({ code: 'directory.unreadable', message: 'the directory cannot be read' } as const)
    : kind;
  return problemOf(path, 'failed', { code, message, facts }, nowMs, nowMs + unreadableRetryMs);
}
