import { ActionIcon, Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useSay } from '../../text/texts.tsx';
import { formToRate, isRateRight, type RateForm, rateToForm, type SpanText } from './timetable-text.ts';

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
      {form.kind === 'timetable' && <Timetable form={form} isRight={isRight} onChange={setForm} />}
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
  isRight,
  onChange,
}: {
  readonly form: Extract<RateForm, { kind: 'timetable' }>;
  readonly isRight: boolean;
  readonly onChange: (form: RateForm) => void;
}) {
  const say = useSay('page-settings');
  const { spans } = form;
  const set = (index: number, some: Partial<SpanText>) =>
    onChange({ ...form, spans: spans.map((span, each) => (each === index ? { ...span, ...some } : span)) });
  return (
    <Stack gap="xs">
      {spans.map((span, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span has nothing else that stays while it is edited
        <Group key={index} gap="xs" align="flex-end">
          <TextInput
            w={90}
            label={say('rate.from')}
            value={span.from}
            onChange={event => set(index, { from: event.currentTarget.value })}
          />
          <TextInput
            w={90}
            label={say('rate.to')}
            value={span.to}
            onChange={event => set(index, { to: event.currentTarget.value })}
          />
          <TextInput
            w={140}
            label={say('rate.at')}
            value={span.rate}
            onChange={event => set(index, { rate: event.currentTarget.value })}
          />
          <ActionIcon
            size={36}
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
      <Group gap="xs" align="flex-end">
        <TextInput
          w={200}
          label={say('rate.otherwise')}
          value={form.otherwise}
          onChange={event => onChange({ ...form, otherwise: event.currentTarget.value })}
        />
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            onChange({ ...form, spans: [...spans, { from: '22:00', to: '06:00', rate: 'off' }] })
          }
        >
          {say('rate.add')}
        </Button>
      </Group>
      {!isRight && (
        <Text size="xs" c="red">
          {say('rate.bad')}
        </Text>
      )}
    </Stack>
  );
}
