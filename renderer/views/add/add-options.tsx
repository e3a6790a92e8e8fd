import { Accordion, Checkbox, SimpleGrid, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { WishesFields } from '../../components/wishes-fields.tsx';
import type { WishesField } from '../../components/wishes-form.ts';
import { useSay } from '../../text/texts.tsx';
import type { AddErrors, AddField, AddForm } from './add-form.ts';

/** What the engine refused, at the field that it is about. */
export type Refusals = Readonly<Partial<Record<AddField | WishesField, string>>>;

interface OptionsProps {
  readonly form: AddForm;
  readonly errors: AddErrors;
  readonly refusals: Refusals;
  readonly onChange: (form: AddForm) => void;
}

/** Everything that most uploads don't need, folded away; what is wrong unfolds once somebody has tried to send it. */
export function AddOptions({ isTried, ...props }: OptionsProps & { readonly isTried: boolean }) {
  const say = useSay('page-add');
  const [opened, setOpened] = useState<readonly string[]>([]);
  const isOss = props.form.target.kind === 'oss';
  const wrong = Object.keys({ ...(isTried && props.errors), ...props.refusals });
  const isCallback = (field: string) => field.startsWith('callback');
  const forced = [
    ...(wrong.some(field => !isCallback(field)) ? ['options'] : []),
    ...(wrong.some(isCallback) ? ['callback'] : []),
  ];
  return (
    <Accordion
      multiple
      variant="separated"
      chevronPosition="left"
      transitionDuration={0}
      value={[...new Set([...opened, ...forced])]}
      onChange={setOpened}
    >
      <Accordion.Item value="options">
        <Accordion.Control>{say('options')}</Accordion.Control>
        <Accordion.Panel>
          <ObjectOptions {...props} />
        </Accordion.Panel>
      </Accordion.Item>
      {isOss && (
        <Accordion.Item value="callback">
          <Accordion.Control>{say('callback')}</Accordion.Control>
          <Accordion.Panel>
            <CallbackOptions {...props} />
          </Accordion.Panel>
        </Accordion.Item>
      )}
    </Accordion>
  );
}

function useFields({ form, errors, refusals, onChange }: OptionsProps) {
  const say = useSay('page-add');
  return {
    say,
    set: <K extends keyof AddForm>(field: K, value: AddForm[K]) => onChange({ ...form, [field]: value }),
    errorOf: (field: AddField) => refusals[field] ?? (errors[field] && say(errors[field])),
  };
}

function ObjectOptions(props: OptionsProps) {
  const { form, refusals } = props;
  const { say, set, errorOf } = useFields(props);
  const isOss = form.target.kind === 'oss';
  return (
    <Stack gap="sm">
      <Switch
        label={say('isAppend')}
        description={isOss ? undefined : say('isAppend.s3')}
        checked={form.isAppend && isOss}
        error={errorOf('isAppend')}
        disabled={!isOss}
        onChange={event => set('isAppend', event.currentTarget.checked)}
      />
      <WishesFields
        kind={form.target.kind}
        form={form.wishes}
        wrong={refusals}
        onChange={wishes => set('wishes', wishes)}
      />
      <SimpleGrid cols={2} spacing="sm">
        <TextInput
          label={say('partSize')}
          placeholder={say('partSize.hint')}
          value={form.partSize}
          disabled={form.isSimple || form.isAppend}
          error={errorOf('partSize')}
          onChange={event => set('partSize', event.currentTarget.value)}
        />
        <TextInput
          label={say('trafficLimit')}
          placeholder={say('trafficLimit.hint')}
          value={form.trafficLimit}
          disabled={!isOss}
          error={errorOf('trafficLimit')}
          onChange={event => set('trafficLimit', event.currentTarget.value)}
        />
        <TextInput
          label={say('expires')}
          placeholder="Wed, 25 Nov 2027 00:00:00 GMT"
          value={form.expires}
          error={errorOf('expires')}
          onChange={event => set('expires', event.currentTarget.value)}
        />
        <TextInput
          label={say('ifMatch')}
          value={form.ifMatch}
          error={errorOf('ifMatch')}
          onChange={event => set('ifMatch', event.currentTarget.value)}
        />
      </SimpleGrid>
      <Checkbox
        label={say('isSimple')}
        checked={form.isSimple}
        disabled={form.isAppend}
        onChange={event => set('isSimple', event.currentTarget.checked)}
      />
    </Stack>
  );
}

function CallbackOptions(props: OptionsProps) {
  const { form } = props;
  const { say, set, errorOf } = useFields(props);
  return (
    <Stack gap="sm">
      <Textarea
        label={say('callback.url')}
        value={form.callbackUrls}
        minRows={2}
        autosize
        error={errorOf('callbackUrls')}
        onChange={event => set('callbackUrls', event.currentTarget.value)}
      />
      <Textarea
        label={say('callback.body')}
        placeholder="bucket=${bucket}&object=${object}"
        value={form.callbackBody}
        minRows={2}
        autosize
        error={errorOf('callbackBody')}
        onChange={event => set('callbackBody', event.currentTarget.value)}
      />
      <Checkbox
        label={say('callback.json')}
        checked={form.callbackIsJson}
        onChange={event => set('callbackIsJson', event.currentTarget.checked)}
      />
      <Textarea
        label={say('callback.variables')}
        placeholder="order=7"
        value={form.callbackVariables}
        autosize
        error={errorOf('callbackVariables')}
        onChange={event => set('callbackVariables', event.currentTarget.value)}
      />
      <TextInput
        label={say('callback.host')}
        value={form.callbackHost}
        error={errorOf('callbackHost')}
        onChange={event => set('callbackHost', event.currentTarget.value)}
      />
      <Checkbox
        label={say('callback.sni')}
        checked={form.callbackSni}
        onChange={event => set('callbackSni', event.currentTarget.checked)}
      />
    </Stack>
  );
}
