import { Box, Group, Stack, Text } from '@mantine/core';
import type { PartState, PartMap as Parts } from '../../../preload/contract/transfers.ts';
import { useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import { cellsOf } from './part-cells.ts';
import classes from './transfers.module.css';

const colors: Readonly<Record<PartState, string>> = {
  done: 'light-dark(var(--mantine-color-harbour-8), var(--mantine-color-harbour-4))',
  moving: 'light-dark(var(--mantine-color-harbour-3), var(--mantine-color-harbour-7))',
  waiting: 'light-dark(var(--mantine-color-gray-3), var(--mantine-color-dark-4))',
  retried: 'light-dark(var(--mantine-color-orange-6), var(--mantine-color-orange-5))',
};
const order: readonly PartState[] = ['done', 'moving', 'waiting', 'retried'];

/** Each part of an upload as a cell; the same in words for those who don't see it. */
export function PartMap({ parts }: { readonly parts: Parts }) {
  const say = useSay('page-transfers');
  const { grouped } = useFormats();
  const { cells, counts } = cellsOf(parts);
  const size = cells.length > 2_000 ? 4 : cells.length > 400 ? 7 : 12;
  return (
    <Stack gap={6}>
      <Text size="xs" c="dimmed" className="figures">
        {say('detail.partSize', { count: parts.count, size: parts.partSize })}
      </Text>
      <Box
        className={classes['parts'] ?? ''}
        style={{ '--cell': `${size}px`, gap: size < 6 ? 1 : 2 } as React.CSSProperties}
        role="img"
        aria-label={say('detail.partsText', counts)}
      >
        {cells.map((state, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is its number
          <Box key={index} h={size} bg={colors[state]} style={{ borderRadius: size < 6 ? 1 : 2 }} />
        ))}
      </Box>
      <Group gap="sm" aria-hidden="true">
        {order
          .filter(state => counts[state] > 0)
          .map(state => (
            <Group key={state} gap={4}>
              <Box w={9} h={9} bg={colors[state]} style={{ borderRadius: 2 }} />
              <Text size="xs" c="dimmed" className="figures">
                {say(`part.${state}`)} {grouped(counts[state])}
              </Text>
            </Group>
          ))}
      </Group>
    </Stack>
  );
}
