import type { Price } from '../../model/price.ts';
import type { FolderSyncs } from '../../sync/folder-sync.ts';
import { type ExitCode, exitCodes, worstOf } from '../exit-code.ts';
import type { FolderTask } from './folder-task.ts';
import type { PlanView } from './plan-view.ts';
import type { SyncView } from './sync-view.ts';
import { placingErrors } from './with-folder.ts';

/** Shows what each folder's run would do, one after the other. Neither folder nor bucket nor record changes. */
export async function planFolders(
  folders: Pick<FolderSyncs, 'planFolder'>,
  tasks: readonly FolderTask[],
  price: Price | null,
  view: PlanView,
  { happened }: Pick<SyncView, 'happened'>,
  signal: AbortSignal,
): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  for (const task of tasks) {
    const { subject, wish } = task;
    const plan = await placingErrors(task, () =>
      folders.planFolder(
        wish,
        event => happened(subject, event),
        line => view.line(subject, line),
        signal,
      ),
    );
    view.planned(subject, plan, price);
    codes.push(plan.deletesHeld ? exitCodes.blocked : exitCodes.done);
  }
  return worstOf(codes);
}
