import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import type { FolderView } from '../../../preload/contract/folders.ts';
import { useClient, useSnapshot } from '../../client/context.tsx';
import { useCommand } from '../../client/requests.ts';
import { useThrottled } from '../../client/use-throttled.ts';
import { useWindows } from '../../client/windows.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useTell } from '../../components/tell.ts';
import { WindowList } from '../../components/window-list.tsx';
import { useSay } from '../../text/texts.tsx';

const rowHeight = 24;

/** The delete firewall's question, with the list of what it is about. */
export function HeldDeletes({ folder }: { readonly folder: FolderView }) {
  const say = useSay('page-folders');
  const tell = useTell();
  const [isListed, setIsListed] = useState(false);
  const { mutate, isPending, error } = useCommand('answerDeletes');
  const held = folder.heldDeletes;
  // Whether they are gone, only a drive that is connected can tell.
  if (held === null || folder.standing === 'rootLost') return null;
  const { count, known } = held;
  const { trash } = folder.settings.deletes;

  function answer(agrees: boolean): void {
    mutate(
      { id: folder.id, agrees, count },
      { onSuccess: () => tell.done(agrees ? say('said.agreed', { count }) : say('said.kept')) },
    );
  }

  return (
    <Alert color="orange" icon={<IconHandStop size={18} />} title={say('held.title', { count })}>
      <Stack gap="sm">
        <Text size="sm">
          {say('held.text', {
            percent: known === 0 ? 100 : Math.round((count / Math.max(known, count)) * 100),
            count: Math.max(known, count),
          })}
        </Text>
        <Text size="sm">{trash === null ? say('held.forGood') : say('held.trash', { trash })}</Text>
        {isListed && <HeldList folderId={folder.id} />}
        {error && <ErrorPanel error={error.view} />}
        <Group gap="xs">
          <Button size="xs" variant="default" aria-expanded={isListed} onClick={() => setIsListed(!isListed)}>
            {say(isListed ? 'held.hide' : 'held.show')}
          </Button>
          <Button size="xs" color="red" loading={isPending} onClick={() => answer(true)}>
            {say('held.delete', { count })}
          </Button>
          <Button size="xs" loading={isPending} onClick={() => answer(false)}>
            {say('held.keep')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

/** All of them, however many. */
function HeldList({ folderId }: { readonly folderId: string }) {
  const say = useSay('page-folders');
  const client = useClient();
  const revision = useThrottled(
    useSnapshot(({ revisions }) => revisions.folders),
    1_000,
  );
  const windows = useWindows<string>(['listHeldDeletes', folderId], revision, (offset, limit) =>
    client.request('listHeldDeletes', { id: folderId, offset, limit }),
  );
  if (windows.error) return <ErrorPanel error={windows.error.view} />;
  return (
    <WindowList
      windows={windows}
      rowHeight={rowHeight}
      most={9 * rowHeight}
      label={say('held.list')}
      role="region"
      row={path => (
        <Text size="sm" truncate title={path}>
          {path}
        </Text>
      )}
    />
  );
}
