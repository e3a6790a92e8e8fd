import { ActionIcon, Button, Card, Group, Menu, Stack, Text, Title } from '@mantine/core';
import { IconDots, IconEdit, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { SavedTarget } from '../../../preload/contract/targets.ts';
import { useCommand, useRequest } from '../../client/requests.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { targetAddress } from '../../components/target-check.ts';
import { useTell } from '../../components/tell.ts';
import { useSay } from '../../text/texts.tsx';
import { TargetDialog } from './target-dialog.tsx';

/** Targets under names of their own. */
export function TargetList() {
  const say = useSay('page-accounts');
  const tell = useTell();
  const query = useRequest('listTargets', {}, 'targets');
  const [edited, setEdited] = useState<SavedTarget | 'new' | null>(null);
  const [removed, setRemoved] = useState<SavedTarget | null>(null);
  const { mutate, isPending } = useCommand('removeTarget');
  const all = query.data ?? [];
  const saved = edited === 'new' ? null : edited;
  return (
    <Stack gap="sm" mt="xl">
      <Group justify="space-between">
        <div>
          <Title order={2} fz="md">
            {say('targets.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {say('targets.text')}
          </Text>
        </div>
        <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setEdited('new')}>
          {say('targets.add')}
        </Button>
      </Group>
      <Loaded query={query} rows={1}>
        {targets => (
          <Stack gap="xs">
            {targets.length === 0 && (
              <Text size="sm" c="dimmed">
                {say('targets.empty')}
              </Text>
            )}
            {targets.map(target => (
              <Card key={target.name} withBorder padding="sm">
                <Group justify="space-between" wrap="nowrap">
                  <div style={{ minWidth: 0 }}>
                    <Text fw={600}>{target.name}</Text>
                    <Text size="sm" c="dimmed" truncate>
                      {targetAddress(target)} ·{' '}
                      {say('targets.options', { count: Object.keys(target.options).length })}
                    </Text>
                  </div>
                  <Menu position="bottom-end">
                    <Menu.Target>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={say('action.more', { name: target.name })}
                      >
                        <IconDots size={16} />
                      </ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown>
                      <Menu.Item leftSection={<IconEdit size={15} />} onClick={() => setEdited(target)}>
                        {say('action.edit')}
                      </Menu.Item>
                      <Menu.Item
                        leftSection={<IconTrash size={15} />}
                        color="red"
                        onClick={() => setRemoved(target)}
                      >
                        {say('action.remove')}
                      </Menu.Item>
                    </Menu.Dropdown>
                  </Menu>
                </Group>
              </Card>
            ))}
          </Stack>
        )}
      </Loaded>
      {edited !== null && (
        <TargetDialog
          saved={saved}
          others={all.map(({ name }) => name).filter(name => name !== saved?.name)}
          onClose={() => setEdited(null)}
        />
      )}
      <AskDialog
        opened={removed !== null}
        title={say('targets.remove', { name: removed?.name ?? '' })}
        text={say('targets.removeText')}
        confirm={say('action.remove')}
        back={say('action.cancel')}
        isBusy={isPending}
        onClose={() => setRemoved(null)}
        onConfirm={() =>
          removed &&
          mutate(
            { name: removed.name },
            { onSuccess: () => setRemoved(null), onError: thrown => tell.failed(thrown) },
          )
        }
      />
    </Stack>
  );
}
