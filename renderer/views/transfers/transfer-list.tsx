import { Checkbox, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { TransferCommand, TransferRow, TransferSort } from '../../../preload/contract/transfers.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useTell } from '../../components/tell.ts';
import { VirtualRows } from '../../components/virtual-rows.tsx';
import { useSay } from '../../text/texts.tsx';
import { chosenOf, countOf, everything, isChosen, nothing, type Selection, toggled } from './selection.ts';
import { EmptyLine, type LineActions, TransferLine } from './transfer-line.tsx';
import classes from './transfers.module.css';
import { listKeys } from './use-list-keys.ts';
import { type ListChoice, useTransfers } from './use-transfers.ts';

const rowHeight = 48;
/** Rows of a range that can be chosen by Shift at most: a command takes no more ids. */
const mostRange = 1_000;

const columns: readonly {
  readonly sort: TransferSort | null;
  readonly name: 'name' | 'from' | 'size' | 'progress' | 'rate' | 'left' | 'state';
  readonly isWide?: true;
  readonly isRight?: true;
}[] = [
  { sort: 'name', name: 'name' },
  { sort: null, name: 'from', isWide: true },
  { sort: 'size', name: 'size', isRight: true },
  { sort: null, name: 'progress' },
  { sort: null, name: 'rate', isRight: true },
  { sort: null, name: 'left', isWide: true, isRight: true },
  { sort: 'state', name: 'state' },
];

export interface TransferListProps {
  readonly choice: ListChoice;
  readonly selection: Selection;
  readonly detailId: string | null;
  readonly onSelect: (selection: Selection) => void;
  readonly onSort: (sort: TransferSort) => void;
  readonly onDetails: (id: string | null) => void;
  readonly onCommand: (command: TransferCommand, row: TransferRow) => void;
  readonly onDelete: () => void;
  readonly onTotal: (total: number) => void;
}

/** All transfers that are found, of which the page holds those in view alone. */
export function TransferList(props: TransferListProps) {
  const { choice, selection, detailId, onSelect, onDetails, onCommand, onTotal } = props;
  const say = useSay('page-transfers');
  const { total, error, at, onView, idsBetween } = useTransfers(choice, detailId);
  const tell = useTell();
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState(-1);
  const anchor = useRef(0);
  const count = total ?? 0;
  useEffect(() => onTotal(count), [count, onTotal]);

  // Rows between may never have been in view, so they are asked for; the newest range counts.
  const ranges = useRef(0);
  const chooseRange = useCallback(
    async (index: number): Promise<void> => {
      ranges.current += 1;
      const mine = ranges.current;
      const [from, to] = [Math.max(0, Math.min(anchor.current, index)), Math.max(anchor.current, index)];
      const isTooLong = to - from >= mostRange;
      const first = isTooLong && index < anchor.current ? to - mostRange + 1 : from;
      const last = isTooLong && index > anchor.current ? from + mostRange - 1 : to;
      try {
        const ids = await idsBetween(first, last);
        if (mine !== ranges.current) return;
        onSelect(chosenOf(ids));
        if (isTooLong) tell.done(say('select.most', { count: mostRange }));
      } catch (thrown) {
        tell.failed(thrown);
      }
    },
    [idsBetween, onSelect, say, tell],
  );

  const actions = useMemo<LineActions>(
    () => ({
      onPress(index, row, { isRange, isMore }) {
        setCursor(index);
        if (isRange) return void chooseRange(index);
        ranges.current += 1;
        anchor.current = index;
        onSelect(isMore ? toggled(selection, row.id) : chosenOf([row.id]));
      },
      onToggle: row => onSelect(toggled(selection, row.id)),
      onDetails: row => onDetails(row.id),
      onCommand,
    }),
    [selection, onSelect, onDetails, onCommand, chooseRange],
  );

  function moveTo(index: number, isRange: boolean): void {
    setCursor(index);
    scrollTo(index);
    const row = at(index);
    if (isRange) return void chooseRange(index);
    ranges.current += 1;
    anchor.current = index;
    if (row) onSelect(chosenOf([row.id]));
  }

  function scrollTo(index: number): void {
    const box = scroller.current;
    if (box === null) return;
    const [top, bottom] = [index * rowHeight, (index + 1) * rowHeight];
    const visible = box.clientHeight - 38;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (bottom > box.scrollTop + visible) box.scrollTop = bottom - visible;
  }

  const row = at(cursor);
  const onKeyDown = listKeys({
    count,
    cursor,
    pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 480) / rowHeight) - 1),
    onMove: moveTo,
    onToggle: () => row && onSelect(toggled(selection, row.id)),
    onAll: () => onSelect(everything),
    onOpen: () => row && onDetails(row.id),
    onDelete: props.onDelete,
    onEscape: () => (detailId === null ? onSelect(nothing) : onDetails(null)),
  });

  const chosen = countOf(selection, count);
  if (error) return <ErrorPanel error={error.view} />;
  return (
    <>
      <VisuallyHidden id="transfers-hint">{say('list.hint')}</VisuallyHidden>
      <div
        ref={scroller}
        className={classes['list']}
        role="grid"
        tabIndex={0}
        aria-label={say('list')}
        aria-describedby="transfers-hint"
        aria-rowcount={count + 1}
        aria-multiselectable
        aria-activedescendant={row ? `transfer-${row.id}` : undefined}
        onKeyDown={event => {
          if (event.target === event.currentTarget) onKeyDown(event);
        }}
      >
        <div role="row" className={classes['head']} aria-rowindex={1}>
          <div role="columnheader">
            <Checkbox
              size="xs"
              aria-label={say(chosen > 0 ? 'select.none' : 'select.all')}
              checked={chosen > 0 && chosen === count}
              indeterminate={chosen > 0 && chosen < count}
              onChange={() => onSelect(chosen > 0 ? nothing : everything)}
            />
          </div>
          {columns.map(column => (
            <ColumnHead key={column.name} column={column} choice={choice} onSort={props.onSort} />
          ))}
          <div role="columnheader">
            <VisuallyHidden>{say('column.actions')}</VisuallyHidden>
          </div>
        </div>
        <VirtualRows
          scroller={scroller}
          count={count}
          rowHeight={rowHeight}
          onView={onView}
          row={index => {
            const line = at(index);
            if (line === undefined) return <EmptyLine index={index} />;
            return (
              <TransferLine
                index={index}
                row={line}
                isChosen={isChosen(selection, line.id)}
                isCursor={index === cursor}
                actions={actions}
              />
            );
          }}
        />
      </div>
    </>
  );
}

function ColumnHead({
  column,
  choice,
  onSort,
}: {
  readonly column: (typeof columns)[number];
  readonly choice: ListChoice;
  readonly onSort: (sort: TransferSort) => void;
}) {
  const say = useSay('page-transfers');
  const { sort, name, isWide, isRight } = column;
  const label = say(`column.${name}`);
  const isSorted = sort !== null && sort === choice.sort;
  const Icon = choice.isDescending ? IconChevronDown : IconChevronUp;
  const direction = choice.isDescending ? 'descending' : 'ascending';
  return (
    <div
      role="columnheader"
      className={[isWide && classes['wide'], isRight && classes['right']].filter(Boolean).join(' ')}
      aria-sort={isSorted ? direction : undefined}
    >
      {sort === null ? (
        <Text size="xs" fw={600} c="dimmed" span>
          {label}
        </Text>
      ) : (
        <UnstyledButton onClick={() => onSort(sort)} aria-label={say('sort.label', { column: label })}>
          <Text size="xs" fw={600} c={isSorted ? undefined : 'dimmed'} span>
            {label} {isSorted && <Icon size={11} stroke={2.4} style={{ verticalAlign: -1 }} />}
          </Text>
        </UnstyledButton>
      )}
    </div>
  );
}
