import type { Folder } from '../model/folder.ts';
import type { FolderLog } from '../store/folder-log.ts';
import type { FolderWish } from './folder-sync.ts';

/** No folder of the record has it, so nothing is known of its files. */
const noId = '';

/**
 * A folder as it would be with these settings: the one that is remembered at this place, or one of which nothing is known. Writes
 * nothing. Throws `folder.overlaps`.
 */
export function trialFolder(
  { root, access, prefix, settings }: FolderWish & { readonly root: string },
  folders: Pick<FolderLog, 'lookUp'>,
): Folder {
  const { address } = access;
  const record = folders.lookUp({ root, address, prefix });
  if (record) return { ...record.folder, address, settings };
  return { id: noId, root, address, prefix, settings, isPaused: false, createdAtMs: 0 };
}
