import { Button, Group, Loader, Text } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { RequestError } from '../../client/client.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useSay } from '../../text/texts.tsx';

/** Below a list that is read page by page: that more is looked for, that there is nothing, or why it can't go on. */
export function ListEnd({
  query,
  isEmpty,
  nothing,
}: {
  readonly query: Pick<
    UseInfiniteQueryResult<unknown, RequestError>,
    'error' | 'isFetching' | 'hasNextPage' | 'refetch' | 'fetchNextPage' | 'isFetchNextPageError'
  >;
  readonly isEmpty: boolean;
  readonly nothing: string;
}) {
  const say = useSay('page-history');
  const { error, isFetching, hasNextPage, isFetchNextPageError } = query;
  if (error && !isFetching) {
    return (
      <Group align="center" py="sm" wrap="nowrap">
        <div style={{ flex: 1 }}>
          <ErrorPanel error={error.view} />
        </div>
        <Button
          variant="default"
          onClick={() => void (isFetchNextPageError ? query.fetchNextPage() : query.refetch())}
        >
          {say('again')}
        </Button>
      </Group>
    );
  }
  const isLooking = isEmpty ? isFetching || hasNextPage : hasNextPage;
  return (
    <Group justify="center" gap="xs" mih={56} role="status">
      {isLooking && (
        <>
          <Loader size="xs" />
          <Text size="sm" c="dimmed">
            {say('looking')}
          </Text>
        </>
      )}
      {isEmpty && !isLooking && <Text c="dimmed">{nothing}</Text>}
    </Group>
  );
}
