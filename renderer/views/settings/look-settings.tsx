import { Checkbox, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import type { SettingsView } from '../../../preload/contract/settings.ts';
import { useSession } from '../../shell/session.tsx';
import { useSay } from '../../text/texts.tsx';
import { SettingSection } from './setting-section.tsx';
import { useSettings } from './use-settings.tsx';

/** Languages name themselves, so that whoever can't read this page finds the own one. */
const languageNames = { en: 'English', 'zh-CN': '简体中文' } as const;

export function LookSettings() {
  const say = useSay('page-settings');
  const { settings, change } = useSettings([]);
  return (
    <SettingSection title={say('look')}>
      <SimpleGrid cols={2}>
        <Select
          label={say('language')}
          value={settings.language}
          allowDeselect={false}
          data={[
            { value: 'system', label: say('language.system') },
            ...Object.entries(languageNames).map(([value, label]) => ({ value, label })),
          ]}
          onChange={value => value && change({ language: value as SettingsView['language'] })}
        />
        <Select
          label={say('appearance')}
          value={settings.appearance}
          allowDeselect={false}
          data={(['system', 'light', 'dark'] as const).map(value => ({
            value,
            label: say(`appearance.${value}`),
          }))}
          onChange={value => value && change({ appearance: value as SettingsView['appearance'] })}
        />
      </SimpleGrid>
    </SettingSection>
  );
}

export function NotificationSettings() {
  const say = useSay('page-settings');
  const { face } = useSession();
  const { settings, change } = useSettings([]);
  const { notifications } = settings;
  return (
    <SettingSection title={say('notifications')}>
      <Stack gap="xs">
        {(['onDone', 'onFailed', 'onAttention'] as const).map(name => (
          <Checkbox
            key={name}
            label={say(`notify.${name}`)}
            checked={notifications[name]}
            onChange={event =>
              change({ notifications: { ...notifications, [name]: event.currentTarget.checked } })
            }
          />
        ))}
        {face === 'browser' && (
          <Text size="xs" c="dimmed">
            {say('notify.browser')}
          </Text>
        )}
      </Stack>
    </SettingSection>
  );
}
