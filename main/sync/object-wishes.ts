import type { KnownFile } from '../model/known-file.ts';
import type { ObjectOptions } from '../model/target.ts';
import { contentTypeOf } from '../plan/content-type.ts';
import type { FolderRun } from './folder-run.ts';
import { readMode } from './read-mode.ts';

/** How the object of a file is to be: the folder's options, with what the file itself says. Throws `file.missing` or `file.unreadable`. */
export async function optionsFor(run: FolderRun, path: string): Promise<ObjectOptions> {
  const { options, keepsPermissions } = run.folder.settings;
  const meta = keepsPermissions
    ? { ...options.meta, mode: (await readMode(run.absolute(path))).toString(8) }
    : options.meta;
  return {
    contentType: contentTypeOf(path),
    keepsMtime: true,
    ...options,
    ...(meta && { meta }),
  };
}

/** What the key must hold for the upload to replace it: what we stored last, or nothing. */
export function conditionFor(
  { folder }: FolderRun,
  known: KnownFile | null,
): Pick<ObjectOptions, 'ifMatch' | 'forbidOverwrite'> {
  if (folder.settings.onConflict === 'ours-wins') return {};
  return known ? { ifMatch: known.etag } : { forbidOverwrite: true };
}
