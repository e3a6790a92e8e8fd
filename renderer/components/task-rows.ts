import type { TaskRow, TaskView } from '../../preload/contract/tasks.ts';
import { useClient, useSnapshot } from '../client/context.tsx';
import { useWindows, type Windows } from '../client/windows.ts';

/** A task as the last snapshot tells of it; null once it is dismissed, or forgotten. */
export function useTask(id: string | null): TaskView | null {
  return useSnapshot(({ tasks }) => tasks.find(task => task.id === id) ?? null) ?? null;
}

/** Its rows as they come. */
export function useTaskRows<Row extends TaskRow>(id: string, task: TaskView | null): Windows<Row> {
  const client = useClient();
  return useWindows<Row>(
    ['listTaskRows', id],
    task === null ? 0 : task.rows + (task.isOver ? 0.5 : 0),
    async (offset, limit) => {
      const answer = await client.request('listTaskRows', { id, offset, limit });
      // A task has rows of its own kind alone.
      return answer as typeof answer & { readonly rows: readonly Row[] };
    },
  );
}
