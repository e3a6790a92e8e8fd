import { AppError } from '../base/app-error.ts';
import { lookAtRoot, markerName, writeMarker } from '../watch/root.ts';
import type { FolderRun } from './folder-run.ts';

/**
 * Makes sure that the root is there and is the one that was scanned before, and returns its identity. An empty directory in the place
 * of a folder that held files is taken for a drive that is not connected. A mirrored folder is known by its marker, which
 * is written at the first contact. Throws `folder.missing`, `folder.unreadable`, `folder.other-drive` and `folder.marker-missing`.
 */
export async function checkRoot(run: FolderRun): Promise<string> {
  const { folder, store } = run;
  const { root, id, settings } = folder;
  const look = await lookAtRoot(root);
  const record = store.folders.find(id);
  const before = record?.rootIdentity ?? null;
  const isEmptied = look.isEmpty && store.known.totals(id).files > 0;
  if (isEmptied && before !== null && before !== look.identity) {
    throw new AppError('folder.other-drive', 'the root is another directory than before, and an empty one', {
      path: root,
    });
  }
  if (settings.mode !== 'mirror' || look.markedFor === id) return look.identity;
  if (before !== null) {
    const message =
      look.markedFor === null ? 'the marker is missing' : 'the marker is that of another folder';
    throw new AppError('folder.marker-missing', message, { path: root, marker: markerName });
  }
  await writeMarker(root, id);
  return look.identity;
}
