import { Box } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import type { Windows } from '../client/windows.ts';
import { VirtualRows } from './virtual-rows.tsx';

/** A long list in a box that scrolls, as high as its rows and no higher than `most`; the page holds those in view alone. */
export function WindowList<Row>({
  windows,
  rowHeight,
  most,
  label,
  role,
  row,
}: {
  readonly windows: Windows<Row>;
  readonly rowHeight: number;
  readonly most: number;
  readonly label: string;
  /** `table`: of rows that say so themselves; `region`: of anything else. */
  readonly role: 'table' | 'region';
  readonly row: (row: Row) => ReactNode;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const count = windows.total ?? 0;
  return (
    <Box
      ref={scroller}
      style={{ height: Math.min(most, count * rowHeight), overflow: 'auto' }}
      tabIndex={0}
      role={role}
      aria-label={label}
      aria-rowcount={role === 'table' ? count : undefined}
    >
      <VirtualRows
        scroller={scroller}
        count={count}
        rowHeight={rowHeight}
        onView={windows.onView}
        row={index => {
          const found = windows.at(index);
          return found === undefined ? null : row(found);
        }}
      />
    </Box>
  );
}
