import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './dialog-footer.module.css';

/** The buttons of a dialog: in view however long it is and however low the window. */
export function DialogFooter({
  justify = 'flex-end',
  children,
}: {
  readonly justify?: 'flex-start' | 'flex-end' | 'space-between';
  readonly children: ReactNode;
}) {
  return (
    <Group justify={justify} className={classes['footer']}>
      {children}
    </Group>
  );
}
