import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import en from '../../../assets/text/en/page-folders.json' with { type: 'json' };
import type { PlanRow, TaskView, VerifyRow } from '../../../preload/contract/tasks.ts';
import { useClient, useSnapshot } from '../../client/context.tsx';
import { useRequest } from '../../client/requests.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useTask, useTaskRows } from '../../components/task-rows.ts';
import { useTell } from '../../components/tell.ts';
import { WindowList } from '../../components/window-list.tsx';
import { useSay, useTexts } from '../../text/texts.tsx';
import { FileRow, fileRowHeight } from './file-row.tsx';

/** Long work of one folder: how far it is, and what it found. */
export function FolderTasks({ folderId }: { readonly folderId: string }) {
  const tasks = useSnapshot(now => now.tasks) ?? [];
  return (
    <>
      {tasks
        .filter(task => task.folderId === folderId)
        .map(task => (
          <TaskCard key={task.id} task={task} />
        ))}
    </>
  );
}

export function TaskCard({ task }: { readonly task: TaskView }) {
  const say = useSay('page-folders');
  const client = useClient();
  const tell = useTell();
  const [isOpen, setIsOpen] = useState(false);
  const { data } = useRequest('getTask', task.isOver ? { id: task.id } : null);
  const name = say(`task.${task.kind}`);
  const counts = useCounts(task.isOver && data?.summary ? data.summary : task.counts);
  const ask = (request: 'stopTask' | 'dismissTask') =>
    void client.request(request, { id: task.id }).catch(tell.failed);
  const text = !task.isOver
    ? counts === ''
      ? say('task.runningBare', { name })
      : say('task.running', { name, counts })
    : task.error
      ? say('task.failed', { name })
      : say(task.isStopped ? 'task.stopped' : 'task.over', { name, counts: counts === '' ? null : counts });
  return (
    <Alert color={task.error ? 'red' : task.isOver ? 'gray' : 'harbour'} py="xs">
      <Stack gap="xs">
        <Group justify="space-between" role="status" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            {!task.isOver && <Loader size="xs" />}
            <Text size="sm" className="figures">
              {text}
            </Text>
          </Group>
          <Group gap={6} wrap="nowrap">
            {task.rows > 0 && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => setIsOpen(!isOpen)}
                aria-expanded={isOpen}
              >
                {say('task.rows')}
              </Button>
            )}
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => ask(task.isOver ? 'dismissTask' : 'stopTask')}
            >
              {say(task.isOver ? 'action.dismiss' : 'action.stop')}
            </Button>
          </Group>
        </Group>
        {task.error && <ErrorPanel error={task.error} />}
        {isOpen && <TaskTable taskId={task.id} />}
      </Stack>
    </Alert>
  );
}

/** Counts in words, those that say something. */
function useCounts(counts: TaskView['counts']): string {
  const say = useSay('page-folders');
  const texts = useTexts();
  const parts = Object.entries(counts).flatMap(([name, value]) => {
    if (typeof value !== 'number' || value === 0) return [];
    const [, base = name, unit = ''] = /^(.+?)(Files|Bytes)$/.exec(name) ?? [];
    const key = `task.label.${unit === '' ? name : base}`;
    if (!Object.hasOwn(en, key) || (unit === 'Bytes' && name !== 'bytesRead')) return [];
    const label = texts.sayPage('page-folders', key as 'task.label.files');
    return [
      name === 'bytesRead' ? say('task.countBytes', { label, value }) : say('task.count', { label, value }),
    ];
  });
  return parts.join(' · ');
}

/** What a dry run would do, or what a comparison found; as many rows as there are. */
export function TaskTable({ taskId }: { readonly taskId: string }) {
  const say = useSay('page-folders');
  const texts = useTexts();
  const task = useTask(taskId);
  const windows = useTaskRows<PlanRow | VerifyRow>(taskId, task);
  if (task?.isOver && windows.total === 0) {
    if (task.isStopped || task.error) return null;
    return <Text size="sm">{say(task.kind === 'dryRun' ? 'task.noneDryRun' : 'task.noneVerify')}</Text>;
  }
  if (!windows.total) return <Text size="sm">{say('task.noneSoFar')}</Text>;
  return (
    <WindowList
      windows={windows}
      rowHeight={fileRowHeight}
      most={322}
      label={say('task.rows')}
      role="table"
      row={row => (
        <FileRow
          what={row.kind === 'dryRun' ? say(`what.${row.what}` as 'what.upload') : null}
          path={row.path}
          reason={texts.sayReason(row.reason as never)}
          size={row.kind === 'dryRun' ? row.size : null}
        />
      )}
    />
  );
}
