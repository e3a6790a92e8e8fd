import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import type { TargetView } from '../../../preload/contract/targets.ts';
import type { Added } from '../../../preload/contract/transfers.ts';
import { RequestError } from '../../client/client.ts';
import { useClient } from '../../client/context.tsx';
import type { PageFile } from '../../client/page-sends.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PathPicker } from '../../components/path-picker.tsx';
import { targetAddress } from '../../components/target-check.ts';
import { useTakeDropped } from '../../shell/add-context.tsx';
import { usePageSends, useSendsNow } from '../../shell/page-sends-context.tsx';
import { useSay } from '../../text/texts.tsx';
import { AddResult, SendingFromPage } from '../add/add-result.tsx';
import type { FirstAdded } from './first-upload.ts';

/** As many rows as a page may have in view. */
const mostWatched = 200;

/** The first thing that goes up: chosen, or dropped anywhere in the page. */
export function WhatStep({
  target,
  onAdded,
}: {
  readonly target: TargetView;
  readonly onAdded: (added: FirstAdded) => void;
}) {
  const say = useSay('page-start');
  const client = useClient();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<RequestError | null>(null);
  const [refused, setRefused] = useState<Added | null>(null);
  const { start, stop, again } = usePageSends();
  const sends = useSendsNow();
  const wishes = { target, options: { keepsMtime: true }, partSize: null, isSimple: false, isAppend: false };

  useTakeDropped(({ paths, files, text, url }) => {
    if (isBusy) return;
    if (paths) addPaths(paths);
    else if (files) void attempt(() => sendFiles(files));
    else if (url) void attempt(() => takeAdded(client.request('addUrl', { ...wishes, url, name: null })));
    else if (text) void attempt(() => addText(text));
  });

  async function attempt(work: () => Promise<void>): Promise<void> {
    setIsBusy(true);
    setError(null);
    setRefused(null);
    try {
      await work();
    } catch (thrown) {
      if (!(thrown instanceof RequestError)) throw thrown;
      setError(thrown);
    } finally {
      setIsBusy(false);
    }
  }

  async function takeAdded(answer: Promise<Added>): Promise<void> {
    const added = await answer;
    if (added.added === 0) setRefused(added);
    else await showNewest(added.added);
  }

  async function showNewest(count: number): Promise<void> {
    const { rows } = await client.request('listTransfers', {
      filter: 'all',
      search: '',
      folder: 'manual',
      sort: 'added',
      isDescending: true,
      offset: 0,
      limit: Math.min(mostWatched, count),
    });
    onAdded({ count, rows });
  }

  /** Files of the page itself have to stay with it until they are proven. */
  async function sendFiles(files: readonly PageFile[]): Promise<void> {
    await start(files, wishes);
    await showNewest(files.length);
  }

  const addPaths = (paths: readonly string[]) =>
    void attempt(() => takeAdded(client.request('addPaths', { ...wishes, paths, name: null })));
  const addText = (text: string) =>
    takeAdded(client.request('addText', { ...wishes, text, name: say('what.sampleName') }));

  if (sends !== null && !sends.isOver) return <SendingFromPage sends={sends} onStop={stop} onAgain={again} />;
  return (
    <Stack>
      <Text size="sm">
        {say('what.text')} {say('where.chosen', { target: targetAddress(target) })}
      </Text>
      <Paper withBorder p="xl" style={{ borderStyle: 'dashed' }}>
        <Stack align="center" gap="sm">
          <IconUpload size={32} stroke={1.4} aria-hidden />
          <Group justify="center">
            <PathPicker wants="files" label={say('what.chooseFile')} variant="filled" onPick={addPaths} />
            <PathPicker wants="folder" label={say('what.chooseFolder')} onPick={addPaths} />
          </Group>
          <Text size="sm" c="dimmed">
            {say('what.drop')}
          </Text>
        </Stack>
      </Paper>
      <div>
        <Button
          variant="subtle"
          loading={isBusy}
          onClick={() => void attempt(() => addText(say('what.sampleText')))}
        >
          {say('what.sample')}
        </Button>
      </div>
      {sends !== null && sends.failed.length > 0 && (
        <SendingFromPage sends={sends} onStop={stop} onAgain={again} />
      )}
      {refused && <AddResult added={refused} />}
      {error && <ErrorPanel error={error.view} />}
    </Stack>
  );
}
