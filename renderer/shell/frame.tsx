import { AppShell, NavLink, Stack, Text } from '@mantine/core';
import {
  IconArrowsUp,
  IconCloudLock,
  IconFolders,
  IconHistory,
  IconHourglass,
  IconSettings,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useSay } from '../text/texts.tsx';
import { AccountsView } from '../views/accounts/accounts-view.tsx';
import { FoldersView } from '../views/folders/folders-view.tsx';
import { HistoryView } from '../views/history/history-view.tsx';
import { SettingsView } from '../views/settings/settings-view.tsx';
import { TransfersView } from '../views/transfers/transfers-view.tsx';
import { UnfinishedView } from '../views/unfinished/unfinished-view.tsx';
import { hrefOf, usePlace, type ViewName, viewNames } from './views.ts';

const views: Readonly<Record<ViewName, ComponentType>> = {
  transfers: TransfersView,
  folders: FoldersView,
  accounts: AccountsView,
  unfinished: UnfinishedView,
  history: HistoryView,
  settings: SettingsView,
};

const icons: Readonly<Record<ViewName, ComponentType<{ readonly size: number; readonly stroke: number }>>> = {
  transfers: IconArrowsUp,
  folders: IconFolders,
  accounts: IconCloudLock,
  unfinished: IconHourglass,
  history: IconHistory,
  settings: IconSettings,
};

/** Menu at the side, one view beside it. */
export function Frame() {
  const say = useSay('page');
  const { view } = usePlace();
  const View = views[view];
  return (
    <AppShell navbar={{ width: 200, breakpoint: 0 }} padding="md">
      <AppShell.Navbar p="xs" aria-label={say('menu.label')}>
        <Text fw={700} p="xs">
          Longshore
        </Text>
        <Stack gap={2}>
          {viewNames.map(name => {
            const Icon = icons[name];
            return (
              <NavLink
                key={name}
                href={hrefOf(name)}
                label={say(`menu.${name}`)}
                leftSection={<Icon size={18} stroke={1.6} />}
                active={name === view}
                aria-current={name === view ? 'page' : undefined}
              />
            );
          })}
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main h="100%">
        <View />
      </AppShell.Main>
    </AppShell>
  );
}
