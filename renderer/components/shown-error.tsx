import { Box } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { ErrorView } from '../../preload/contract/common.ts';
import { ErrorPanel } from './error-panel.tsx';

/** What was refused just now, moved into view: in a long dialog it would come below what is seen. */
export function ShownError({ error }: { readonly error: ErrorView }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Each refusal anew, also where it says the same.
    if (error) box.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  // The footer of a dialog lies over the last lines.
  return (
    <Box ref={box} style={{ scrollMarginBottom: 96 }}>
      <ErrorPanel error={error} />
    </Box>
  );
}
