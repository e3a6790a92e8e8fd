import { toAppError } from '../base/app-error.ts';
import type { FolderRun } from './folder-run.ts';
import type { KnownObject } from './sync-tools.ts';
import { trashKey } from './trash-key.ts';

/**
 * Takes an object from its place: into the trash, proven there before it goes, or away for good where the folder has no
 * trash. Returns its key in the trash. Throws `object.changed` when it is no longer the one that is meant.
 */
export async function moveToTrash(
  run: FolderRun,
  object: KnownObject,
  signal: AbortSignal,
): Promise<string | null> {
  const { folder, access, clock } = run;
  const now = clock.now();
  const to = trashKey(folder, object.key, now);
  if (to === null) {
    await run.remove(access, object, signal);
    return null;
  }
  try {
    await run.move({ access, from: object, to }, signal);
    return to;
  } catch (thrown) {
    if (toAppError(thrown).code !== 'object.exists') throw thrown;
    const other = trashKey(folder, object.key, now, `-${now}`) ?? to;
    await run.move({ access, from: object, to: other }, signal);
    return other;
  }
}

/** Keeps a copy in the trash of an object that is about to be replaced. Without a trash nothing is kept. */
export async function keepInTrash(
  run: FolderRun,
  object: KnownObject,
  signal: AbortSignal,
): Promise<string | null> {
  const { folder, access, clock } = run;
  const now = clock.now();
  const to = trashKey(folder, object.key, now, `-${now}`);
  if (to !== null) await run.copy({ access, from: object, to }, signal);
  return to;
}
