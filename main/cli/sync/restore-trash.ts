import type { FolderSyncs } from '../../sync/folder-sync.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Surroundings } from '../surroundings.ts';
import type { FolderTask } from './folder-task.ts';
import { syncTextsIn } from './sync-texts.ts';
import type { SyncView } from './sync-view.ts';
import { withFolder } from './with-folder.ts';

/** Moves back what the trash of a folder holds, or what of it matches, and tells how much that was. */
export async function restoreTrash(
  folders: Pick<FolderSyncs, 'openFolder'>,
  task: FolderTask,
  match: string | null,
  { happened }: Pick<SyncView, 'happened'>,
  isJson: boolean,
  { terminal, environment, signal }: Surroundings,
): Promise<ExitCode> {
  const texts = syncTextsIn(environment.language);
  const { restored, kept } = await withFolder(
    folders,
    task,
    event => happened(task.subject, event),
    folder => folder.restoreTrash(match, signal),
  );
  terminal.redraw('');
  const { root } = task.subject;
  if (isJson) terminal.emit('restored', { root, restored, kept, isStopped: signal.aborted });
  else terminal.print(texts.say('restored', { count: restored, kept: kept === 0 ? null : kept }));
  return signal.aborted ? exitCodes.paused : exitCodes.done;
}
