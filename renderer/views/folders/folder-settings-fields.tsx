import {
  Accordion,
  Checkbox,
  NumberInput,
  Radio,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import type { StoreKind } from '../../../preload/contract/common.ts';
import type { FolderSettingsView } from '../../../preload/contract/folders.ts';
import { WishesFields } from '../../components/wishes-fields.tsx';
import { wishesFields } from '../../components/wishes-form.ts';
import { useSaid } from '../../text/said.ts';
import { useSay } from '../../text/texts.tsx';
import { IgnorePreview } from './ignore-preview.tsx';
import {
  formToSettings,
  type RefusedField,
  type SettingsErrors,
  type SettingsField,
  type SettingsForm,
} from './settings-form.ts';
import { SpanInput } from './span-input.tsx';

const usualTrash = '.longshore-trash/';

/** What is folded away, and the fields in it: one with something wrong in it is open. */
const items: readonly (readonly [string, readonly RefusedField[]])[] = [
  ['deletes', ['maxFiles', 'maxPercent', 'delayMs', 'trash']],
  ['special', ['appendPatterns']],
  ['timing', ['quietMs', 'patienceMs', 'rescanMs', 'staleMs']],
  ['objects', ['options', ...wishesFields]],
];

/** Everything that can be set of a folder; what few change is folded away. */
export function FolderSettingsFields({
  root,
  kind,
  form,
  errors,
  refusals,
  onChange,
}: {
  readonly root: string;
  readonly kind: StoreKind;
  readonly form: SettingsForm;
  readonly errors: SettingsErrors;
  /** What the engine said against a field. */
  readonly refusals: Readonly<Partial<Record<RefusedField, string>>>;
  readonly onChange: (form: SettingsForm) => void;
}) {
  const say = useSay('page-folders');
  const said = useSaid('page-folders');
  const { settings } = form;
  const { deletes } = settings;
  const set = (some: Partial<FolderSettingsView>) =>
    onChange({ ...form, settings: { ...settings, ...some } });
  const setDeletes = (some: Partial<FolderSettingsView['deletes']>) =>
    set({ deletes: { ...deletes, ...some } });
  const errorOf = (field: SettingsField) => {
    const wrong = errors[field];
    return wrong ? said(wrong) : refusals[field];
  };
  const [opened, setOpened] = useState<readonly string[]>([]);
  const hasTrouble = (fields: readonly RefusedField[]) =>
    fields.some(field => refusals[field] !== undefined || errors[field as SettingsField] !== undefined);
  const troubled = items.filter(([, fields]) => hasTrouble(fields)).map(([item]) => item);

  return (
    <Stack gap="md">
      <Radio.Group
        label={say('settings.mode')}
        value={settings.mode}
        onChange={value => set({ mode: value as FolderSettingsView['mode'] })}
      >
        <Stack gap="xs" mt={4}>
          {(['upload-only', 'mirror'] as const).map(mode => (
            <Radio
              key={mode}
              value={mode}
              label={say(`mode.${mode}`)}
              description={say(`mode.${mode}.hint`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label={say('settings.ignoreRules')}
        description={say('settings.ignoreRules.hint')}
        autosize
        minRows={3}
        maxRows={8}
        value={form.ignore}
        error={refusals.ignore}
        onChange={event => onChange({ ...form, ignore: event.currentTarget.value })}
      />
      <Checkbox
        label={say('settings.usesDefaultIgnores')}
        checked={settings.usesDefaultIgnores}
        onChange={event => set({ usesDefaultIgnores: event.currentTarget.checked })}
      />
      <Checkbox
        label={say('settings.includesGit')}
        checked={settings.includesGit}
        onChange={event => set({ includesGit: event.currentTarget.checked })}
      />
      <IgnorePreview root={root} settings={formToSettings(form)} />
      <Accordion
        multiple
        variant="separated"
        chevronPosition="left"
        transitionDuration={0}
        value={[...new Set([...opened, ...troubled])]}
        onChange={setOpened}
      >
        <Accordion.Item value="deletes">
          <Accordion.Control>{say('settings.deletes')}</Accordion.Control>
          <Accordion.Panel>
            <Stack gap="sm">
              {settings.mode !== 'mirror' && (
                <Text size="sm" c="dimmed">
                  {say('settings.deletesOnlyMirror')}
                </Text>
              )}
              <SimpleGrid cols={2}>
                <NumberInput
                  label={say('settings.maxFiles')}
                  min={0}
                  value={deletes.maxFiles}
                  error={errorOf('maxFiles')}
                  onChange={value => setDeletes({ maxFiles: Number(value) })}
                />
                <NumberInput
                  label={say('settings.maxPercent')}
                  min={0}
                  max={100}
                  value={deletes.maxPercent}
                  error={errorOf('maxPercent')}
                  onChange={value => setDeletes({ maxPercent: Number(value) })}
                />
              </SimpleGrid>
              <SpanInput
                label={say('settings.deleteDelay')}
                value={deletes.delayMs}
                error={errorOf('delayMs')}
                onChange={delayMs => setDeletes({ delayMs })}
              />
              <Checkbox
                label={say('settings.usesTrash')}
                description={deletes.trash === null ? say('settings.noTrash') : undefined}
                checked={deletes.trash !== null}
                onChange={event => setDeletes({ trash: event.currentTarget.checked ? usualTrash : null })}
              />
              {deletes.trash !== null && (
                <TextInput
                  label={say('settings.trash')}
                  value={deletes.trash}
                  error={errorOf('trash')}
                  onChange={event => setDeletes({ trash: event.currentTarget.value })}
                />
              )}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="special">
          <Accordion.Control>{say('settings.special')}</Accordion.Control>
          <Accordion.Panel>
            <Stack gap="sm">
              <div>
                <Text size="sm" fw={500} id="settings-symlinks">
                  {say('settings.symlinks')}
                </Text>
                <SegmentedControl
                  aria-labelledby="settings-symlinks"
                  value={settings.symlinks}
                  onChange={value => set({ symlinks: value as FolderSettingsView['symlinks'] })}
                  data={(['skip', 'follow'] as const).map(value => ({
                    value,
                    label: say(`settings.symlinks.${value}`),
                  }))}
                />
              </div>
              <Radio.Group
                label={say('settings.onConflict')}
                value={settings.onConflict}
                onChange={value => set({ onConflict: value as FolderSettingsView['onConflict'] })}
              >
                <Stack gap="xs" mt={4}>
                  {(['keep-both', 'ours-wins'] as const).map(value => (
                    <Radio key={value} value={value} label={say(`settings.onConflict.${value}`)} />
                  ))}
                </Stack>
              </Radio.Group>
              {(['keepsEmptyDirectories', 'keepsPermissions', 'holdsBadNames', 'trustsMtime'] as const).map(
                name => (
                  <Checkbox
                    key={name}
                    label={say(`settings.${name}`)}
                    checked={settings[name]}
                    onChange={event => set({ [name]: event.currentTarget.checked })}
                  />
                ),
              )}
              <Textarea
                label={say('settings.appendPatterns')}
                autosize
                minRows={2}
                value={form.appendPatterns}
                error={refusals.appendPatterns}
                disabled={kind !== 'oss'}
                onChange={event => onChange({ ...form, appendPatterns: event.currentTarget.value })}
              />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="timing">
          <Accordion.Control>{say('settings.timing')}</Accordion.Control>
          <Accordion.Panel>
            <SimpleGrid cols={2}>
              {(['quiet', 'patience', 'rescan', 'stale'] as const).map(name => (
                <SpanInput
                  key={name}
                  label={say(`settings.${name}`)}
                  value={settings[`${name}Ms`]}
                  error={errorOf(`${name}Ms`)}
                  onChange={ms => set({ [`${name}Ms`]: ms })}
                />
              ))}
            </SimpleGrid>
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="objects">
          <Accordion.Control>{say('settings.objects')}</Accordion.Control>
          <Accordion.Panel>
            <WishesFields
              kind={kind}
              form={form.wishes}
              wrong={refusals}
              onChange={wishes => onChange({ ...form, wishes })}
            />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  );
}
