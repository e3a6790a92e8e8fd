import { Box, ScrollArea } from '@mantine/core';
import classes from './code-block.module.css';
import { CopyButton } from './copy-button.tsx';

/** A text to be read or copied as it is; it can be scrolled by keyboard. */
export function CodeBlock({
  text,
  what,
  maxHeight = 260,
}: {
  readonly text: string;
  readonly what: string;
  readonly maxHeight?: number;
}) {
  return (
    <Box className={classes['frame'] ?? ''}>
      <ScrollArea.Autosize
        mah={maxHeight}
        viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': what }}
      >
        <pre className={classes['text']}>{text}</pre>
      </ScrollArea.Autosize>
      <Box className={classes['copy'] ?? ''}>
        <CopyButton value={text} what={what} />
      </Box>
    </Box>
  );
}
