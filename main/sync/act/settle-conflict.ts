import { AppError } from '../../base/app-error.ts';
import type { Action } from '../../model/action.ts';
import { conflictKey } from '../../plan/conflict-key.ts';
import type { ObjectInfo } from '../../remote/object-store.ts';
import type { FolderRun } from '../folder-run.ts';
import { knownAs } from '../known-object.ts';
import { mayReplaceOwn } from '../own-object.ts';
import { type ActEnd, done } from './act.ts';
import type { Send } from './upload.ts';

/** More names than this for one moment and one file mean that something else is wrong. */
const mostNames = 20;

/**
 * The key holds another object than we stored there. One that is ours after all, from a run whose end was never written down, is
 * replaced, unless another path of the folder is known by it; one with the file's bytes is adopted; for a real one the folder's
 * settings decide: it is overwritten, or both are kept, ours under a name of its own.
 */
export async function settleConflict(
  run: FolderRun,
  action: Action,
  key: string,
  send: Send,
  signal: AbortSignal,
): Promise<ActEnd> {
  const { folder, access, store, bucket } = run;
  const { path } = action;
  const info = await bucket.head(key, signal);
  if (info === null) return sure(await send(run, action, key, { forbidOverwrite: true }, signal), key);
  if (mayReplaceOwn(run, path, info)) {
    const end = await send(run, action, key, { ifMatch: info.etag }, signal);
    if (end !== 'taken') return end;
  }
  const { verdict, ours, source } = await run.compare({ access, path: run.absolute(path), key }, signal);
  if (verdict === 'equal') {
    store.known.put(folder.id, knownAs(path, source, info, ours, run.clock.now()));
    run.tally.adopted += 1;
    return done('adopt', { code: 'adopted-by-checksum', facts: { key } });
  }
  if (folder.settings.onConflict === 'ours-wins') return sure(await send(run, action, key, {}, signal), key);
  return await keepBoth(run, action, info, send, signal);
}

async function keepBoth(
  run: FolderRun,
  action: Action,
  info: ObjectInfo,
  send: Send,
  signal: AbortSignal,
): Promise<ActEnd> {
  const { bucket, clock, host } = run;
  const { path } = action;
  const { key } = info;
  const atMs = clock.now();
  const utcOffsetMinutes = -new Date(atMs).getTimezoneOffset();
  const name = { key, host, atMs, utcOffsetMinutes, maxKeyBytes: bucket.limits.maxKeyBytes };
  for (let number = 1; number <= mostNames; number += 1) {
    const other = conflictKey(name, number);
    const end = await send(run, action, other, { forbidOverwrite: true }, signal);
    if (end === 'taken') continue;
    if (end.type !== 'done') return end;
    run.tally.conflicts += 1;
    run.emit({ type: 'conflict', path, key, conflictKey: other });
    const facts = { path, key, conflictKey: other };
    run.report(path, new AppError('object.changed', 'both versions were kept', facts), 'warning');
    return done('conflict', { code: 'object-changed', facts }, end.bytes);
  }
  throw new AppError('object.exists', 'every name for a conflict is taken', { key });
}

function sure(end: ActEnd | 'taken', key: string): ActEnd {
  if (end !== 'taken') return end;
  throw new AppError('remote.conflict', 'the object changed again while it was looked at', { key });
}
