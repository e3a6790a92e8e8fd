import { Stack, Text } from '@mantine/core';
import type { DecisionView, TransferEventView } from '../../../preload/contract/transfers.ts';
import { useErrorText, useTexts } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import { eventWord } from '../history/event-word.ts';

/** What happened to a transfer, oldest first. */
export function EventLines({ events }: { readonly events: readonly TransferEventView[] }) {
  const texts = useTexts();
  const describe = useErrorText();
  const { when } = useFormats();
  return (
    <Stack gap={6}>
      {events.map(({ atMs, what, note, error }) => (
        <div key={`${atMs} ${what}`}>
          <Text size="sm">{note ? texts.sayNote(note as never) : eventWord(what, texts)}</Text>
          {error && (
            <Text size="xs" c="red">
              {describe(error).cause}
            </Text>
          )}
          <Text size="xs" c="dimmed" className="figures">
            {when(atMs)}
          </Text>
        </div>
      ))}
    </Stack>
  );
}

/** Why a folder does what it does with a file, newest first. */
export function DecisionLines({ decisions }: { readonly decisions: readonly DecisionView[] }) {
  const texts = useTexts();
  const { when } = useFormats();
  return (
    <Stack gap={6}>
      {decisions.map(({ atMs, what, reason }) => (
        <div key={`${atMs} ${what}`}>
          <Text size="sm">{texts.sayReason(reason as never)}</Text>
          <Text size="xs" c="dimmed" className="figures">
            {when(atMs)}
          </Text>
        </div>
      ))}
    </Stack>
  );
}
