import type { Action } from '../../model/action.ts';
import { compareSources } from '../../model/source.ts';
import { keyOf } from '../../plan/key-of.ts';
import type { FolderRun } from '../folder-run.ts';
import { knownAs } from '../known-object.ts';
import { optionsFor } from '../object-wishes.ts';
import { type ActEnd, done } from './act.ts';
import { sendsAgain } from './upload.ts';

/** Sends the new bytes of a growing file. It is known as far as it was when the appending began; what came later is found again. */
export async function actAppend(run: FolderRun, action: Action, signal: AbortSignal): Promise<ActEnd> {
  const { folder, access, store, clock } = run;
  const { path, reason } = action;
  const file = run.absolute(path);
  const before = await run.lookAt(file);
  const known = store.known.find(folder.id, path);
  if (known && !sendsAgain.has(reason.code) && compareSources(known.identity, before) === 'same') {
    return { type: 'void' };
  }
  const options = await optionsFor(run, path);
  const key = keyOf(folder, path);
  const appended = await run.append({ path: file, access, key, options }, signal);
  if (signal.aborted) return { type: 'void' };
  const object = { key: appended.key, etag: appended.etag, versionId: null };
  store.known.put(folder.id, knownAs(path, before, object, appended.checksum, clock.now()));
  run.tally.appendedBytes += appended.bytes;
  return done('done', reason, appended.bytes);
}
