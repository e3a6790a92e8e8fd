import { AppError, toAppError } from '../base/app-error.ts';
import { forEachParallel } from '../base/async.ts';
import { problem } from '../base/said.ts';
import { eachObject } from '../remote/paging.ts';
import { createMatcher } from '../watch/ignore-rules.ts';
import type { FolderRun } from './folder-run.ts';
import type { RestoreResult } from './folder-sync.ts';
import { keyBefore, trashPrefix } from './trash-key.ts';

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
  const newest = new Map<string, { key: string; etag: string; size: number }>();
  for await (const { key, etag, size } of eachObject(bucket, { prefix }, signal)) {
    const before = keyBefore(folder, key);
    // Keys of the trash begin with their time, so later ones come later.
    if (before !== null && isWanted(before.slice(folder.prefix.length)))
      newest.set(before, { key, etag, size });
  }
  const result = { restored: 0, kept: 0 };
  const restore = async ([to, found]: [string, { key: string; etag: string; size: number }]) => {
    const path = to.slice(folder.prefix.length);
    try {
      await run.move({ access, from: { ...found, checksum: null }, to }, signal);
      result.restored += 1;
      run.journal(path, 'done', { code: 'restored', facts: { key: to, trashKey: found.key } });
    } catch (thrown) {
      if (toAppError(thrown).code !== 'object.exists') throw thrown;
      result.kept += 1;
    }
  };
  await forEachParallel(newest, run.parallel, restore, signal);
  return result;
}
