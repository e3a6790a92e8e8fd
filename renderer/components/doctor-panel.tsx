import { Alert, Badge, Button, Loader, Stack, Table, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { TargetView } from '../../preload/contract/targets.ts';
import type { DoctorRow } from '../../preload/contract/tasks.ts';
import type { RequestError } from '../client/client.ts';
import { useClient } from '../client/context.tsx';
import { useRequest } from '../client/requests.ts';
import { useErrorText, useSay, useTexts } from '../text/texts.tsx';
import { CodeBlock } from './code-block.tsx';
import { DialogFooter } from './dialog-footer.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { targetAddress } from './target-check.ts';
import { useTask, useTaskRows } from './task-rows.ts';
import { useTell } from './tell.ts';

const colors = { passed: 'green', warned: 'yellow', failed: 'red', skipped: 'gray' } as const;
const mostChecks = 100;

/** Tests a target, check by check, as they come. It starts with the panel and ends with it. */
export function DoctorPanel({
  target,
  onOver,
}: {
  readonly target: TargetView;
  readonly onOver?: (isWell: boolean) => void;
}) {
  const say = useSay('page-accounts');
  const client = useClient();
  const [started, setStarted] = useState<{
    readonly taskId: string;
    readonly checks: readonly string[];
  } | null>(null);
  const [error, setError] = useState<RequestError | null>(null);
  const [generation, setGeneration] = useState(0);
  const tell = useTell();
  const taskId = started?.taskId ?? null;
  const task = useTask(taskId);
  const address = targetAddress(target);

  // biome-ignore lint/correctness/useExhaustiveDependencies: begun anew for another target, or when it is asked for
  useEffect(() => {
    let mine: string | null = null;
    let isGone = false;
    setStarted(null);
    setError(null);
    client.request('startDoctor', { target }).then(
      answer => {
        mine = answer.taskId;
        if (isGone) void client.request('dismissTask', { id: mine }).catch(() => {});
        else setStarted(answer);
      },
      thrown => !isGone && setError(thrown as RequestError),
    );
    return () => {
      isGone = true;
      if (mine !== null) void client.request('dismissTask', { id: mine }).catch(() => {});
    };
  }, [address, generation]);

  if (error) {
    return (
      <Stack>
        <ErrorPanel error={error.view} />
        <div>
          <Button variant="default" onClick={() => setGeneration(generation + 1)}>
            {say('action.again')}
          </Button>
        </div>
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {say(task?.isOver ? 'test.over' : 'test.running', { target: address })}
      </Text>
      {started !== null && <Checks {...started} onOver={onOver} />}
      {task?.error && <ErrorPanel error={task.error} />}
      <DialogFooter justify="flex-start">
        {task?.isOver ? (
          <Button variant="default" onClick={() => setGeneration(generation + 1)}>
            {say('action.again')}
          </Button>
        ) : (
          <>
            <Loader size="xs" />
            {taskId !== null && (
              <Button
                variant="default"
                onClick={() => void client.request('stopTask', { id: taskId }).catch(tell.failed)}
              >
                {say('action.stop')}
              </Button>
            )}
          </>
        )}
      </DialogFooter>
    </Stack>
  );
}

function Checks({
  taskId,
  checks,
  onOver,
}: {
  readonly taskId: string;
  readonly checks: readonly string[];
  readonly onOver: ((isWell: boolean) => void) | undefined;
}) {
  const say = useSay('page-accounts');
  const texts = useTexts();
  const describe = useErrorText();
  const task = useTask(taskId);
  const windows = useTaskRows<DoctorRow>(taskId, task);
  const isOver = task?.isOver ?? false;
  const detail = useRequest('getTask', isOver ? { id: taskId } : null);
  const rows = Array.from({ length: Math.min(windows.total ?? 0, mostChecks) }, (_, index) =>
    windows.at(index),
  ).filter(row => row !== undefined);
  const toCome = isOver ? [] : checks.filter(check => !rows.some(row => row.check === check));
  const missing = [...new Set(rows.flatMap(({ missingRight }) => missingRight ?? []))];
  const count = (became: DoctorRow['became']) => rows.filter(row => row.became === became).length;
  const failed = count('failed');

  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when it is over
  useEffect(() => {
    if (isOver && detail.data) onOver?.(detail.data.summary?.['failed'] === 0);
  }, [isOver, detail.data]);

  /** A check that lacks another one names it as the list does. */
  function saidText({ says }: DoctorRow): string {
    if (says === null) return '';
    const { check } = says.facts;
    const facts =
      typeof check === 'string'
        ? { ...says.facts, check: say(`check.${check}` as 'check.names') }
        : says.facts;
    return texts.sayCheck({ key: says.key as never, facts });
  }

  return (
    <>
      <div role="status">
        {isOver && task?.error === null && (
          <Alert color={failed > 0 ? 'red' : task?.isStopped ? 'gray' : 'green'} py="xs">
            {task?.isStopped
              ? say('test.stopped')
              : failed > 0
                ? say('test.failed', { count: failed })
                : count('warned') > 0
                  ? say('test.passedWithNotes', { count: count('warned') })
                  : say('test.passed')}
          </Alert>
        )}
      </div>
      <Table verticalSpacing={5} aria-label={say('test.checks')}>
        <Table.Tbody>
          {rows.map(row => {
            const told = row.error ? describe(row.error) : null;
            return (
              <Table.Tr key={row.check}>
                <Table.Td w={96} style={{ verticalAlign: 'top' }}>
                  <Badge color={colors[row.became]} variant="light" size="sm">
                    {say(`test.became.${row.became}`)}
                  </Badge>
                </Table.Td>
                <Table.Td w={160} style={{ verticalAlign: 'top' }}>
                  <Text size="sm">{say(`check.${row.check}` as 'check.names')}</Text>
                </Table.Td>
                <Table.Td>
                  <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                    {told ? told.cause : saidText(row)}
                  </Text>
                  {told && (
                    <Text size="xs" c="dimmed">
                      {told.remedy}
                    </Text>
                  )}
                  {row.missingRight !== null && (
                    <Text size="xs" fw={600}>
                      {say('test.missing', { action: row.missingRight })}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
          {toCome.map((check, index) => (
            <Table.Tr key={check}>
              <Table.Td w={96}>
                <Text size="xs" c="dimmed">
                  {say(index === 0 ? 'test.became.running' : 'test.became.toCome')}
                </Text>
              </Table.Td>
              <Table.Td w={160}>
                <Text size="sm" c="dimmed">
                  {say(`check.${check}` as 'check.names')}
                </Text>
              </Table.Td>
              <Table.Td />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {detail.data?.policy && (
        <Stack gap={4}>
          <Text size="sm" fw={500}>
            {say('test.policy')}
          </Text>
          <Text size="sm">{say('test.missing', { action: missing.join(', ') })}</Text>
          <CodeBlock text={detail.data.policy} what={say('test.policy')} />
        </Stack>
      )}
    </>
  );
}
