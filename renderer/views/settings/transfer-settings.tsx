import { Button, Group, NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { bytesToText, parsePartSize } from '../../components/byte-text.ts';
import { useErrorText, useSay } from '../../text/texts.tsx';
import { RateSettings } from './rate-settings.tsx';
import { SettingSection } from './setting-section.tsx';
import { useSettings } from './use-settings.tsx';

const usualParallel = 8;

export function TransferSettings() {
  const say = useSay('page-settings');
  const describe = useErrorText();
  const { settings, change, errorOf } = useSettings(['rateLimit']);
  const [parallel, setParallel] = useState<number | string>(settings.parallel ?? usualParallel);
  const [partSize, setPartSize] = useState(
    settings.partSize === null ? '16M' : bytesToText(settings.partSize),
  );
  const [isFixedPart, setIsFixedPart] = useState(settings.partSize !== null);
  const parsed = parsePartSize(partSize);
  const isParallelRight =
    typeof parallel === 'number' && Number.isInteger(parallel) && parallel >= 1 && parallel <= 64;
  const rateError = errorOf('rateLimit');

  return (
    <SettingSection title={say('transfers')}>
      <Stack gap={6}>
        <Text size="sm" fw={500} id="setting-parallel">
          {say('parallel')}
        </Text>
        <Group align="flex-start">
          <SegmentedControl
            aria-labelledby="setting-parallel"
            value={settings.parallel === null ? 'auto' : 'fixed'}
            onChange={value =>
              change({ parallel: value === 'auto' ? null : Number(parallel) || usualParallel })
            }
            data={['auto', 'fixed'].map(value => ({ value, label: say(`parallel.${value as 'auto'}`) }))}
          />
          {settings.parallel !== null && (
            <>
              <NumberInput
                w={110}
                min={1}
                max={64}
                aria-label={say('parallel')}
                value={parallel}
                onChange={setParallel}
                error={!isParallelRight && say('parallel.wrong')}
              />
              <Button
                variant="default"
                disabled={!isParallelRight || parallel === settings.parallel}
                onClick={() => change({ parallel: Number(parallel) })}
              >
                {say('save')}
              </Button>
            </>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {say('parallel.hint')} {say('renews')}
        </Text>
      </Stack>
      <Stack gap={6}>
        <Text size="sm" fw={500} id="setting-part">
          {say('partSize')}
        </Text>
        <Group align="flex-start">
          <SegmentedControl
            aria-labelledby="setting-part"
            value={isFixedPart ? 'fixed' : 'auto'}
            onChange={value => {
              setIsFixedPart(value === 'fixed');
              if (value === 'auto') change({ partSize: null });
            }}
            data={['auto', 'fixed'].map(value => ({ value, label: say(`partSize.${value as 'auto'}`) }))}
          />
          {isFixedPart && (
            <>
              <TextInput
                w={130}
                aria-label={say('partSize')}
                value={partSize}
                onChange={event => setPartSize(event.currentTarget.value)}
                error={parsed === null && say('partSize.wrong')}
              />
              <Button
                variant="default"
                disabled={parsed === null || parsed === settings.partSize}
                onClick={() => change({ partSize: parsed })}
              >
                {say('save')}
              </Button>
            </>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {say('partSize.hint')}
        </Text>
      </Stack>
      <RateSettings
        saved={settings.rateLimit}
        wrong={rateError && describe(rateError).cause}
        onSave={rateLimit => change({ rateLimit })}
      />
    </SettingSection>
  );
}
