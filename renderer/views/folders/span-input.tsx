import { Group, Input, NativeSelect, NumberInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useSay } from '../../text/texts.tsx';
import { msOfUnit, type SpanUnit, spanUnits, unitOfSpan } from './settings-form.ts';

/** A time in ms, shown in the unit that fits. */
export function SpanInput({
  label,
  value,
  error,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly error: string | undefined;
  readonly onChange: (ms: number) => void;
}) {
  const say = useSay('page-folders');
  const [unit, setUnit] = useState<SpanUnit>(() => unitOfSpan(value));
  const id = useId();
  const figure = value / msOfUnit(unit);
  return (
    <Input.Wrapper label={label} error={error} id={id}>
      <Group gap={6} wrap="nowrap">
        <NumberInput
          id={id}
          style={{ flex: 1 }}
          min={0}
          value={figure}
          onChange={next => onChange(Math.round(Number(next) * msOfUnit(unit)))}
        />
        <NativeSelect
          aria-label={say('unit.of', { label })}
          value={unit}
          data={spanUnits.map(each => ({ value: each, label: say(`unit.${each}`) }))}
          onChange={event => {
            const next = event.currentTarget.value as SpanUnit;
            setUnit(next);
            onChange(Math.round(figure * msOfUnit(next)));
          }}
        />
      </Group>
    </Input.Wrapper>
  );
}
