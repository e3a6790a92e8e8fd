import { ActionIcon, Badge, Button, Card, Group, Menu, Stack, Text } from '@mantine/core';
import { IconDots, IconEdit, IconStethoscope, IconTrash } from '@tabler/icons-react';
import type { AccountView } from '../../../preload/contract/accounts.ts';
import { useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import { providerOf } from './account-form.ts';

/** One account, without its secret. */
export function AccountCard({
  account,
  onTest,
  onEdit,
  onRemove,
}: {
  readonly account: AccountView;
  readonly onTest: () => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}) {
  const say = useSay('page-accounts');
  const { when } = useFormats();
  const { name, endpoint, region, maskedKeyId, secretPlace, credentialProcess, expiresAtMs, isDefault } =
    account;
  const secret = credentialProcess !== null ? 'process' : (secretPlace ?? 'none');
  const isOver = expiresAtMs !== null && expiresAtMs <= Date.now();
  return (
    <Card withBorder padding="md">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={2} miw={0}>
          <Group gap="xs">
            <Text fw={600}>{name}</Text>
            <Badge variant="light" color="gray">
              {say(`provider.${providerOf(account)}`)}
            </Badge>
            {isDefault && (
              <Badge variant="light" title={say('default.text')}>
                {say('default')}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" truncate>
            {[endpoint, region].filter(Boolean).join(' · ')}
          </Text>
          <Text size="sm" c="dimmed">
            {[maskedKeyId !== null && say('key', { keyId: maskedKeyId }), say(`secret.${secret}`)]
              .filter(Boolean)
              .join(' · ')}
          </Text>
          {expiresAtMs !== null && (
            <Text size="sm" c={isOver ? 'red' : 'dimmed'}>
              {say(isOver ? 'expired' : 'expires', { when: when(expiresAtMs) })}
            </Text>
          )}
        </Stack>
        <Group gap="xs" wrap="nowrap">
          <Button size="xs" variant="default" leftSection={<IconStethoscope size={14} />} onClick={onTest}>
            {say('action.test')}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={say('action.more', { name })}>
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconEdit size={15} />} onClick={onEdit}>
                {say('action.edit')}
              </Menu.Item>
              <Menu.Item leftSection={<IconTrash size={15} />} color="red" onClick={onRemove}>
                {say('action.remove')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
    </Card>
  );
}
