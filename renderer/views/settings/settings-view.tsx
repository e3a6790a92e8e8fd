import { Anchor, Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Facts } from '../../components/facts.tsx';
import { useTell } from '../../components/tell.ts';
import { ViewHeader } from '../../components/view-header.tsx';
import { useSession } from '../../shell/session.tsx';
import { hrefOf } from '../../shell/views.ts';
import { useSay } from '../../text/texts.tsx';
import { DataSettings, DiagnosticsSettings } from './data-settings.tsx';
import { DesktopSettings } from './desktop-settings.tsx';
import { LookSettings, NotificationSettings } from './look-settings.tsx';
import { NetworkSettings } from './network-settings.tsx';
import { SettingSection } from './setting-section.tsx';
import { TransferSettings } from './transfer-settings.tsx';
import { SettingsProvider, useSettingsSaver } from './use-settings.tsx';

export function SettingsView() {
  return (
    <SettingsProvider>
      <Sections />
    </SettingsProvider>
  );
}

function Sections() {
  const say = useSay('page-settings');
  const { version, face } = useSession();
  const [isAsking, setIsAsking] = useState(false);
  /** Another one draws all fields anew after a reset. */
  const [generation, setGeneration] = useState(0);
  const tell = useTell();
  const saver = useSettingsSaver();
  async function reset(): Promise<void> {
    try {
      await saver.reset();
      setGeneration(before => before + 1);
      tell.done(say('saved'));
    } catch (thrown) {
      tell.failed(thrown);
    }
  }
  return (
    <>
      <ViewHeader title={say('title')}>
        <Button variant="default" onClick={() => setIsAsking(true)}>
          {say('reset')}
        </Button>
      </ViewHeader>
      <Stack maw={760} pb="xl" key={generation}>
        <TransferSettings />
        <NetworkSettings />
        <LookSettings />
        <NotificationSettings />
        {face === 'desktop' && <DesktopSettings />}
        <DataSettings />
        <DiagnosticsSettings />
        <SettingSection title={say('about')}>
          <Facts
            facts={[
              { name: say('about.version'), value: version },
              { name: say('about.licence'), value: 'MIT' },
            ]}
          />
          <Anchor href={hrefOf('start')} size="sm">
            {say('about.start')}
          </Anchor>
        </SettingSection>
      </Stack>
      <AskDialog
        opened={isAsking}
        title={say('reset.title')}
        text={say('reset.text')}
        confirm={say('reset.confirm')}
        back={say('cancel')}
        onClose={() => setIsAsking(false)}
        onConfirm={() => {
          setIsAsking(false);
          void reset();
        }}
      />
    </>
  );
}
