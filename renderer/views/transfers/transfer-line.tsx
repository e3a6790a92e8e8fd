import { Skeleton } from '@mantine/core';
import { memo } from 'react';
import type { TransferCommand, TransferRow } from '../../../preload/contract/transfers.ts';
import { useProgress } from '../../client/context.tsx';
import { useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import { isActive } from './commands-of.ts';
import { RowMenu } from './row-menu.tsx';
import { StateBadge } from './state-badge.tsx';
import { TransferBar } from './transfer-bar.tsx';
import classes from './transfers.module.css';
import { useFrom } from './use-from.ts';

export interface LineActions {
  readonly onPress: (
    index: number,
    row: TransferRow,
    how: { readonly isRange: boolean; readonly isMore: boolean },
  ) => void;
  readonly onToggle: (row: TransferRow) => void;
  readonly onDetails: (row: TransferRow) => void;
  readonly onCommand: (command: TransferCommand, row: TransferRow) => void;
}

/**
 * One transfer of the list. Drawn anew only when it, or what is chosen of it, is another. Of plain elements: dozens of them come into view at once while
 * the list is scrolled.
 */
export const TransferLine = memo(function TransferLine({
  index,
  row,
  isChosen,
  isCursor,
  actions,
}: {
  readonly index: number;
  readonly row: TransferRow;
  readonly isChosen: boolean;
  readonly isCursor: boolean;
  readonly actions: LineActions;
}) {
  const say = useSay('page-transfers');
  const { bytes, rate, time } = useFormats();
  const progress = useProgress(row);
  const { state } = progress;
  const isMoving = isActive(state);
  const from = useFrom(row);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys for all of its rows
    <div
      id={`transfer-${row.id}`}
      role="row"
      className={classes['row']}
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      data-chosen={isChosen || undefined}
      data-cursor={isCursor || undefined}
      onClick={event =>
        actions.onPress(index, row, { isRange: event.shiftKey, isMore: event.ctrlKey || event.metaKey })
      }
      onDoubleClick={() => actions.onDetails(row)}
    >
      <div role="gridcell">
        <input
          type="checkbox"
          className={classes['check']}
          checked={isChosen}
          tabIndex={-1}
          aria-label={say('select.row', { name: row.name })}
          onChange={() => actions.onToggle(row)}
          onClick={event => event.stopPropagation()}
        />
      </div>
      <div role="gridcell" className={classes['cell']} title={row.path ?? row.key}>
        <div className={classes['name']}>{row.name}</div>
        <div className={classes['object']}>{placeOf(row)}</div>
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['wide']} ${classes['faint']}`}>
        {from}
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['right']}`}>
        {row.size === null ? say('size.unknown') : bytes(row.size)}
      </div>
      <div role="gridcell">
        <TransferBar name={row.name} size={row.size} progress={progress} />
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['right']}`}>
        {isMoving && progress.bytesPerSecond > 0 ? rate(progress.bytesPerSecond) : ''}
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['right']} ${classes['wide']}`}>
        {isMoving && progress.secondsLeft !== null ? time.short(progress.secondsLeft * 1000) : ''}
      </div>
      <div role="gridcell" className={classes['cell']}>
        <StateBadge state={state} error={row.error} />
      </div>
      <div role="gridcell">
        <RowMenu
          row={row}
          onCommand={command => actions.onCommand(command, row)}
          onDetails={() => actions.onDetails(row)}
        />
      </div>
    </div>
  );
});

/** Where the object goes, without its name where that stands above. */
function placeOf({ kind, bucket, key, name }: TransferRow): string {
  const prefix = key === name ? '' : key.endsWith(`/${name}`) ? key.slice(0, -name.length) : key;
  return `${kind}://${bucket}/${prefix}`;
}

/** The place of a row that is on its way. */
export function EmptyLine({ index }: { readonly index: number }) {
  return (
    <div role="row" tabIndex={-1} className={classes['row']} aria-rowindex={index + 2} aria-busy="true">
      <div role="gridcell" />
      <div role="gridcell">
        <Skeleton height={12} radius="xl" />
      </div>
    </div>
  );
}
