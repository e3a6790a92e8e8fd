import { Alert, Anchor, AppShell, Box, NavLink, Stack, Text } from '@mantine/core';
import {
  IconArrowsUp,
  IconCloudLock,
  IconFolders,
  IconHistory,
  IconHourglass,
  IconSettings,
} from '@tabler/icons-react';
import { type ComponentType, useState } from 'react';
import { useSnapshot } from '../client/context.tsx';
import { ErrorPanel } from '../components/error-panel.tsx';
import { useSay } from '../text/texts.tsx';
import { AccountsView } from '../views/accounts/accounts-view.tsx';
import { FoldersView } from '../views/folders/folders-view.tsx';
import { HistoryView } from '../views/history/history-view.tsx';
import { SettingsView } from '../views/settings/settings-view.tsx';
import { StartView } from '../views/start/start-view.tsx';
import { TransfersView } from '../views/transfers/transfers-view.tsx';
import { UnfinishedView } from '../views/unfinished/unfinished-view.tsx';
import { AddProvider } from './add-context.tsx';
import { Announcer } from './announcer.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { DropZone } from './drop-zone.tsx';
import classes from './frame.module.css';
import { MenuBadge } from './menu-badge.tsx';
import { PageSendsProvider } from './page-sends-context.tsx';
import { useReturnFocus } from './return-focus.ts';
import { SafeView } from './safe-view.tsx';
import { useSession } from './session.tsx';
import { hrefOf, usePlace, type ViewName, viewNames } from './views.ts';

const views: Readonly<Record<ViewName, ComponentType>> = {
  transfers: TransfersView,
  folders: FoldersView,
  accounts: AccountsView,
  unfinished: UnfinishedView,
  history: HistoryView,
  settings: SettingsView,
  start: StartView,
};

const icons: Readonly<
  Record<(typeof viewNames)[number], ComponentType<{ readonly size: number; readonly stroke: number }>>
> = {
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
  useReturnFocus();
  const { isFirstRun, setAside, problems } = useSession();
  const place = usePlace();
  // Once it was the first run it stays so until the page is left: the first upload is to be seen to its end.
  const [wasFirstRun] = useState(isFirstRun);
  const [hasLeft, setHasLeft] = useState(false);
  const isStart = place.view === 'start' || (wasFirstRun && !hasLeft && window.location.hash === '');
  const view = isStart ? 'start' : place.view;
  const View = views[view];
  return (
    <PageSendsProvider>
      <AddProvider>
        <Anchor href="#content" className={classes['skip'] ?? ''} onClick={focusContent}>
          {say('menu.skip')}
        </Anchor>
        <AppShell navbar={{ width: { base: 64, md: 208 }, breakpoint: 0 }} padding={0}>
          <AppShell.Navbar p="xs" className={classes['menu'] ?? ''} aria-label={say('menu.label')}>
            <Text fw={700} p="xs" fz="lg" className={classes['name'] ?? ''}>
              Longshore
            </Text>
            <Stack gap={2} style={{ flex: 1 }}>
              {viewNames.map(name => {
                const Icon = icons[name];
                return (
                  <NavLink
                    key={name}
                    href={hrefOf(name)}
                    onClick={() => setHasLeft(true)}
                    label={<span className={classes['label']}>{say(`menu.${name}`)}</span>}
                    title={say(`menu.${name}`)}
                    leftSection={<Icon size={20} stroke={1.6} />}
                    rightSection={<MenuBadge view={name} />}
                    active={name === view}
                    aria-current={name === view ? 'page' : undefined}
                  />
                );
              })}
            </Stack>
            <MenuFoot />
          </AppShell.Navbar>
          <AppShell.Main className={classes['main'] ?? ''}>
            <Box id="content" tabIndex={-1} className={classes['content'] ?? ''}>
              {setAside !== null && (
                <Alert color="orange" mb="md">
                  {say('setAside', { path: setAside })}
                </Alert>
              )}
              {problems.map(error => (
                <Box key={JSON.stringify(error.facts)} mb="md">
                  <ErrorPanel error={error} />
                </Box>
              ))}
              <SafeView key={view}>
                <View />
              </SafeView>
            </Box>
          </AppShell.Main>
        </AppShell>
        <DropZone />
        <ConnectionBanner />
        <Announcer />
      </AddProvider>
    </PageSendsProvider>
  );
}

function focusContent(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

/** What moves now, whichever view is open. */
function MenuFoot() {
  const say = useSay('page');
  const rate = useSnapshot(({ totals }) => totals.bytesPerSecond) ?? 0;
  return (
    <Text size="xs" c="dimmed" p="xs" className={`figures ${classes['label']}`}>
      {rate > 0 ? say('menu.rate', { rate }) : say('menu.idle')}
    </Text>
  );
}
