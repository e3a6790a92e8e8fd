import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** Title of a view, and what can be done in it. */
export function ViewHeader({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <Group justify="space-between" mih={36} mb="md" wrap="nowrap">
      <Title order={1} fz={22} fw={650} lh={1.2}>
        {title}
      </Title>
      <Group gap="xs" wrap="nowrap">
        {children}
      </Group>
    </Group>
  );
}
