import { Button, Stack } from '@mantine/core';
import { IconCloudLock, IconDownload, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { AccountView } from '../../../preload/contract/accounts.ts';
import { useCommand, useRequest } from '../../client/requests.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useTell } from '../../components/tell.ts';
import { ViewHeader } from '../../components/view-header.tsx';
import { useSay } from '../../text/texts.tsx';
import { AccountCard } from './account-card.tsx';
import { AccountDialog } from './account-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { TargetList } from './target-list.tsx';
import { TestDialog } from './test-dialog.tsx';

export function AccountsView() {
  const say = useSay('page-accounts');
  const tell = useTell();
  const query = useRequest('listAccounts', {}, 'accounts');
  const [edited, setEdited] = useState<AccountView | 'new' | null>(null);
  const [tested, setTested] = useState<AccountView | null>(null);
  const [removed, setRemoved] = useState<AccountView | null>(null);
  const [isImporting, setIsImporting] = useState(false);
  const removal = useCommand('removeAccount');
  const all = query.data ?? [];
  const saved = edited === 'new' ? null : edited;

  return (
    <>
      <ViewHeader title={say('title')}>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          onClick={() => setIsImporting(true)}
        >
          {say('import')}
        </Button>
        <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited('new')}>
          {say('add')}
        </Button>
      </ViewHeader>
      <Stack maw={860} pb="xl">
        <Loaded query={query}>
          {accounts =>
            accounts.length === 0 ? (
              <EmptyState icon={IconCloudLock} title={say('empty.title')} text={say('empty.text')} />
            ) : (
              <Stack gap="sm">
                {accounts.map(account => (
                  <AccountCard
                    key={account.name}
                    account={account}
                    onTest={() => setTested(account)}
                    onEdit={() => setEdited(account)}
                    onRemove={() => {
                      removal.reset();
                      setRemoved(account);
                    }}
                  />
                ))}
              </Stack>
            )
          }
        </Loaded>
        <TargetList />
      </Stack>
      {edited !== null && (
        <AccountDialog
          saved={saved}
          others={all.map(({ name }) => name).filter(name => name !== saved?.name)}
          onClose={() => setEdited(null)}
          onSaved={setTested}
        />
      )}
      {tested !== null && (
        <TestDialog
          first={{ account: tested.name, kind: tested.kind, bucket: '', prefix: '' }}
          onClose={() => setTested(null)}
        />
      )}
      {isImporting && <ImportDialog onClose={() => setIsImporting(false)} />}
      <AskDialog
        opened={removed !== null}
        title={say('remove.title', { name: removed?.name ?? '' })}
        text={say('remove.text')}
        confirm={say('action.remove')}
        back={say('action.cancel')}
        isBusy={removal.isPending}
        onClose={() => setRemoved(null)}
        onConfirm={() =>
          removed &&
          removal.mutate(
            { name: removed.name },
            {
              onSuccess() {
                tell.done(say('said.removed', { name: removed.name }));
                setRemoved(null);
              },
            },
          )
        }
      >
        {removal.error && <ErrorPanel error={removal.error.view} />}
      </AskDialog>
    </>
  );
}
