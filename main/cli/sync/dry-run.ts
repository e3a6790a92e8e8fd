import type { Price } from '../../account/prices.ts';
import type { FolderEvent, FolderSyncs } from '../../sync/folder-sync.ts';
import { type ExitCode, exitCodes, worstOf } from '../exit-code.ts';
import type { FolderTask } from './folder-task.ts';
import type { PlanView } from './plan-view.ts';
import type { SyncView } from './sync-view.ts';
import { withFolder } from './with-folder.ts';

/** Shows what each folder's run would do, one after the other. Neither folder nor bucket nor record changes. */
export async function planFolders(
  folders: FolderSyncs,
  tasks: readonly FolderTask[],
  price: Price | null,
  view: PlanView,
  { happened }: Pick<SyncView, 'happened'>,
  signal: AbortSignal,
): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  for (const { subject, wish } of tasks) {
    const trial: FolderTask = { subject, wish: { ...wish, isTrial: true } };
    const onEvent = (event: FolderEvent) => happened(subject, event);
    const plan = await withFolder(folders, trial, onEvent, folder =>
      folder.plan(line => view.line(subject, line), signal),
    );
    view.planned(subject, plan, price);
    codes.push(plan.deletesHeld ? exitCodes.blocked : exitCodes.done);
  }
  return worstOf(codes);
}
