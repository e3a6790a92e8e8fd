import { toAppError } from '../../base/app-error.ts';
import type { Action } from '../../model/action.ts';
import { keyOf } from '../../plan/key-of.ts';
import type { ObjectInfo } from '../../remote/object-store.ts';
import type { FolderRun } from '../folder-run.ts';
import { knownAs } from '../known-object.ts';
import { type ActEnd, done } from './act.ts';

/** Stores the empty object that stands for an empty directory. */
export async function actMark(run: FolderRun, action: Action, signal: AbortSignal): Promise<ActEnd> {
  const { folder, store, clock } = run;
  const key = keyOf(folder, action.path);
  const object = await markOrAdopt(run, key, signal);
  store.known.put(folder.id, knownAs(action.path, nobody, { key, ...object }, null, clock.now()));
  return done('done', action.reason);
}

/** An empty object that is there already is as good; one with bytes is somebody else's. */
async function markOrAdopt(
  run: FolderRun,
  key: string,
  signal: AbortSignal,
): Promise<Pick<ObjectInfo, 'etag' | 'versionId'>> {
  try {
    return await run.mark(run.access, key, signal);
  } catch (thrown) {
    if (toAppError(thrown).code !== 'object.exists') throw thrown;
    const info = await run.bucket.head(key, signal);
    if (info?.size === 0) return info;
    throw thrown;
  }
}

/** A directory has no bytes to be known by. */
const nobody = { size: 0, mtimeNs: '0', ctimeNs: '0', inode: '0', device: '0' };
