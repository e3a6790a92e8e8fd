import { ActionIcon, Button, Code, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { TransferCommand, TransferDetail, TransferRow } from '../../../preload/contract/transfers.ts';
import { useProgress, useSnapshot } from '../../client/context.tsx';
import { useRequest } from '../../client/requests.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Facts } from '../../components/facts.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import { commandsOf, traitOf } from './commands-of.ts';
import { DecisionLines, EventLines } from './event-lines.tsx';
import { partsOf } from './part-cells.ts';
import { PartMap } from './part-map.tsx';
import { ProofPanel } from './proof-panel.tsx';
import { StateBadge } from './state-badge.tsx';
import classes from './transfers.module.css';
import { useFrom } from './use-from.ts';
import { useObjectActions } from './use-object-actions.ts';
import { useSourceActions } from './use-source-actions.tsx';

/** Asked for again as the list is, and no more often. */
const renewMs = 1_000;

type OnCommand = (command: TransferCommand, row: TransferRow) => void;

/** Everything about one transfer, beside the list. */
export function TransferDetails({
  id,
  onClose,
  onCommand,
}: {
  readonly id: string;
  readonly onClose: () => void;
  readonly onCommand: OnCommand;
}) {
  const say = useSay('page-transfers');
  const query = useRequest('getTransfer', { id }, 'transfers', renewMs);
  const name = query.data?.row.name ?? '';
  return (
    <aside
      className={classes['details']}
      aria-label={say('detail.title', { name })}
      onKeyDown={event => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <Group justify="space-between" wrap="nowrap" mb="xs" align="flex-start">
        <Title order={2} fz="md" style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Title>
        <ActionIcon variant="subtle" color="gray" onClick={onClose} aria-label={say('detail.close')}>
          <IconX size={16} />
        </ActionIcon>
      </Group>
      <Loaded query={query}>{detail => <Details detail={detail} onCommand={onCommand} />}</Loaded>
    </aside>
  );
}

function Details({ detail, onCommand }: { readonly detail: TransferDetail; readonly onCommand: OnCommand }) {
  const say = useSay('page-transfers');
  const { bytes, when, grouped, time } = useFormats();
  const progress = useProgress(detail.row);
  const from = useFrom(detail.row);
  const pushed = useSnapshot(({ parts }) => parts);
  const { row, proof } = detail;
  const parts = partsOf(row.id, pushed, detail.parts);
  const options = JSON.stringify(detail.options, null, 2);
  return (
    <Stack gap="md">
      <StateBadge state={row.state} error={null} />
      <DetailActions row={row} onCommand={onCommand} />
      {row.error && <ErrorPanel error={row.error} />}
      {parts && row.state !== 'done' && (
        <Section title={say('detail.parts')}>
          <PartMap key={row.id} parts={parts} />
        </Section>
      )}
      {proof && <ProofPanel proof={proof} />}
      <Facts
        facts={[
          ...(row.path === null ? [] : [{ name: say('detail.file'), value: row.path }]),
          { name: say('column.from'), value: from },
          ...(progress.secondsLeft === null
            ? []
            : [{ name: say('column.left'), value: time.short(progress.secondsLeft * 1000) }]),
          { name: say('detail.target'), value: `${row.kind}://${row.bucket}/${row.key}` },
          { name: say('detail.endpoint'), value: detail.endpoint },
          { name: say('detail.size'), value: row.size === null ? say('size.unknown') : bytes(row.size) },
          { name: say('detail.added'), value: when(row.createdAtMs) },
          { name: say('detail.changed'), value: when(row.changedAtMs) },
          ...(detail.uploadId === null ? [] : [{ name: say('detail.upload'), value: detail.uploadId }]),
          ...(detail.checksumAlgorithm === null
            ? []
            : [{ name: say('detail.checksum'), value: detail.checksumAlgorithm }]),
          { name: say('detail.retries'), value: grouped(detail.retries) },
        ]}
      />
      <Section title={say('detail.requests')}>
        {detail.requestIds.length === 0 ? (
          <Text size="sm" c="dimmed">
            {say('detail.noRequests')}
          </Text>
        ) : (
          <Stack gap={2}>
            {detail.requestIds.map(requestId => (
              <Group key={requestId} gap={4} wrap="nowrap">
                <Text size="xs" ff="monospace" truncate>
                  {requestId}
                </Text>
                <CopyButton value={requestId} what={say('requestId')} />
              </Group>
            ))}
          </Stack>
        )}
      </Section>
      <Section title={say('detail.options')}>
        {options === '{}' ? (
          <Text size="sm" c="dimmed">
            {say('detail.noOptions')}
          </Text>
        ) : (
          <Code block fz={12}>
            {options}
          </Code>
        )}
      </Section>
      {detail.events.length > 0 && (
        <Section title={say('detail.events')}>
          <EventLines events={detail.events} />
        </Section>
      )}
      {detail.decisions.length > 0 && (
        <Section title={say('detail.decisions')}>
          <DecisionLines decisions={detail.decisions} />
        </Section>
      )}
    </Stack>
  );
}

/** All that a row's menu has, within reach of the keyboard. */
function DetailActions({ row, onCommand }: { readonly row: TransferRow; readonly onCommand: OnCommand }) {
  const say = useSay('page-transfers');
  const { openLink, copyLink, showFile, showLabel } = useObjectActions(row);
  const actions = [
    ...commandsOf(traitOf(row)).map(command => ({
      label: say(`command.${command}`),
      run: () => onCommand(command, row),
    })),
    ...useSourceActions(row),
    { label: say('action.openLink'), run: openLink },
    { label: say('action.link'), run: copyLink },
    { label: showLabel, run: showFile },
  ];
  return (
    <Group gap={6}>
      {actions.map(
        ({ label, run }) =>
          run && (
            <Button key={label} size="compact-xs" variant="default" onClick={run}>
              {label}
            </Button>
          ),
      )}
    </Group>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <Divider mb={6} label={title} labelPosition="left" />
      {children}
    </div>
  );
}
