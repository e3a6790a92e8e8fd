import { AppError } from '../../base/app-error.ts';
import type { Engine } from '../../engine.ts';
import type { FolderSyncs } from '../../sync/folder-sync.ts';
import type { TransferOptions } from '../options.ts';
import { openSession } from '../session.ts';
import type { Surroundings } from '../surroundings.ts';

/** What of the engine the folder commands use. `close` must be awaited, whatever happened. */
export interface FolderSession {
  readonly folders: FolderSyncs;
  readonly engine: Pick<Engine, 'onEvent' | 'onProgress'>;
  close(): Promise<void>;
}

export type OpenFolderSession = (options: TransferOptions, here: Surroundings) => Promise<FolderSession>;

/** An engine with its folders, for one command. */
export const openFolderSession: OpenFolderSession = async (options, here) => {
  const { engine, close } = await openSession(options, here);
  const { folders } = engine as Engine & { readonly folders?: FolderSyncs };
  if (folders) return { folders, engine, close };
  await close();
  throw new AppError('bug', 'this engine has no folders');
};
