import { Group, Stack, Text } from '@mantine/core';
import type { CoverageView } from '../../../preload/contract/folders.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { useErrorText, useSay } from '../../text/texts.tsx';

/** How much of a folder is watched, and the command that helps where it is not all. */
export function CoverageLine({ coverage }: { readonly coverage: CoverageView | null }) {
  const say = useSay('page-folders');
  const describe = useErrorText();
  if (coverage === null) return <>{say('coverage.off')}</>;
  const { mode, directoriesWatched: watched, directoriesFound: found, overflows, reason } = coverage;
  const text =
    mode === 'scheduled'
      ? say('coverage.scheduled')
      : watched < found
        ? say('coverage.partial', { watched, found })
        : say('coverage.live', { count: watched });
  const commands = (['command', 'permanent'] as const).flatMap(name => {
    const command = reason?.facts[name];
    return typeof command === 'string' ? [{ name, command }] : [];
  });
  return (
    <Stack gap={2}>
      <span>{text}</span>
      {overflows > 0 && (
        <Text size="xs" c="dimmed">
          {say('coverage.overflows', { count: overflows })}
        </Text>
      )}
      {reason && (
        <Text size="xs" c="dimmed">
          {describe(reason).cause}
        </Text>
      )}
      {commands.map(({ name, command }) => (
        <Group key={name} gap={4} wrap="nowrap">
          <Text size="xs" ff="monospace" truncate>
            {command}
          </Text>
          <CopyButton
            value={command}
            what={say(name === 'command' ? 'coverage.command' : 'coverage.permanent')}
          />
        </Group>
      ))}
    </Stack>
  );
}
