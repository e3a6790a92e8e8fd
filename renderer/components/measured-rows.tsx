import { Box } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useReducer, useRef, useState } from 'react';

/** What scrolls in every view. */
const scroller = () => document.getElementById('content');

/**
 * Rows of differing heights that scroll with the view itself; only those in view are in the page. They make a table of their own
 * for screen readers, so each is given as cells (`role="cell"`). `onEnd` is called when the last ones come into view.
 */
export function MeasuredRows({
  label,
  count,
  usualHeight,
  keyOf,
  onEnd,
  row,
}: {
  readonly label: string;
  readonly count: number;
  readonly usualHeight: number;
  readonly keyOf: (index: number) => string;
  readonly onEnd: () => void;
  readonly row: (index: number) => ReactNode;
}) {
  const list = useRef<HTMLDivElement>(null);
  const [above, setAbove] = useState(0);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: scroller,
    estimateSize: () => usualHeight,
    getItemKey: keyOf,
    scrollMargin: above,
    overscan: 8,
  });
  // The box that scrolls is there only after the rows were first drawn.
  const [, drawAgain] = useReducer((times: number) => times + 1, 0);
  useEffect(drawAgain, []);
  // What stands above may wrap, and with it the rows move.
  useLayoutEffect(() => {
    const box = scroller();
    if (list.current === null || box === null) return;
    const top = list.current.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    setAbove(Math.round(top));
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  const isAtEnd = count > 0 && last >= count - 1;
  useEffect(() => {
    if (isAtEnd) onEnd();
  }, [isAtEnd, onEnd]);

  return (
    <Box ref={list} role="table" aria-label={label} pos="relative" h={virtualizer.getTotalSize()}>
      {items.map(({ index, key, start }) => (
        <Box
          key={key}
          ref={virtualizer.measureElement}
          data-index={index}
          role="row"
          pos="absolute"
          left={0}
          right={0}
          top={0}
          style={{
            transform: `translateY(${start - above}px)`,
            borderBottom: '1px solid var(--mantine-color-default-border)',
          }}
        >
          {row(index)}
        </Box>
      ))}
    </Box>
  );
}
