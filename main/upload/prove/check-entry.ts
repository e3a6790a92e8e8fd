import { type ErrorRecord, isAbort, toAppError, toErrorRecord } from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';
import type { ReportEntry } from '../../model/report.ts';
import { withWindow } from '../../model/source.ts';
import { compareFile, type Standing } from './compare-file.ts';
import { compareObject, different } from './compare-object.ts';
import type { ProveTools } from './prove-file.ts';

/** What a second look at a proven upload found. */
export interface CheckedEntry {
  /** Null when the object still is what was proven, with more behind it or not; else why it can't be said so. */
  readonly object: ErrorRecord | null;
  /** So many bytes were appended to it since; then, as long as `object` is null, they are the file's. */
  readonly grownBytes: number;
  /**
   * `unread`: not asked for, or it was a stream. `gone`: it lies at its path no more, which harms no proof. Null when its
   * bytes still are those that were proven; else why it can't be said so.
   */
  readonly file: 'unread' | 'gone' | ErrorRecord | null;
  /** Where the file is now; null for a stream. */
  readonly path: string | null;
}

/** Looks again at what a report says was proven. Throws only what the signal throws. */
export async function checkEntry(
  entry: ReportEntry,
  isObjectOnly: boolean,
  tools: ProveTools,
  signal: AbortSignal,
): Promise<CheckedEntry> {
  const { file, path } = await checkFile(entry, isObjectOnly, tools, signal);
  const holder = file === null ? path : null;
  const compared = await attempt(compareObject(entry, holder, tools, signal));
  if ('error' in compared) {
    const { error } = compared;
    return { object: error, grownBytes: Number(error.facts['grownBytes'] ?? 0), file, path };
  }
  return { object: null, grownBytes: compared.value, file, path };
}

async function checkFile(
  entry: ReportEntry,
  isObjectOnly: boolean,
  tools: ProveTools,
  signal: AbortSignal,
): Promise<Pick<CheckedEntry, 'file' | 'path'>> {
  const { path } = entry;
  if (isObjectOnly || path === null) return { file: 'unread', path };
  // Rotations give a file's name to another one, which says nothing of the first.
  const now = entry.file === undefined ? path : await tools.findFile(path, entry.file);
  if (now === null) return { file: 'gone', path };
  const compared = await attempt(compareWithEntry(entry, now, tools, signal));
  if (!('error' in compared)) return { file: null, path: now };
  return { file: compared.error.code === 'file.missing' ? 'gone' : compared.error, path: now };
}

async function attempt<T>(
  work: Promise<T>,
): Promise<{ readonly value: T } | { readonly error: ErrorRecord }> {
  try {
    return { value: await work };
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    return { error: toErrorRecord(toAppError(thrown)) };
  }
}

async function compareWithEntry(
  { target, offset, proof }: ReportEntry,
  path: string,
  tools: ProveTools,
  signal: AbortSignal,
): Promise<void> {
  const { key } = target;
  const whole = await tools.lookAt(path);
  if (whole.size < offset + proof.size) {
    const sizeThen = offset + proof.size;
    throw different(key, problem('proof.fileShrunk', { sizeNow: whole.size, sizeThen }));
  }
  const source = withWindow(whole, { offset, length: proof.size });
  const isMd5 = proof.ours.algorithm === 'md5';
  const standing: Standing = {
    target,
    size: proof.size,
    checksum: isMd5 ? null : proof.ours,
    etag: isMd5 ? proof.ours.value : proof.etag,
  };
  await compareFile(source, standing, undefined, tools, signal);
}
