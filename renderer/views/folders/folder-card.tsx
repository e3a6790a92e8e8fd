import { ActionIcon, Badge, Button, Card, Group, Menu, Progress, Stack, Text, Title } from '@mantine/core';
import { IconDots, IconPlayerPause, IconPlayerPlay, IconRefresh, IconShieldCheck } from '@tabler/icons-react';
import type { FolderView } from '../../../preload/contract/folders.ts';
import { useClient } from '../../client/context.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Facts } from '../../components/facts.tsx';
import { targetAddress } from '../../components/target-check.ts';
import { useTell } from '../../components/tell.ts';
import { goTo } from '../../shell/views.ts';
import { useSaid } from '../../text/said.ts';
import { useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import { CoverageLine } from './coverage-line.tsx';
import type { FolderDialog } from './folder-dialogs.tsx';
import { FolderTasks } from './folder-tasks.tsx';
import { HeldDeletes } from './held-deletes.tsx';
import { standingWords, type Tone } from './standing-words.ts';

const colors: Readonly<Record<Tone, string>> = {
  good: 'green',
  busy: 'harbour',
  calm: 'gray',
  warning: 'orange',
  bad: 'red',
};

/** Darker than the library's own, which is too faint on its tint. */
const textColors: Readonly<Record<Tone, string>> = {
  good: 'light-dark(#1d6f2d, var(--mantine-color-green-3))',
  busy: 'light-dark(var(--mantine-color-harbour-9), var(--mantine-color-harbour-2))',
  calm: 'light-dark(var(--mantine-color-gray-8), var(--mantine-color-gray-3))',
  warning: 'light-dark(#8f3e00, var(--mantine-color-orange-3))',
  bad: 'light-dark(#a61e1e, var(--mantine-color-red-3))',
};

/** One folder: how it stands, what it holds, and what can be done. */
export function FolderCard({
  folder,
  onDialog,
}: {
  readonly folder: FolderView;
  readonly onDialog: (dialog: FolderDialog) => void;
}) {
  const say = useSay('page-folders');
  const said = useSaid('page-folders');
  const client = useClient();
  const tell = useTell();
  const { when } = useFormats();
  const { id, name, root, target, settings, failed, warnings, skipped, isPaused } = folder;
  const words = standingWords(folder, when);
  const badges = [
    { name: 'problems', count: failed, tone: 'bad' },
    { name: 'warnings', count: warnings, tone: 'warning' },
    { name: 'skipped', count: skipped, tone: 'calm' },
  ] as const;
  const mayRenew =
    folder.error?.code === 'folder.marker-missing' || folder.error?.code === 'folder.other-drive';

  async function run(work: () => Promise<unknown>, message: string): Promise<void> {
    try {
      await work();
      tell.done(message);
    } catch (thrown) {
      tell.failed(thrown);
    }
  }

  return (
    <Card withBorder padding="lg" component="article" aria-label={name} id={`folder-${id}`}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Stack gap={2} miw={0}>
            <Group gap="xs">
              <Title order={2} fz="lg">
                {name}
              </Title>
              <Badge variant="light" color="gray">
                {say(`mode.${settings.mode}`)}
              </Badge>
            </Group>
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {root}
            </Text>
          </Stack>
          <Group gap="xs" wrap="nowrap">
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={14} />}
              disabled={folder.standing === 'paused'}
              onClick={() =>
                void run(() => client.request('scanFolder', { id }), say('said.scanning', { name }))
              }
            >
              {say('action.scan')}
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconShieldCheck size={14} />}
              onClick={() => onDialog({ kind: 'verify', folder })}
            >
              {say('action.verify')}
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={isPaused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
              onClick={() =>
                void client.request('setFolderPaused', { id, isPaused: !isPaused }).catch(tell.failed)
              }
            >
              {say(isPaused ? 'action.resume' : 'action.pause')}
            </Button>
            <FolderMenu folder={folder} mayRenew={mayRenew} onDialog={onDialog} />
          </Group>
        </Group>

        <Group gap="xs" role="status">
          <Badge
            color={colors[words.tone]}
            variant="light"
            c={textColors[words.tone]}
            size="lg"
            tt="none"
            className="figures"
          >
            {said(words.said)}
          </Badge>
          {badges
            .filter(({ count }) => count > 0)
            .map(({ name, count, tone }) => (
              <Badge
                key={name}
                component="button"
                variant="outline"
                color={colors[tone]}
                c={textColors[tone]}
                tt="none"
                style={{ cursor: 'pointer' }}
                onClick={() => onDialog({ kind: 'problems', folder })}
              >
                {say(`${name}.badge`, { count })}
              </Badge>
            ))}
        </Group>
        {folder.standing === 'sending' && folder.toSend > 0 && (
          <Progress.Root size="sm">
            <Progress.Section value={(folder.sent / folder.toSend) * 100} aria-label={said(words.said)} />
          </Progress.Root>
        )}
        {folder.error && <ErrorPanel error={folder.error} />}
        <HeldDeletes folder={folder} />
        <FolderTasks folderId={id} />
        <FolderFacts folder={folder} address={targetAddress(target)} />
      </Stack>
    </Card>
  );
}

function FolderFacts({ folder, address }: { readonly folder: FolderView; readonly address: string }) {
  const say = useSay('page-folders');
  const { when } = useFormats();
  const { lastScanMs, nextScanMs } = folder;
  const scans = [
    lastScanMs === null ? say('fact.never') : when(lastScanMs),
    ...(nextScanMs === null ? [] : [`${say('fact.nextScan')} ${when(nextScanMs)}`]),
  ];
  return (
    <Facts
      facts={[
        { name: say('fact.target'), value: address },
        {
          name: say('fact.files'),
          value: say('fact.countSize', { count: folder.files, size: folder.bytes }),
        },
        {
          name: say('fact.proven'),
          value: say('fact.countSize', { count: folder.provenFiles, size: folder.provenBytes }),
        },
        {
          name: say('fact.waiting'),
          value:
            folder.waiting === 0
              ? say('fact.none')
              : say('fact.countSize', { count: folder.waiting, size: folder.waitingBytes }),
        },
        { name: say('fact.lastScan'), value: scans.join(' · ') },
        { name: say('fact.watching'), value: <CoverageLine coverage={folder.coverage} /> },
      ]}
    />
  );
}

function FolderMenu({
  folder,
  mayRenew,
  onDialog,
}: {
  readonly folder: FolderView;
  readonly mayRenew: boolean;
  readonly onDialog: (dialog: FolderDialog) => void;
}) {
  const say = useSay('page-folders');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={say('action.more', { name: folder.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onDialog({ kind: 'dryRun', folder })}>{say('action.dryRun')}</Menu.Item>
        <Menu.Item onClick={() => onDialog({ kind: 'problems', folder })}>{say('action.problems')}</Menu.Item>
        <Menu.Item onClick={() => onDialog({ kind: 'waiting', folder })}>{say('action.waiting')}</Menu.Item>
        <Menu.Item onClick={() => goTo('history', folder.id)}>{say('action.history')}</Menu.Item>
        <Menu.Item onClick={() => onDialog({ kind: 'settings', folder })}>{say('action.settings')}</Menu.Item>
        {folder.settings.deletes.trash !== null && (
          <Menu.Item onClick={() => onDialog({ kind: 'restore', folder })}>{say('action.restore')}</Menu.Item>
        )}
        {mayRenew && (
          <Menu.Item onClick={() => onDialog({ kind: 'marker', folder })}>
            {say('action.renewMarker')}
          </Menu.Item>
        )}
        <Menu.Item color="red" onClick={() => onDialog({ kind: 'remove', folder })}>
          {say('action.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
