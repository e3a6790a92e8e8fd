import { Badge, Button, Card, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FoundAccount } from '../../../preload/contract/accounts.ts';
import { useCommand, useRequest } from '../../client/requests.ts';
import { Loaded } from '../../components/loaded.tsx';
import { useErrorText, useSay } from '../../text/texts.tsx';

/** Accounts in the settings of other tools of this computer. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay('page-accounts');
  const query = useRequest('findAccounts', {});
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={say('import.title')}
      closeButtonProps={{ 'aria-label': say('action.close') }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {say('import.text')}
        </Text>
        <Loaded query={query}>
          {found =>
            found.length === 0 ? (
              <Text size="sm">{say('import.none')}</Text>
            ) : (
              <Stack gap="sm">
                {found.map(account => (
                  <Found key={account.id} account={account} />
                ))}
              </Stack>
            )
          }
        </Loaded>
      </Stack>
    </Modal>
  );
}

function Found({ account }: { readonly account: FoundAccount }) {
  const say = useSay('page-accounts');
  const describe = useErrorText();
  const [name, setName] = useState(
    account.name === 'default' ? (account.id.split(':')[0] ?? '') : account.name,
  );
  const { mutate, isPending, isSuccess, error } = useCommand('importAccount');
  const wrong = account.error ?? error?.view ?? null;
  const told = wrong && describe(wrong);
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" align="flex-end" wrap="nowrap">
        <Stack gap={2} miw={0}>
          <Group gap="xs">
            <Text fw={600}>{account.name}</Text>
            <Badge variant="light" color="gray">
              {say(`kind.${account.kind}`)}
            </Badge>
          </Group>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {say('import.place')}{' '}
            {account.place === 'environment' ? say('import.environment') : account.place}
            {account.maskedKeyId !== null && ` · ${say('key', { keyId: account.maskedKeyId })}`}
          </Text>
          {told && (
            <>
              <Text size="xs" c="red">
                {told.cause}
              </Text>
              <Text size="xs">{told.remedy}</Text>
            </>
          )}
        </Stack>
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            size="xs"
            w={140}
            label={say('import.as')}
            value={name}
            disabled={isSuccess || account.error !== null}
            onChange={event => setName(event.currentTarget.value)}
          />
          <Button
            size="xs"
            loading={isPending}
            disabled={isSuccess || account.error !== null || name.trim() === ''}
            onClick={() => mutate({ id: account.id, name: name.trim() })}
          >
            {say(isSuccess ? 'import.taken' : 'import.take')}
          </Button>
        </Group>
      </Group>
    </Card>
  );
}
