import { keyOf } from '../plan/key-of.ts';
import { checkRoot } from './check-root.ts';
import type { FolderRun } from './folder-run.ts';
import { isThere } from './is-there.ts';
import { objectOfInfo } from './known-object.ts';
import { moveToTrash } from './move-to-trash.ts';

/**
 * To be called for a path that something was planned for and that is gone. A process that died between storing its object, or copying it there, and
 * writing that down, or an upload whose answers were all lost, has left one that no known file stands for; in a mirrored folder it goes the
 * way of a deleted file's. A path that is known, or still there, stays as it is. Throws as `checkRoot` does, for what lies on a drive that is
 * missing is not gone.
 */
export async function clearUnrecorded(run: FolderRun, path: string, signal: AbortSignal): Promise<void> {
  const { folder, store, bucket } = run;
  if (folder.settings.mode !== 'mirror' || store.known.find(folder.id, path) !== null) return;
  const key = keyOf(folder, path);
  if (store.known.withKey(folder.id, key) !== null || (await isThere(run, path))) return;
  await checkRoot(run);
  const info = await bucket.head(key, signal);
  if (info === null || !run.isOwn(info)) return;
  const trashKey = await moveToTrash(run, objectOfInfo(info), signal);
  run.journal(path, 'delete', {
    code: trashKey === null ? 'deleted' : 'moved-to-trash',
    facts: { key, trashKey },
  });
}
