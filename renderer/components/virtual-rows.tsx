import { Box } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useEffect, useReducer } from 'react';

export interface RowsInView {
  readonly first: number;
  readonly last: number;
}

/**
 * Rows of one height, of which only those in view are in the page. The box that scrolls is the caller's; `onView` is told of every change of
 * what is in view.
 */
export function VirtualRows({
  scroller,
  count,
  rowHeight,
  onView,
  row,
}: {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  readonly rowHeight: number;
  readonly onView?: (view: RowsInView) => void;
  readonly row: (index: number) => ReactNode;
}) {
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  // The box is there only after the rows were first drawn.
  const [, drawAgain] = useReducer((count: number) => count + 1, 0);
  useEffect(drawAgain, []);
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onView?.({ first, last }), [onView, first, last]);

  return (
    <Box role="presentation" pos="relative" h={virtualizer.getTotalSize()}>
      {items.map(({ index, start }) => (
        <Box
          key={index}
          role="presentation"
          pos="absolute"
          left={0}
          right={0}
          top={0}
          h={rowHeight}
          style={{ transform: `translateY(${start}px)` }}
        >
          {row(index)}
        </Box>
      ))}
    </Box>
  );
}
