import { Anchor, Button, Group, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowsUp, IconPlayerPause, IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import type {
  TransferCommand,
  TransferFilter,
  TransferRow,
  TransferSort,
} from '../../../preload/contract/transfers.ts';
import { useSnapshot } from '../../client/context.tsx';
import { useCommand, useRequest } from '../../client/requests.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useTell } from '../../components/tell.ts';
import { ViewHeader } from '../../components/view-header.tsx';
import { useAdd } from '../../shell/add-context.tsx';
import { goTo, hrefOf, usePlace } from '../../shell/views.ts';
import { useSay } from '../../text/texts.tsx';
import { commandsOfAny } from './commands-of.ts';
import { LeaveOutProvider } from './leave-out.tsx';
import { PageWaits } from './page-waits.tsx';
import { asWire, chosenOf, countOf, nothing, type Selection } from './selection.ts';
import { TransferDetails } from './transfer-details.tsx';
import { TransferList } from './transfer-list.tsx';
import { TransferSummary } from './transfer-summary.tsx';
import { TransferToolbar } from './transfer-toolbar.tsx';
import classes from './transfers.module.css';
import { useTransferCommands } from './use-commands.ts';
import type { ListChoice } from './use-transfers.ts';

/** The order at first, and again after both of a column. */
const latestFirst: Pick<ListChoice, 'sort' | 'isDescending'> = { sort: 'added', isDescending: true };
const searchMs = 250;
/** What fits the chosen ones is asked for again as the list is, and no more often. */
const renewMs = 1_000;

export function TransfersView() {
  const say = useSay('page-transfers');
  const { openAdd } = useAdd();
  const { subject: detailId } = usePlace();
  const [filter, setFilter] = useState<TransferFilter>('all');
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), searchMs);
  const [{ sort, isDescending }, setOrder] = useState(latestFirst);
  const [selection, setSelection] = useState<Selection>(nothing);
  const [total, setTotal] = useState(0);
  const [isAsking, setIsAsking] = useState(false);
  const { send, isPending } = useTransferCommands();
  const all = useSnapshot(({ counts }) => counts.all);

  const choice: ListChoice = { filter, search, folder: null, sort, isDescending };
  const chosen = countOf(selection, total);
  const wire = asWire(selection, { filter, search, folder: null });

  const traits = useRequest('getTransferTraits', chosen > 0 ? { which: wire } : null, 'transfers', renewMs);
  const fitting = commandsOfAny(traits.data ?? []);

  const onDetails = useCallback((id: string | null) => goTo('transfers', id), []);
  const onCommand = useCallback(
    (command: TransferCommand, row: TransferRow) => {
      if (command !== 'cancel') return send(command, { ids: [row.id] });
      setSelection(chosenOf([row.id]));
      setIsAsking(true);
    },
    [send],
  );
  function onChosen(command: TransferCommand): void {
    send(command, wire, () => command === 'forget' && setSelection(nothing));
  }

  function closeDetails(): void {
    onDetails(null);
    // What had the focus goes; the list is where it came from.
    document.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });
  }
  const onSort = useCallback((next: TransferSort) => {
    setOrder(before => {
      if (before.sort !== next) return { sort: next, isDescending: false };
      return before.isDescending ? latestFirst : { sort: next, isDescending: true };
    });
  }, []);

  return (
    <LeaveOutProvider>
      <div className={classes['view']} data-narrow={detailId !== null || undefined}>
        <div className={classes['main']}>
          <ViewHeader title={say('title')}>
            <PauseAll />
            <Button leftSection={<IconPlus size={16} />} onClick={() => openAdd({})}>
              {useSay('page')('action.add')}
            </Button>
          </ViewHeader>
          <TransferSummary />
          <TransferToolbar
            filter={filter}
            search={typed}
            chosen={chosen}
            fitting={fitting}
            isBusy={isPending}
            onFilter={next => {
              setFilter(next);
              setSelection(nothing);
            }}
            onSearch={next => {
              setTyped(next);
              setSelection(nothing);
            }}
            onCommand={onChosen}
            onCancel={() => setIsAsking(true)}
          />
          {all === 0 && total === 0 ? (
            <EmptyState icon={IconArrowsUp} title={say('empty.title')} text={say('empty.text')} />
          ) : (
            <TransferList
              choice={choice}
              selection={selection}
              detailId={detailId}
              onSelect={setSelection}
              onSort={onSort}
              onDetails={onDetails}
              onCommand={onCommand}
              onDelete={() => {
                // Until it is known what fits, the question is the harmless one.
                if (chosen > 0 && (traits.data === undefined || fitting.has('cancel'))) setIsAsking(true);
                else if (fitting.has('forget')) onChosen('forget');
              }}
              onTotal={setTotal}
            />
          )}
          {/* Below, for they come and go: the row under the pointer stays there. */}
          {(filter === 'all' || filter === 'waiting') && <FolderWaits />}
          <PageWaits />
        </div>
        {detailId !== null && (
          <TransferDetails key={detailId} id={detailId} onClose={closeDetails} onCommand={onCommand} />
        )}
        <AskDialog
          opened={isAsking}
          title={say('cancel.title', { count: chosen })}
          text={say('cancel.text')}
          confirm={say('cancel.confirm', { count: chosen })}
          back={say('cancel.back')}
          isBusy={isPending}
          onClose={() => setIsAsking(false)}
          onConfirm={() => send('cancel', wire, () => setIsAsking(false))}
        />
      </div>
    </LeaveOutProvider>
  );
}

function PauseAll() {
  const say = useSay('page-transfers');
  const tell = useTell();
  const isAllPaused = useSnapshot(now => now.isAllPaused) ?? false;
  const { mutate, isPending } = useCommand('setAllPaused');
  const Icon = isAllPaused ? IconPlayerPlay : IconPlayerPause;
  return (
    <Button
      variant="default"
      leftSection={<Icon size={16} />}
      loading={isPending}
      onClick={() => mutate({ isPaused: !isAllPaused }, { onError: tell.failed })}
    >
      {say(isAllPaused ? 'resumeAll' : 'pauseAll')}
    </Button>
  );
}

/** Files of folders become transfers as they start; until then the folder holds them. */
function FolderWaits() {
  const say = useSay('page-transfers');
  const folders = useSnapshot(now => now.folders);
  const waiting = folders?.filter(folder => folder.waiting > 0) ?? [];
  if (waiting.length === 0) return null;
  return (
    <Group gap="md" mt="xs">
      {waiting.map(({ id, name, waiting: count }) => (
        <Text key={id} size="sm" className="figures">
          <Anchor href={hrefOf('folders', id)} size="sm">
            {say('folderWaits', { name, count })}
          </Anchor>
        </Text>
      ))}
    </Group>
  );
}
