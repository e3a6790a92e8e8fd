import type { Action } from '../../model/action.ts';
import { keyOf } from '../../plan/key-of.ts';
import type { FolderRun } from '../folder-run.ts';
import { knownAs } from '../known-object.ts';
import { type ActEnd, done } from './act.ts';

/** Stores the empty object that stands for an empty directory. */
export async function actMark(run: FolderRun, action: Action, signal: AbortSignal): Promise<ActEnd> {
  const { folder, access, store, clock } = run;
  const key = keyOf(folder, action.path);
  const object = await run.mark(access, key, signal);
  store.known.put(folder.id, knownAs(action.path, nobody, { key, ...object }, null, clock.now()));
  return done('done', action.reason);
}

/** A directory has no bytes to be known by. */
const nobody = { size: 0, mtimeNs: '0', ctimeNs: '0', inode: '0', device: '0' };
