import type { Engine } from '../../engine.ts';
import type { FolderSyncs } from '../../sync/folder-sync.ts';
import type { TransferOptions } from '../options.ts';
import { openSession } from '../session.ts';
import type { Surroundings } from '../surroundings.ts';

/** What of the engine the folder commands use. `close` must be awaited, whatever happened. */
export interface FolderSession {
  readonly engine: FolderSyncs & Pick<Engine, 'onEvent' | 'onProgress'>;
  close(): Promise<void>;
}

export type OpenFolderSession = (options: TransferOptions, here: Surroundings) => Promise<FolderSession>;

/** An engine with its folders, for one command. */
export const openFolderSession: OpenFolderSession = openSession;
