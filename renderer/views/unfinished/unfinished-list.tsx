import { Alert, Badge, Button, Checkbox, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { UnfinishedPage, UnfinishedView } from '../../../preload/contract/accounts.ts';
import type { TargetView } from '../../../preload/contract/targets.ts';
import type { AnswerOf } from '../../../preload/contract.ts';
import type { RequestError } from '../../client/client.ts';
import { useClient } from '../../client/context.tsx';
import { useCommand } from '../../client/requests.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { targetAddress } from '../../components/target-check.ts';
import { useTell } from '../../components/tell.ts';
import { goTo } from '../../shell/views.ts';
import { useErrorText, useLanguage, useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import { costOf } from './cost.ts';

type Removal = AnswerOf<'removeUnfinished'>;

const idOf = ({ key, uploadId }: UnfinishedView) => `${uploadId} ${key}`;

export function UnfinishedList({ target }: { readonly target: TargetView }) {
  const say = useSay('page-accounts');
  const client = useClient();
  const tell = useTell();
  const language = useLanguage();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isAsking, setIsAsking] = useState(false);
  const [isForced, setIsForced] = useState(false);
  const [refused, setRefused] = useState<Removal['refused']>([]);
  const removal = useCommand('removeUnfinished');
  const query = useInfiniteQuery<
    UnfinishedPage,
    RequestError,
    { readonly pages: readonly UnfinishedPage[] },
    readonly unknown[],
    string | null
  >({
    queryKey: ['listUnfinished', target],
    queryFn: ({ pageParam }) => client.request('listUnfinished', { target, after: pageParam }),
    initialPageParam: null,
    getNextPageParam: page => page.next,
  });
  const all = query.data?.pages.flatMap(page => page.uploads) ?? [];
  const price = query.data?.pages[0]?.price ?? null;
  const picked = all.filter(upload => chosen.has(idOf(upload)));
  const sum = (uploads: readonly UnfinishedView[]) => uploads.reduce((total, each) => total + each.bytes, 0);
  const costText = (size: number) => {
    const cost = costOf(size, price, language);
    if (cost === null) return null;
    return say(cost.isBelow ? 'unfinished.cost.small' : 'unfinished.cost.about', { cost: cost.figure });
  };

  function toggle(upload: UnfinishedView): void {
    const next = new Set(chosen);
    if (!next.delete(idOf(upload))) next.add(idOf(upload));
    setChosen(next);
  }

  function remove(): void {
    const uploads = picked.map(({ key, uploadId }) => ({ key, uploadId }));
    removal.mutate(
      { target, uploads, isForced },
      {
        onSuccess({ removed, refused }) {
          setIsAsking(false);
          setChosen(new Set());
          setRefused(refused);
          if (removed > 0) tell.done(say('unfinished.removed', { count: removed }));
          void query.refetch();
        },
      },
    );
  }

  if (query.error) return <ErrorPanel error={query.error.view} />;
  if (!query.data) return <Skeleton height={160} aria-busy="true" />;
  if (all.length === 0) return <Text c="dimmed">{say('unfinished.none')}</Text>;
  const living = picked.filter(each => each.isLiving).length;
  const transfers = picked.filter(each => each.origin === 'transfer').length;
  const unknown = picked.filter(each => each.origin === 'unknown').length;

  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="sm" className="figures">
          {say('unfinished.total', { count: all.length, size: sum(all), cost: costText(sum(all)) })}
          {query.hasNextPage && ` ${say('unfinished.more')}`}
        </Text>
        <Button
          color="red"
          variant="light"
          disabled={picked.length === 0}
          onClick={() => {
            setIsForced(false);
            setIsAsking(true);
          }}
        >
          {picked.length === 0 ? say('action.remove') : say('unfinished.remove', { count: picked.length })}
        </Button>
      </Group>
      <Refused refused={refused} />
      <Table aria-label={say('unfinished.list', { target: targetAddress(target) })} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={36}>
              <Checkbox
                size="xs"
                aria-label={say('unfinished.selectAll')}
                checked={picked.length === all.length}
                indeterminate={picked.length > 0 && picked.length < all.length}
                onChange={() => setChosen(picked.length > 0 ? new Set() : new Set(all.map(idOf)))}
              />
            </Table.Th>
            <Table.Th>{say('unfinished.column.key')}</Table.Th>
            <Table.Th>{say('unfinished.column.size')}</Table.Th>
            <Table.Th visibleFrom="md">{say('unfinished.column.parts')}</Table.Th>
            <Table.Th>{say('unfinished.column.age')}</Table.Th>
            <Table.Th>{say('unfinished.column.origin')}</Table.Th>
            {price && <Table.Th>{say('unfinished.column.cost')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {all.map(upload => (
            <Row
              key={idOf(upload)}
              upload={upload}
              isChosen={chosen.has(idOf(upload))}
              cost={price ? (costText(upload.bytes) ?? '') : null}
              onToggle={() => toggle(upload)}
            />
          ))}
        </Table.Tbody>
      </Table>
      {query.hasNextPage && (
        <Group justify="center">
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {say('unfinished.moreButton')}
          </Button>
        </Group>
      )}
      <AskDialog
        opened={isAsking}
        title={say('unfinished.confirm.title', { count: picked.length })}
        text={say('unfinished.confirm.text')}
        confirm={say('unfinished.remove', { count: picked.length })}
        back={say('action.cancel')}
        isBusy={removal.isPending}
        onClose={() => setIsAsking(false)}
        onConfirm={remove}
      >
        <Text size="sm">{say('unfinished.selected', { count: picked.length, size: sum(picked) })}</Text>
        {transfers > 0 && <Text size="sm">{say('unfinished.confirm.transfers', { count: transfers })}</Text>}
        {unknown > 0 && <Text size="sm">{say('unfinished.confirm.unknown', { count: unknown })}</Text>}
        {living > 0 && (
          <>
            <Text size="sm">{say('unfinished.confirm.living', { count: living })}</Text>
            <Checkbox
              label={say('unfinished.confirm.force')}
              checked={isForced}
              onChange={event => setIsForced(event.currentTarget.checked)}
            />
          </>
        )}
        {removal.error && <ErrorPanel error={removal.error.view} />}
      </AskDialog>
    </Stack>
  );
}

function Row({
  upload,
  isChosen,
  cost,
  onToggle,
}: {
  readonly upload: UnfinishedView;
  readonly isChosen: boolean;
  readonly cost: string | null;
  readonly onToggle: () => void;
}) {
  const say = useSay('page-accounts');
  const { bytes, grouped, when } = useFormats();
  const { key, origin, transferId, isLiving } = upload;
  return (
    <Table.Tr>
      <Table.Td>
        <Checkbox
          size="xs"
          aria-label={say('unfinished.select', { name: key })}
          checked={isChosen}
          onChange={onToggle}
        />
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{key}</Table.Td>
      <Table.Td className="figures" style={{ whiteSpace: 'nowrap' }}>
        {bytes(upload.bytes)}
      </Table.Td>
      <Table.Td className="figures" visibleFrom="md">
        {grouped(upload.parts)}
      </Table.Td>
      <Table.Td className="figures">{when(upload.initiatedAtMs)}</Table.Td>
      <Table.Td>
        <Group gap="xs">
          <Text size="sm">{say(`unfinished.origin.${origin}`)}</Text>
          {isLiving && (
            <Badge size="sm" variant="light">
              {say('unfinished.living')}
            </Badge>
          )}
          {transferId !== null && (
            <Button size="compact-xs" variant="subtle" onClick={() => goTo('transfers', transferId)}>
              {say('unfinished.goOn')}
            </Button>
          )}
        </Group>
      </Table.Td>
      {cost !== null && (
        <Table.Td className="figures" style={{ whiteSpace: 'nowrap' }}>
          {cost}
        </Table.Td>
      )}
    </Table.Tr>
  );
}

/** What the store or a living process kept, each with its cause. */
function Refused({ refused }: { readonly refused: Removal['refused'] }) {
  const say = useSay('page-accounts');
  const describe = useErrorText();
  if (refused.length === 0) return null;
  return (
    <Alert color="orange" title={say('unfinished.refused', { count: refused.length })}>
      <Stack gap={6} mah={180} style={{ overflow: 'auto' }} tabIndex={0}>
        {refused.map(({ key, uploadId, error }) => {
          const { cause, remedy } = describe(error);
          return (
            <div key={`${uploadId} ${key}`}>
              <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
                {key}
              </Text>
              <Text size="xs">
                {cause} {remedy}
              </Text>
            </div>
          );
        })}
      </Stack>
    </Alert>
  );
}
