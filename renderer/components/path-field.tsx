import { Group, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSay } from '../text/texts.tsx';
import { PathPicker } from './path-picker.tsx';

/** A path on the engine's machine, typed or chosen. */
export function PathField({
  label,
  value,
  wants,
  error,
  description,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly wants: 'files' | 'folder';
  readonly error?: ReactNode;
  readonly description?: string;
  readonly onChange: (path: string) => void;
}) {
  const say = useSay('page-folders');
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <TextInput
        style={{ flex: 1 }}
        label={label}
        description={description}
        value={value}
        error={error}
        onChange={event => onChange(event.currentTarget.value)}
      />
      <PathPicker
        wants={wants}
        label={say('picker.choose')}
        onPick={([path]) => path !== undefined && onChange(path)}
      />
    </Group>
  );
}
