import {
  Anchor,
  Autocomplete,
  Checkbox,
  Group,
  NativeSelect,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import type { AccountView } from '../../../preload/contract/accounts.ts';
import { useRequest } from '../../client/requests.ts';
import { useSaid } from '../../text/said.ts';
import { useSay } from '../../text/texts.tsx';
import {
  type AccountErrors,
  type AccountField,
  type AccountForm,
  kindOf,
  type Provider,
  providers,
} from './account-form.ts';
import { AdvancedFields } from './advanced-fields.tsx';
import { endpointsOf } from './endpoints.ts';

const mostRegions = 60;

/** Everything that makes an account, guided by its provider. */
export function AccountFields({
  form,
  saved,
  errors,
  refused,
  onChange,
}: {
  readonly form: AccountForm;
  /** The account as it is saved; null for a new one. */
  readonly saved: AccountView | null;
  readonly errors: AccountErrors;
  /** What the engine said of a field. */
  readonly refused: Readonly<Partial<Record<AccountField, string>>>;
  readonly onChange: (form: AccountForm) => void;
}) {
  const say = useSay('page-accounts');
  const said = useSaid('page-accounts');
  const { data: regions = [] } = useRequest('listRegions', { kind: kindOf(form.provider) });
  const set = <K extends keyof AccountForm>(field: K, value: AccountForm[K]) =>
    onChange({ ...form, [field]: value });
  const errorOf = (field: AccountField) => {
    const wrong = errors[field];
    return wrong ? said(wrong) : refused[field];
  };
  const suggestions = endpointsOf(form.provider, form.region, regions);
  const own = suggestions[0]?.endpoint;
  const endpointHint =
    form.addressing === 'domain'
      ? 'domain'
      : form.provider === 's3'
        ? 's3'
        : form.provider === 'aws'
          ? 'aws'
          : 'oss';

  return (
    <Stack gap="sm">
      <SegmentedControl
        fullWidth
        aria-label={say('provider')}
        value={form.provider}
        disabled={saved !== null}
        onChange={value =>
          onChange({ ...form, provider: value as Provider, region: '', endpoint: '', addressing: '' })
        }
        data={providers.map(value => ({ value, label: say(`provider.${value}`) }))}
      />
      <TextInput
        label={say('form.name')}
        description={say('form.name.hint')}
        value={form.name}
        error={errorOf('name')}
        onChange={event => set('name', event.currentTarget.value)}
        data-autofocus
      />
      {form.provider !== 's3' && (
        <Autocomplete
          label={say('form.region')}
          description={say('form.region.hint')}
          data={regions.map(({ id }) => id)}
          limit={mostRegions}
          value={form.region}
          error={errorOf('region')}
          onChange={value => set('region', value)}
        />
      )}
      <TextInput
        label={say('form.endpoint')}
        description={
          form.endpoint === '' && own && form.addressing !== 'domain'
            ? say('form.endpoint.follows', { endpoint: own })
            : say(`form.endpoint.${endpointHint}`)
        }
        value={form.endpoint}
        error={errorOf('endpoint')}
        onChange={event => set('endpoint', event.currentTarget.value)}
      />
      {suggestions.length > 1 && (
        <Group gap="sm" aria-label={say('form.endpoint.suggestions')}>
          {suggestions.map(({ endpoint, says }) => (
            <Anchor
              key={endpoint}
              component="button"
              type="button"
              size="xs"
              title={endpoint}
              onClick={() => set('endpoint', endpoint)}
            >
              {say(says as 'form.endpoint.public')}
            </Anchor>
          ))}
        </Group>
      )}
      <NativeSelect
        label={say('form.addressing')}
        value={form.addressing}
        onChange={event => set('addressing', event.currentTarget.value as AccountForm['addressing'])}
        data={[
          { value: '', label: say('form.addressing.usual') },
          ...(['virtual', 'path', 'domain'] as const).map(value => ({
            value,
            label: say(`form.addressing.${value}`),
          })),
        ]}
      />
      <KeyFields form={form} saved={saved} errorOf={errorOf} onChange={onChange} />
      <Checkbox
        label={say('form.isDefault')}
        checked={form.isDefault}
        onChange={event => set('isDefault', event.currentTarget.checked)}
      />
      <AdvancedFields form={form} error={errorOf('credentialProcess')} onChange={onChange} />
    </Stack>
  );
}

function KeyFields({
  form,
  saved,
  errorOf,
  onChange,
}: {
  readonly form: AccountForm;
  readonly saved: AccountView | null;
  readonly errorOf: (field: AccountField) => string | undefined;
  readonly onChange: (form: AccountForm) => void;
}) {
  const say = useSay('page-accounts');
  const set = <K extends keyof AccountForm>(field: K, value: AccountForm[K]) =>
    onChange({ ...form, [field]: value });
  if (form.usesProcess) return null;
  const hasSaved = saved?.secretPlace != null;
  if (form.keepsKeys && hasSaved) {
    const place = saved.secretPlace === 'file' ? 'form.keys.savedFile' : 'form.keys.saved';
    return (
      <Group gap="sm">
        <Text size="sm">{say(place, { keyId: saved.maskedKeyId ?? '****' })}</Text>
        <Anchor component="button" type="button" size="sm" onClick={() => set('keepsKeys', false)}>
          {say('form.keys.replace')}
        </Anchor>
      </Group>
    );
  }
  return (
    <Stack gap="sm">
      <TextInput
        label={say('form.keyId')}
        value={form.keyId}
        error={errorOf('keyId')}
        autoComplete="off"
        spellCheck={false}
        onChange={event => set('keyId', event.currentTarget.value)}
      />
      <PasswordInput
        label={say('form.secret')}
        description={say('form.secret.hint')}
        value={form.secret}
        error={errorOf('secret')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': say('form.show') }}
        onChange={event => set('secret', event.currentTarget.value)}
      />
      <Checkbox
        label={say('form.temporary')}
        checked={form.isTemporary}
        onChange={event => set('isTemporary', event.currentTarget.checked)}
      />
      {form.isTemporary && (
        <>
          <PasswordInput
            label={say('form.token')}
            value={form.token}
            error={errorOf('token')}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': say('form.show') }}
            onChange={event => set('token', event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label={say('form.expires')}
            description={say('form.expires.hint')}
            value={form.expires}
            error={errorOf('expires')}
            onChange={event => set('expires', event.currentTarget.value)}
          />
        </>
      )}
      {hasSaved && (
        <Anchor component="button" type="button" size="sm" ta="left" onClick={() => set('keepsKeys', true)}>
          {say('form.keys.keep')}
        </Anchor>
      )}
    </Stack>
  );
}
