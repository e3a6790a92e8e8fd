import { Button, Modal, Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { FolderDraft, FolderView } from '../../../preload/contract/folders.ts';
import type { RequestError } from '../../client/client.ts';
import { useClient } from '../../client/context.tsx';
import { DialogFooter } from '../../components/dialog-footer.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useTask } from '../../components/task-rows.ts';
import { useSay } from '../../text/texts.tsx';
import { TaskCard, TaskTable } from './folder-tasks.tsx';

export function DryRunDialog({
  folder,
  onClose,
}: {
  readonly folder: FolderView;
  readonly onClose: () => void;
}) {
  const say = useSay('page-folders');
  const { root, target, settings } = folder;
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={say('dryRun.title', { name: folder.name })}
      closeButtonProps={{ 'aria-label': say('action.close') }}
    >
      <Stack>
        <DryRun draft={{ root, target, settings }} />
        <DialogFooter>
          <Button variant="default" onClick={onClose}>
            {say('action.close')}
          </Button>
        </DialogFooter>
      </Stack>
    </Modal>
  );
}

/** Shows what a folder would do, without doing it; begun anew for another draft, and ended with the panel. */
export function DryRun({ draft }: { readonly draft: FolderDraft }) {
  const client = useClient();
  const [taskId, setTaskId] = useState<string | null>(null);
  const [error, setError] = useState<RequestError | null>(null);
  const task = useTask(taskId);
  const key = JSON.stringify(draft);

  // biome-ignore lint/correctness/useExhaustiveDependencies: begun anew for another draft
  useEffect(() => {
    let started: string | null = null;
    let isGone = false;
    setError(null);
    setTaskId(null);
    client.request('startDryRun', draft).then(
      answer => {
        started = answer.taskId;
        if (isGone) void client.request('dismissTask', { id: started }).catch(() => {});
        else setTaskId(started);
      },
      thrown => !isGone && setError(thrown as RequestError),
    );
    return () => {
      isGone = true;
      if (started !== null) void client.request('dismissTask', { id: started }).catch(() => {});
    };
  }, [key]);

  if (error) return <ErrorPanel error={error.view} />;
  if (task === null || taskId === null) return <Stack mih={120} aria-busy="true" />;
  return (
    <Stack mih={120}>
      <TaskCard task={{ ...task, rows: 0 }} />
      <TaskTable taskId={taskId} />
    </Stack>
  );
}
