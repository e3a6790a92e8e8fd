import { Checkbox, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import type { StoreKind } from '../../preload/contract/common.ts';
import { useSay } from '../text/texts.tsx';
import { accesses, storageClasses, type WishesField, type WishesForm, wrongPairs } from './wishes-form.ts';

const plain = [
  'contentType',
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
] as const;

/** What is wished for objects. `wrong` is what the engine refused, at the field that it is about. */
export function WishesFields({
  kind,
  form,
  wrong,
  onChange,
}: {
  readonly kind: StoreKind;
  readonly form: WishesForm;
  readonly wrong: Readonly<Partial<Record<WishesField, string>>>;
  readonly onChange: (form: WishesForm) => void;
}) {
  const say = useSay('page-accounts');
  const set = <K extends WishesField>(field: K, value: WishesForm[K]) =>
    onChange({ ...form, [field]: value });
  const pairs = wrongPairs(form);
  const pairError = (field: 'meta' | 'tags') => wrong[field] ?? (pairs[field] && say(pairs[field]));
  const encryptions = ['AES256', 'KMS', ...(kind === 'oss' ? ['SM4'] : [])];

  return (
    <Stack gap="sm">
      <SimpleGrid cols={2} spacing="sm">
        <Select
          label={say('options.storageClass')}
          placeholder={say('options.usual')}
          data={[...storageClasses[kind]]}
          value={form.storageClass || null}
          error={wrong.storageClass}
          onChange={value => set('storageClass', value ?? '')}
          clearable
        />
        <Select
          label={say('options.acl')}
          placeholder={say('options.usual')}
          data={[...accesses[kind]]}
          value={form.acl || null}
          error={wrong.acl}
          onChange={value => set('acl', value ?? '')}
          clearable
        />
        <Select
          label={say('options.encryption')}
          placeholder={say('options.usual')}
          data={encryptions}
          value={form.encryption || null}
          error={wrong.encryption}
          onChange={value => set('encryption', (value ?? '') as WishesForm['encryption'])}
          clearable
        />
        <TextInput
          label={say('options.kmsKey')}
          value={form.kmsKey}
          disabled={form.encryption !== 'KMS'}
          error={wrong.kmsKey}
          onChange={event => set('kmsKey', event.currentTarget.value)}
        />
        {plain.map(field => (
          <TextInput
            key={field}
            label={say(`options.${field}`)}
            placeholder={field === 'contentType' ? say('options.contentType.hint') : undefined}
            value={form[field]}
            error={wrong[field]}
            onChange={event => set(field, event.currentTarget.value)}
          />
        ))}
      </SimpleGrid>
      <SimpleGrid cols={2} spacing="sm">
        {(['meta', 'tags'] as const).map(field => (
          <Textarea
            key={field}
            label={say(`options.${field}`)}
            value={form[field]}
            error={pairError(field)}
            minRows={2}
            autosize
            onChange={event => set(field, event.currentTarget.value)}
          />
        ))}
      </SimpleGrid>
      <Checkbox
        label={say('options.keepsMtime')}
        checked={form.keepsMtime}
        onChange={event => set('keepsMtime', event.currentTarget.checked)}
      />
      <Checkbox
        label={say('options.forbidOverwrite')}
        checked={form.forbidOverwrite}
        onChange={event => set('forbidOverwrite', event.currentTarget.checked)}
      />
    </Stack>
  );
}
