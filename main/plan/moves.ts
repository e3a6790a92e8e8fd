import type { Checksum } from '../model/checksum.ts';
import type { KnownFile } from '../model/known-file.ts';
import type { SourceIdentity } from '../model/source.ts';

/** A known file that a newly seen one may be. */
export interface MoveCandidate {
  readonly known: KnownFile;
  /** Its path no longer holds this very file: nothing lies there, or another one. */
  readonly isGone: boolean;
}

/** What a file was known as before. */
export interface Move {
  readonly from: KnownFile;
  /** False where the file is still there as well: a hard link. */
  readonly isGone: boolean;
  /** Its object may be copied as it is; else the bytes are compared first. */
  readonly isSure: boolean;
}

/**
 * Which of the known files a newly seen file is: that of the same size, time, inode and device. The time of the last change of
 * properties says nothing, since a rename changes it as well. One whose path has lost it goes before one that is still there,
 * and one whose bytes were read before one that was adopted unread. Null when it is none, or empty: there is nothing to
 * gain from copying no bytes. Pure.
 *
 * In doubt are files that were never read; times in whole seconds, for drives that keep no finer ones often number files anew,
 * and tools that set times set such ones; and candidates that contradict each other, of which all but one were left
 * behind by files that are no more.
 */
export function findMove(seen: SourceIdentity, candidates: readonly MoveCandidate[]): Move | null {
  if (seen.size === 0 || seen.inode === '0') return null;
  const same = candidates.filter(({ known }) => isSameFile(seen, known.identity));
  const [best] = same.toSorted(byMerit);
  if (best === undefined) return null;
  const isSure =
    best.known.checksum !== null &&
    !hasWholeSeconds(seen.mtimeNs) &&
    same.every(({ known }) => !isContrary(best.known.checksum, known.checksum));
  return { from: best.known, isGone: best.isGone, isSure };
}

function isSameFile(a: SourceIdentity, b: SourceIdentity): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.inode === b.inode && a.device === b.device;
}

function hasWholeSeconds(ns: string): boolean {
  return BigInt(ns) % 1_000_000_000n === 0n;
}

function byMerit(a: MoveCandidate, b: MoveCandidate): number {
  return (
    Number(b.isGone) - Number(a.isGone) ||
    Number(b.known.checksum !== null) - Number(a.known.checksum !== null) ||
    (a.known.path < b.known.path ? -1 : 1)
  );
}

/** Checksums of different algorithms say nothing about each other. */
function isContrary(a: Checksum | null, b: Checksum | null): boolean {
  return a !== null && b !== null && a.algorithm === b.algorithm && a.value !== b.value;
}
