import { AppError, type ErrorRecord, isAbort, toAppError, toErrorRecord } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { ReportEntry } from '../../model/report.ts';
import { withWindow } from '../../model/source.ts';
import { compareFile, type Standing } from './compare-file.ts';
import type { ProveTools } from './prove-file.ts';

/** What a second look at a proven upload found. */
export interface CheckedEntry {
  /** Null when the object still is what was proven; else why it can't be said so. */
  readonly object: ErrorRecord | null;
  /**
   * `unread`: not asked for, or it was a stream. `gone`: nothing lies at its path any more, which harms no proof. Null when
   * its bytes still are those that were proven; else why it can't be said so.
   */
  readonly file: 'unread' | 'gone' | ErrorRecord | null;
}

/** Looks again at what a report says was proven. Throws only what the signal throws. */
export async function checkEntry(
  entry: ReportEntry,
  isObjectOnly: boolean,
  tools: ProveTools,
  signal: AbortSignal,
): Promise<CheckedEntry> {
  const object = await errorOf(checkObject(entry, tools, signal));
  if (isObjectOnly || entry.path === null) return { object, file: 'unread' };
  const file = await errorOf(checkFile(entry, entry.path, tools, signal));
  return { object, file: file?.code === 'file.missing' ? 'gone' : file };
}

async function errorOf(work: Promise<void>): Promise<ErrorRecord | null> {
  try {
    await work;
    return null;
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    return toErrorRecord(toAppError(thrown));
  }
}

/** The store's checksum decides where it keeps one of the same kind, else that the ETag is the same as then. */
async function checkObject({ target, proof }: ReportEntry, { store }: ProveTools, signal: AbortSignal) {
  const { key } = target;
  const info = await store.head(key, signal);
  if (info === null) throw new AppError('object.missing', 'the proven object is gone', { key });
  if (info.size !== proof.size) {
    throw different(key, problem('proof.sizeNow', { sizeNow: info.size, sizeThen: proof.size }));
  }
  if (info.checksum?.algorithm === proof.ours.algorithm) {
    if (info.checksum.value === proof.ours.value) return;
    const name = proof.ours.algorithm.toUpperCase();
    const [now, before] = [info.checksum.value, proof.ours.value];
    throw different(key, problem('proof.checksumNow', { name, now, before }));
  }
  if (info.etag.toLowerCase() !== proof.etag.toLowerCase()) {
    throw different(key, problem('proof.checksumNow', { name: 'ETag', now: info.etag, before: proof.etag }));
  }
}

async function checkFile(
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

function different(key: string, found: ProblemFacts): AppError {
  return new AppError('proof.different', `it is not what was proven: ${found.problem}`, { ...found, key });
}
