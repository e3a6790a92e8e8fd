import { ActionIcon, Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useSay } from '../../text/texts.tsx';
import {
  formToRate,
  isRateRight,
  type RateErrors,
  type RateForm,
  type RateProblem,
  rateErrors,
  rateToForm,
  type SpanText,
} from './timetable-text.ts';

const starts: Readonly<Record<RateForm['kind'], RateForm>> = {
  none: { kind: 'none' },
  always: { kind: 'always', rate: '10M' },
  timetable: { kind: 'timetable', spans: [{ from: '08:00', to: '18:00', rate: '2M' }], otherwise: 'off' },
};

/** How fast uploads may be: always the same, or by the time of the day. */
export function RateSettings({
  saved,
  wrong,
  onSave,
}: {
  readonly saved: string | null;
  readonly wrong: string | null;
  readonly onSave: (text: string | null) => void;
}) {
  const say = useSay('page-settings');
  const [form, setForm] = useState(() => rateToForm(saved));
  const isRight = isRateRight(form);
  const errors = rateErrors(form);
  const isChanged = formToRate(form) !== saved;

  return (
    <Stack gap={6}>
      <Text size="sm" fw={500} id="setting-rate">
        {say('rate')}
      </Text>
      <div>
        <SegmentedControl
          aria-labelledby="setting-rate"
          value={form.kind}
          onChange={kind => setForm(starts[kind as RateForm['kind']])}
          data={(['none', 'always', 'timetable'] as const).map(value => ({
            value,
            label: say(`rate.${value}`),
          }))}
        />
      </div>
      {form.kind === 'always' && (
        <TextInput
          maw={280}
          label={say('rate.value')}
          value={form.rate}
          error={!isRight && say('rate.wrong')}
          onChange={event => setForm({ ...form, rate: event.currentTarget.value })}
        />
      )}
      {form.kind === 'timetable' && <Timetable form={form} errors={errors} onChange={setForm} />}
      {wrong !== null && (
        <Text size="sm" c="red">
          {wrong}
        </Text>
      )}
      <div>
        <Button variant="default" disabled={!isRight || !isChanged} onClick={() => onSave(formToRate(form))}>
          {say('save')}
        </Button>
      </div>
    </Stack>
  );
}

function Timetable({
  form,
  errors,
  onChange,
}: {
  readonly form: Extract<RateForm, { kind: 'timetable' }>;
  readonly errors: RateErrors;
  readonly onChange: (form: RateForm) => void;
}) {
  const say = useSay('page-settings');
  const { spans } = form;
  const said = (wrong: RateProblem | null | undefined) =>
    wrong && (wrong.key === 'rate.overlaps' ? say(wrong.key, wrong.facts) : say(wrong.key));
  const set = (index: number, some: Partial<SpanText>) =>
    onChange({ ...form, spans: spans.map((span, each) => (each === index ? { ...span, ...some } : span)) });
  return (
    <Stack gap="xs">
      {spans.map((span, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span has nothing else that stays while it is edited
        <Group key={index} gap="xs" align="flex-start">
          <TextInput
            w={150}
            label={say('rate.from')}
            value={span.from}
            error={said(errors.spans[index]?.from)}
            onChange={event => set(index, { from: event.currentTarget.value })}
          />
          <TextInput
            w={150}
            label={say('rate.to')}
            value={span.to}
            error={said(errors.spans[index]?.to)}
            onChange={event => set(index, { to: event.currentTarget.value })}
          />
          <TextInput
            w={150}
            label={say('rate.at')}
            value={span.rate}
            error={said(errors.spans[index]?.rate)}
            onChange={event => set(index, { rate: event.currentTarget.value })}
          />
          <ActionIcon
            size={36}
            mt={25}
            variant="subtle"
            color="gray"
            disabled={spans.length === 1}
            aria-label={say('rate.remove', span)}
            onClick={() => onChange({ ...form, spans: spans.filter((_, each) => each !== index) })}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Group gap="xs" align="flex-start">
        <TextInput
          w={200}
          label={say('rate.otherwise')}
          value={form.otherwise}
          error={said(errors.otherwise)}
          onChange={event => onChange({ ...form, otherwise: event.currentTarget.value })}
        />
        <Button
          variant="subtle"
          mt={25}
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            onChange({ ...form, spans: [...spans, { from: '22:00', to: '06:00', rate: 'off' }] })
          }
        >
          {say('rate.add')}
        </Button>
      </Group>
    </Stack>
  );
}
