import { Anchor, Box, Text } from '@mantine/core';
import type { HistoryLine } from '../../../preload/contract/history.ts';
import { hrefOf } from '../../shell/views.ts';
import { useErrorText, useSay, useTexts } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import classes from './history.module.css';
import { lineWords } from './line-words.ts';

/** The cells of one line: when, what, and about which file and why. */
export function EventRow({ line }: { readonly line: HistoryLine }) {
  const say = useSay('page-history');
  const texts = useTexts();
  const describe = useErrorText();
  const { when } = useFormats();
  const { what, why } = lineWords(line, texts);
  const error = line.error && describe(line.error);
  return (
    <Box className={classes['event'] ?? ''} role="presentation">
      <Text role="cell" size="sm" c="dimmed" className="figures">
        {when(line.atMs)}
      </Text>
      <div role="cell">
        <Text size="sm" fw={500} c={line.kind === 'failed' ? 'red' : undefined}>
          {what}
        </Text>
        <Text size="xs" c="dimmed" className={classes['long'] ?? ''}>
          {line.folder?.name ?? say('folder.manual')}
        </Text>
      </div>
      <div role="cell">
        <Text size="sm" className={classes['long'] ?? ''}>
          {line.transferId === null ? (
            line.path
          ) : (
            <Anchor href={hrefOf('transfers', line.transferId)} size="sm" title={say('transfer')}>
              {line.path}
            </Anchor>
          )}
        </Text>
        {why !== null && (
          <Text size="xs" c="dimmed" className={classes['long'] ?? ''}>
            {why}
          </Text>
        )}
        {error !== null && (
          <Text size="xs" className={classes['long'] ?? ''}>
            <Text span inherit c="red">
              {error.cause}
            </Text>{' '}
            <Text span inherit c="dimmed">
              {error.remedy}
            </Text>
          </Text>
        )}
      </div>
    </Box>
  );
}
