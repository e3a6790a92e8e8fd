import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ErrorText } from '../../../main/text/error-text.ts';
import type { Added } from '../../../preload/contract/transfers.ts';
import { useSnapshot } from '../../client/context.tsx';
import type { SendsNow } from '../../client/page-sends.ts';
import { useErrorText, useSay } from '../../text/texts.tsx';

/** What became of an addition: how much is in the list, and what was not taken, with cause and remedy. */
export function AddResult({ added }: { readonly added: Added }) {
  const say = useSay('page-add');
  const describe = useErrorText();
  const more = added.refusedCount - added.refused.length;
  return (
    <Stack gap="sm">
      {added.added === 0 && added.refusedCount === 0 && <Alert color="orange">{say('done.none')}</Alert>}
      {added.added > 0 && (
        <Alert color="green" icon={<IconCheck size={18} />}>
          {say('done.added', { count: added.added })}
        </Alert>
      )}
      {added.refusedCount > 0 && (
        <Alert color="orange" title={say('done.refused', { count: added.refusedCount })}>
          <Stack gap={6}>
            {added.refused.map(({ path, error }) => (
              <Refusal key={path} name={path} error={describe(error)} />
            ))}
            {more > 0 && <Text size="sm">{say('done.refusedMore', { count: more })}</Text>}
          </Stack>
        </Alert>
      )}
    </Stack>
  );
}

const shownFailures = 20;

/** Files of the page on their way; they need the page to stay. */
export function SendingFromPage({
  sends,
  onStop,
  onAgain,
}: {
  readonly sends: SendsNow;
  readonly onStop: () => void;
  readonly onAgain: () => void;
}) {
  const say = useSay('page-add');
  const describe = useErrorText();
  const rate = useSnapshot(({ totals }) => totals.bytesPerSecond) ?? 0;
  const isPaused = useSnapshot(({ isAllPaused }) => isAllPaused) ?? false;
  const { total, done, totalBytes, doneBytes, failed, isOver } = sends;
  const text = say('sending.progress', { done, total });
  const share = totalBytes === 0 ? (total === 0 ? 0 : done / total) : doneBytes / totalBytes;
  const more = failed.length - shownFailures;
  return (
    <Stack gap="sm">
      <Text fw={600}>{say(headOf(sends))}</Text>
      <Progress.Root size="lg">
        <Progress.Section value={share * 100} aria-label={text} />
      </Progress.Root>
      <Group justify="space-between" mih={28}>
        <Text size="sm" className="figures" role="status">
          {text}
        </Text>
        {!isOver && (
          <Group gap="sm">
            <Text size="sm" c="dimmed" className="figures">
              {isPaused ? say('sending.paused') : say('sending.rate', { rate })}
            </Text>
            <Button size="compact-sm" variant="default" onClick={onStop}>
              {say('sending.stop')}
            </Button>
          </Group>
        )}
        {isOver && done < total && (
          <Button size="compact-sm" variant="default" onClick={onAgain}>
            {say('sending.again', { count: total - done })}
          </Button>
        )}
      </Group>
      {!isOver && (
        <Text size="sm" c="dimmed">
          {say('sending.keep')}
        </Text>
      )}
      {failed.length > 0 && (
        <Alert color="orange" title={say('sending.failed', { count: failed.length })}>
          <Stack gap={6}>
            {failed.slice(0, shownFailures).map(({ name, error }) => (
              <Refusal key={name} name={name} error={describe(error)} />
            ))}
            {more > 0 && <Text size="sm">{say('done.refusedMore', { count: more })}</Text>}
          </Stack>
        </Alert>
      )}
    </Stack>
  );
}

function headOf({ total, done, isOver, isStopped }: SendsNow) {
  if (isOver && total > 0 && done === total) return 'sending.all';
  if (isStopped) return 'sending.stopped';
  return isOver ? 'sending.over' : 'sending.title';
}

function Refusal({ name, error }: { readonly name: string; readonly error: ErrorText }) {
  return (
    <div>
      <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Text>
      <Text size="xs">
        {error.cause} {error.remedy}
      </Text>
    </div>
  );
}
