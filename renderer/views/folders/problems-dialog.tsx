import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { FolderView, ProblemView } from '../../../preload/contract/folders.ts';
import type { RequestError } from '../../client/client.ts';
import { useClient, useSnapshot } from '../../client/context.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useErrorText, useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';

const pageRows = 200;
const weights = ['failed', 'warning', 'skipped'] as const;

/** Every path that is not in the bucket as it is here, with cause and remedy. */
export function ProblemsDialog({
  folder,
  onClose,
}: {
  readonly folder: FolderView;
  readonly onClose: () => void;
}) {
  const say = useSay('page-folders');
  const client = useClient();
  const revision = useSnapshot(({ revisions }) => revisions.folders);
  const query = useInfiniteQuery<
    readonly ProblemView[],
    RequestError,
    { readonly pages: readonly (readonly ProblemView[])[] },
    readonly unknown[],
    string | null
  >({
    queryKey: ['listProblems', folder.id, revision],
    queryFn: ({ pageParam }) =>
      client.request('listProblems', { id: folder.id, after: pageParam, limit: pageRows }),
    initialPageParam: null,
    getNextPageParam: page => (page.length < pageRows ? null : (page.at(-1)?.path ?? null)),
    placeholderData: before => before,
  });
  const all = query.data?.pages.flat() ?? [];
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={say('problems.title', { name: folder.name })}
      closeButtonProps={{ 'aria-label': say('action.close') }}
    >
      <Stack>
        {query.error && <ErrorPanel error={query.error.view} />}
        {query.data && all.length === 0 && <Text>{say('problems.none')}</Text>}
        {weights.map(weight => {
          const some = all.filter(problem => problem.weight === weight);
          if (some.length === 0) return null;
          return (
            <Stack key={weight} gap="xs">
              <Title order={3} fz="sm">
                {say('problems.group', { title: say(`problems.${weight}`), count: some.length })}
              </Title>
              {some.map(problem => (
                <ProblemLine key={problem.path} problem={problem} />
              ))}
            </Stack>
          );
        })}
        {query.hasNextPage && (
          <Group justify="center">
            <Button
              variant="default"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {say('action.showMore')}
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}

function ProblemLine({ problem }: { readonly problem: ProblemView }) {
  const say = useSay('page-folders');
  const describe = useErrorText();
  const { when } = useFormats();
  const { cause, remedy } = describe(problem.error);
  return (
    <div>
      <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {problem.path}
      </Text>
      <Text size="sm">{cause}</Text>
      <Text size="xs" c="dimmed">
        {remedy} · {say('problems.since', { when: when(problem.sinceMs) })}
        {problem.retryAtMs !== null && ` · ${say('problems.retry', { when: when(problem.retryAtMs) })}`}
      </Text>
    </div>
  );
}
