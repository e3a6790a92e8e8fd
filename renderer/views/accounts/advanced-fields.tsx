import { Accordion, Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useSay } from '../../text/texts.tsx';
import type { AccountForm } from './account-form.ts';

/** What few need, folded away. */
export function AdvancedFields({
  form,
  error,
  onChange,
}: {
  readonly form: AccountForm;
  readonly error: string | undefined;
  readonly onChange: (form: AccountForm) => void;
}) {
  const say = useSay('page-accounts');
  const set = <K extends keyof AccountForm>(field: K, value: AccountForm[K]) =>
    onChange({ ...form, [field]: value });
  return (
    <Accordion variant="separated" chevronPosition="left" transitionDuration={0}>
      <Accordion.Item value="advanced">
        <Accordion.Control>{say('form.advanced')}</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            <Checkbox
              label={say('form.usesProcess')}
              checked={form.usesProcess}
              onChange={event => set('usesProcess', event.currentTarget.checked)}
            />
            {form.usesProcess && (
              <TextInput
                label={say('form.process')}
                description={say('form.process.hint')}
                value={form.credentialProcess}
                error={error}
                onChange={event => set('credentialProcess', event.currentTarget.value)}
              />
            )}
            {form.provider === 'oss' ? (
              <NativeSelect
                label={say('form.signing')}
                value={form.signing}
                onChange={event => set('signing', event.currentTarget.value as AccountForm['signing'])}
                data={[
                  { value: '', label: say('form.signing.usual') },
                  { value: 'v4', label: say('form.signing.v4') },
                  { value: 'v1', label: say('form.signing.v1') },
                ]}
              />
            ) : (
              <NativeSelect
                label={say('form.checksum')}
                value={form.checksum}
                onChange={event => set('checksum', event.currentTarget.value as AccountForm['checksum'])}
                data={[
                  { value: '', label: say('form.checksum.usual') },
                  { value: 'crc32', label: 'CRC-32' },
                  { value: 'crc32c', label: 'CRC-32C' },
                  { value: 'crc64nvme', label: 'CRC-64/NVME' },
                ]}
              />
            )}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
