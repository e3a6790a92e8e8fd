import { AppError, toAppError } from '../base/app-error.ts';
import { forEachParallel } from '../base/async.ts';
import { problem } from '../base/said.ts';
import { eachObject } from '../remote/paging.ts';
import { createMatcher } from '../watch/ignore-rules.ts';
import type { FolderRun } from './folder-run.ts';
import type { RestoreResult } from './folder-sync.ts';
import { placeBefore, trashPrefix } from './trash-key.ts';

interface InTrash {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly lastModifiedMs: number;
  readonly rank: string;
}

/**
 * Moves what the trash holds back to where it was, the newest first where it holds several of one key. A key that holds an object
 * again stays as it is. Only the bucket changes.
 */
export async function restoreTrash(
  run: FolderRun,
  match: string | null,
  signal: AbortSignal,
): Promise<RestoreResult> {
  const { folder, bucket, access } = run;
  const prefix = trashPrefix(folder);
  if (prefix === null) {
    const facts = { ...problem('trash.none'), option: 'restore-trash' };
    throw new AppError('options.invalid', 'this folder has no trash', facts);
  }
  const matcher = match === null ? null : createMatcher([match]);
  const isWanted = (path: string) => matcher?.matches(path) ?? true;
  const newest = new Map<string, InTrash>();
  for await (const { key, etag, size, lastModifiedMs } of eachObject(bucket, { prefix }, signal)) {
    const place = placeBefore(folder, key);
    if (place === null || !isWanted(place.key.slice(folder.prefix.length))) continue;
    const found = { key, etag, size, lastModifiedMs, rank: place.rank };
    const other = newest.get(place.key);
    if (other === undefined || isLater(found, other)) newest.set(place.key, found);
  }
  const result = { restored: 0, kept: 0 };
  const restore = async ([to, { key, etag, size }]: [string, InTrash]) => {
    const path = to.slice(folder.prefix.length);
    try {
      await run.move({ access, from: { key, etag, size, checksum: null }, to }, signal);
      result.restored += 1;
      run.journal(path, 'done', { code: 'restored', facts: { key: to, trashKey: key } });
    } catch (thrown) {
      if (toAppError(thrown).code !== 'object.exists') throw thrown;
      result.kept += 1;
    }
  };
  await forEachParallel(newest, run.parallel, restore, signal);
  return result;
}

/** Which of two came into the trash later. Times of a listing may be whole seconds, in which the minute of the key may change. */
function isLater(one: InTrash, other: InTrash): boolean {
  if (one.lastModifiedMs !== other.lastModifiedMs) return one.lastModifiedMs > other.lastModifiedMs;
  return one.rank > other.rank;
}
