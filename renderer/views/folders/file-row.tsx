import { Group, Stack, Text } from '@mantine/core';
import { useFormats } from '../../text/use-formats.ts';

export const fileRowHeight = 46;

/** A file of a long table: what is done with it, and why. */
export function FileRow({
  what,
  path,
  reason,
  size,
}: {
  readonly what: string | null;
  readonly path: string;
  readonly reason: string;
  readonly size: number | null;
}) {
  const { bytes } = useFormats();
  return (
    <Group role="row" justify="space-between" wrap="nowrap" h={fileRowHeight} pr="sm">
      <Stack gap={0} miw={0}>
        <Text size="sm" truncate title={path}>
          {what !== null && (
            <>
              <span role="cell">{what}</span> ·{' '}
            </>
          )}
          <span role="cell">{path}</span>
        </Text>
        <Text role="cell" size="xs" c="dimmed" truncate title={reason}>
          {reason}
        </Text>
      </Stack>
      {size !== null && (
        <Text role="cell" size="sm" className="figures" style={{ flex: 'none' }}>
          {bytes(size)}
        </Text>
      )}
    </Group>
  );
}
