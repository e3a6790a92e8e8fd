import { AppError } from '../base/app-error.ts';
import { lookAtRoot, markerName, type RootLook, writeMarker } from '../watch/root.ts';
import type { FolderRun } from './folder-run.ts';

/**
 * Makes sure that the root is there and is the one that was known before, and returns its identity. An empty directory in the place
 * of a folder that held files is taken for a drive that is not connected. A mirrored folder is known by its marker, which
 * is written at the first contact, or when the folder becomes a mirror. Throws `folder.missing`, `folder.unreadable`,
 * `folder.other-drive` and `folder.marker-missing`.
 */
export async function checkRoot(run: FolderRun): Promise<string> {
  const { folder, store } = run;
  const { root, id, settings } = folder;
  const look = await lookAtRoot(root);
  const before = store.folders.find(id)?.rootIdentity ?? null;
  const isEmptied = look.isEmpty && store.known.totals(id).files > 0;
  if (isEmptied && before !== null && before !== look.identity) {
    throw new AppError('folder.other-drive', 'the root is another directory than before, and an empty one', {
      path: root,
    });
  }
  if (settings.mode === 'mirror' && look.markedFor !== id) {
    if (!mayBeMarked(look, before, run.becameMirror)) {
      const message =
        look.markedFor === null ? 'the marker is missing' : 'the marker is that of another folder';
      throw new AppError('folder.marker-missing', message, { path: root, marker: markerName });
    }
    await writeMarker(root, id);
  }
  // A first contact that comes to no end leaves a folder whose root is known all the same.
  if (before === null) store.folders.setRootIdentity(id, look.identity);
  return look.identity;
}

/** Whether a mirrored folder's root that is not marked gets its marker now; `before` is its identity so far, null for none. Pure. */
export function mayBeMarked(
  { identity, isEmpty, markedFor }: RootLook,
  before: string | null,
  becameMirror: boolean,
): boolean {
  if (before === null) return true;
  return becameMirror && before === identity && !isEmpty && markedFor === null;
}
