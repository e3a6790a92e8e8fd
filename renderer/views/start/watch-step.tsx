import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useClient, useSnapshot } from '../../client/context.tsx';
import { useRequest } from '../../client/requests.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { goTo } from '../../shell/views.ts';
import { useSay } from '../../text/texts.tsx';
import { ProofPanel } from '../transfers/proof-panel.tsx';
import { type FirstAdded, firstUpload } from './first-upload.ts';

const noProgress = [] as const;
const newestByHand = {
  ...({ filter: 'all', search: '', folder: 'manual', sort: 'added', isDescending: true } as const),
  offset: 0,
};

/** The first upload on its way, and its proof. */
export function WatchStep({ added }: { readonly added: FirstAdded }) {
  const say = useSay('page-start');
  const client = useClient();
  const totals = useSnapshot(now => now.totals);
  const progress = useSnapshot(now => now.rows) ?? noProgress;
  // What is over before it was ever seen moving is told by its row alone.
  const { data: newest } = useRequest(
    'listTransfers',
    { ...newestByHand, limit: added.rows.length },
    'transfers',
  );
  const known = new Map(newest?.rows.map(row => [row.id, row]));
  const rows = added.rows.map(row => known.get(row.id) ?? row);
  const { sent, size, failed, isProven, shownId } = firstUpload({ ...added, rows }, progress, totals);
  const { data } = useRequest('getTransfer', shownId === null ? null : { id: shownId }, 'transfers');
  useEffect(() => {
    client.watch({ transferIds: added.rows.map(({ id }) => id), detailId: null });
    return () => client.watch({ transferIds: [], detailId: null });
  }, [client, added]);

  return (
    <Stack>
      <div role="status">
        {isProven ? (
          <Alert color="green" icon={<IconShieldCheck size={18} />} title={say('watch.proven')}>
            {say('watch.provenText')}
          </Alert>
        ) : (
          <Stack gap="xs">
            <Text className="figures">
              {size === 0
                ? say('watch.preparing')
                : say('watch.sending', { count: added.count, confirmed: sent, size })}
            </Text>
            <Progress.Root size="lg">
              <Progress.Section
                value={size === 0 ? 0 : Math.min(100, (sent / size) * 100)}
                aria-label={say('watch.bar')}
              />
            </Progress.Root>
          </Stack>
        )}
      </div>
      {failed > 0 && <Text fw={500}>{say('watch.failed', { count: failed })}</Text>}
      {data?.row.error && <ErrorPanel error={data.row.error} />}
      {data?.proof && <ProofPanel proof={data.proof} />}
      <Group>
        <Button onClick={() => goTo('transfers')}>{say('watch.transfers')}</Button>
        <Button variant="default" onClick={() => goTo('folders')}>
          {say('watch.folder')}
        </Button>
      </Group>
    </Stack>
  );
}
