import { Checkbox, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { DesktopView, DesktopSettings as Settings } from '../../../preload/contract/desktop.ts';
import { useCommand, useRequest } from '../../client/requests.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useTell } from '../../components/tell.ts';
import { useSay } from '../../text/texts.tsx';
import { SettingSection } from './setting-section.tsx';

/** How the app behaves on this machine; the browser has none of it. */
export function DesktopSettings() {
  const say = useSay('page-settings');
  const tell = useTell();
  const { data } = useRequest('getDesktop', {});
  const { mutate, error } = useCommand('saveDesktop');
  const [saved, setSaved] = useState<DesktopView | null>(null);
  const view = saved ?? data;
  if (view === undefined) return null;
  const { settings, hasTray, hasKeyring, canUpdate, canStartAtLogin } = view;

  const box = (name: keyof Settings, isUsable = true) => (
    <Checkbox
      key={name}
      label={say(`desktop.${name}`)}
      checked={settings[name] && isUsable}
      disabled={!isUsable}
      onChange={event =>
        mutate(
          { ...settings, [name]: event.currentTarget.checked },
          {
            onSuccess(next) {
              setSaved(next);
              tell.done(say('saved'));
            },
          },
        )
      }
    />
  );
  return (
    <SettingSection title={say('desktop')}>
      <Stack gap="xs">
        {box('startsAtLogin', canStartAtLogin)}
        {!canStartAtLogin && <Hint text={say('desktop.noLogin')} />}
        {box('startsHidden', canStartAtLogin && settings.startsAtLogin)}
        {box('closesToTray')}
        {hasTray !== true && <Hint text={say('desktop.noTray')} />}
        {box('keepsAwake')}
        {box('pausesOnBattery')}
        <Hint text={say('desktop.metered')} />
        {box('checksForUpdates', canUpdate)}
        {!canUpdate && <Hint text={say('desktop.noFeed')} />}
        <Hint text={say(hasKeyring ? 'desktop.keyring' : 'desktop.noKeyring')} />
        {error && <ErrorPanel error={error.view} />}
      </Stack>
    </SettingSection>
  );
}

function Hint({ text }: { readonly text: string }) {
  return (
    <Text size="xs" c="dimmed">
      {text}
    </Text>
  );
}
