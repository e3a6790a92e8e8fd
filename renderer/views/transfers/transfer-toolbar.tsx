import { Button, CloseButton, Group, SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { TransferCommand, TransferFilter } from '../../../preload/contract/transfers.ts';
import { useSnapshot } from '../../client/context.tsx';
import { useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import classes from './transfers.module.css';

const filters: readonly TransferFilter[] = ['all', 'active', 'waiting', 'failed', 'done'];
const bulk: readonly TransferCommand[] = ['pause', 'resume', 'retry', 'sendNext', 'forget', 'cancel'];

/**
 * What is shown, and what can be done with what is chosen. Always one line high: the row under the pointer stays there. Commands take
 * the room of the filters where there is none for both; the search stays.
 */
export function TransferToolbar({
  filter,
  search,
  chosen,
  fitting,
  isBusy,
  onFilter,
  onSearch,
  onCommand,
  onCancel,
}: {
  readonly filter: TransferFilter;
  readonly search: string;
  readonly chosen: number;
  /** Commands that fit one of the chosen at least; the others stay where they are, and do nothing. */
  readonly fitting: ReadonlySet<TransferCommand>;
  readonly isBusy: boolean;
  readonly onFilter: (filter: TransferFilter) => void;
  readonly onSearch: (search: string) => void;
  readonly onCommand: (command: TransferCommand) => void;
  readonly onCancel: () => void;
}) {
  const say = useSay('page-transfers');
  const sayPage = useSay('page');
  const { grouped } = useFormats();
  const counts = useSnapshot(now => now.counts);
  return (
    <div className={classes['toolbar']}>
      <Group justify="space-between" mb="sm" gap="sm" h={36} wrap="nowrap">
        <div className={classes['filters']} data-chosen={chosen > 0 || undefined}>
          <SegmentedControl
            size="xs"
            value={filter}
            onChange={value => onFilter(value as TransferFilter)}
            aria-label={say('filter.label')}
            data={filters.map(value => ({
              value,
              label: `${say(`filter.${value}`)}${counts && counts[value] > 0 ? ` ${grouped(counts[value])}` : ''}`,
            }))}
            className="figures"
          />
        </div>
        {chosen > 0 && (
          <Group
            gap={4}
            wrap="nowrap"
            className={classes['bulk']}
            role="toolbar"
            aria-label={say('selected', { count: chosen })}
          >
            <span className={`figures ${classes['count']}`}>{say('selected', { count: chosen })}</span>
            {bulk.map(command => (
              <Button
                key={command}
                size="compact-xs"
                style={{ flex: 'none' }}
                color={command === 'cancel' ? 'red' : undefined}
                variant={command === 'cancel' ? 'light' : 'default'}
                disabled={isBusy}
                // Not `disabled`: the keyboard's focus would be lost with the command that has just been carried out.
                data-disabled={!fitting.has(command) || undefined}
                aria-disabled={!fitting.has(command)}
                onClick={() =>
                  fitting.has(command) && (command === 'cancel' ? onCancel() : onCommand(command))
                }
              >
                {say(`command.${command}`)}
              </Button>
            ))}
          </Group>
        )}
        <TextInput
          size="xs"
          w={240}
          className={classes['search']}
          ml="auto"
          value={search}
          onChange={event => onSearch(event.currentTarget.value)}
          placeholder={say('search')}
          aria-label={say('search')}
          leftSection={<IconSearch size={14} />}
          rightSection={
            search === '' ? null : (
              <CloseButton size="xs" onClick={() => onSearch('')} aria-label={sayPage('action.clear')} />
            )
          }
        />
      </Group>
    </div>
  );
}
