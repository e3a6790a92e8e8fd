import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { PathField } from '../../components/path-field.tsx';
import { useErrorText, useSay } from '../../text/texts.tsx';
import { SettingSection } from './setting-section.tsx';
import { useSettings } from './use-settings.tsx';

type ProxyKind = 'environment' | 'none' | 'address';

export function NetworkSettings() {
  const say = useSay('page-settings');
  const describe = useErrorText();
  const { settings, change, errorOf } = useSettings(['proxy', 'caFile']);
  const { proxy } = settings;
  const [kind, setKind] = useState<ProxyKind>(
    proxy === 'environment' || proxy === 'none' ? proxy : 'address',
  );
  const [address, setAddress] = useState(kind === 'address' ? proxy : '');
  const [caFile, setCaFile] = useState(settings.caFile ?? '');
  const wrongProxy = errorOf('proxy');
  const wrongFile = errorOf('caFile');
  const wantedFile = caFile.trim() === '' ? null : caFile.trim();

  return (
    <SettingSection title={say('network')}>
      <Stack gap={6}>
        <Text size="sm" fw={500} id="setting-proxy">
          {say('proxy')}
        </Text>
        <div>
          <SegmentedControl
            aria-labelledby="setting-proxy"
            value={kind}
            onChange={value => {
              setKind(value as ProxyKind);
              if (value !== 'address') change({ proxy: value });
            }}
            data={(['environment', 'none', 'address'] as const).map(value => ({
              value,
              label: say(`proxy.${value}`),
            }))}
          />
        </div>
        {kind === 'address' && (
          <Group align="flex-end">
            <TextInput
              style={{ flex: 1 }}
              label={say('proxy.url')}
              placeholder={say('proxy.hint')}
              value={address}
              error={wrongProxy && describe(wrongProxy).cause}
              onChange={event => setAddress(event.currentTarget.value)}
            />
            <Button
              variant="default"
              disabled={address.trim() === '' || address.trim() === proxy}
              onClick={() => change({ proxy: address.trim() })}
            >
              {say('save')}
            </Button>
          </Group>
        )}
        <Text size="xs" c="dimmed">
          {say('renews')}
        </Text>
      </Stack>
      <Group align="flex-end" wrap="nowrap">
        <div style={{ flex: 1 }}>
          <PathField
            label={say('caFile')}
            description={say('caFile.hint')}
            wants="files"
            value={caFile}
            error={wrongFile && describe(wrongFile).cause}
            onChange={setCaFile}
          />
        </div>
        <Button
          variant="default"
          disabled={wantedFile === settings.caFile}
          onClick={() => change({ caFile: wantedFile })}
        >
          {say('save')}
        </Button>
      </Group>
    </SettingSection>
  );
}
