import { Box, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { ProofLine } from '../../../preload/contract/history.ts';
import { useClient } from '../../client/context.tsx';
import { useCommand } from '../../client/requests.ts';
import { MeasuredRows } from '../../components/measured-rows.tsx';
import { useSaveFile } from '../../components/save-file.ts';
import { useTell } from '../../components/tell.ts';
import { useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import { proofsCsv } from './exported.ts';
import { FolderChoice } from './folder-choice.tsx';
import classes from './history.module.css';
import { ListEnd } from './list-end.tsx';
import { NewestButton } from './newest-button.tsx';
import { type AskPage, usePages } from './pages.ts';
import { exportName, useExport } from './use-export.ts';

const searchMs = 300;
const rowHeight = 56;

/** The proofs of transfers, to be read, and to be taken along. */
export function ProofsPanel() {
  const say = useSay('page-history');
  const client = useClient();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), searchMs);
  const [folder, setFolder] = useState<string | null>(null);
  const ask: AskPage<ProofLine> = (after, limit) =>
    client.request('listProofs', { folder, search, after, limit });
  const { query, lines, more, newest } = usePages(['listProofs', folder, search], ask);

  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" maw={720}>
        {say('proofs.text')}
      </Text>
      <Group align="flex-end" gap="sm">
        <TextInput
          style={{ flex: 1, minWidth: 160 }}
          label={say('search')}
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
        />
        <FolderChoice value={folder} onChange={setFolder} />
        <NewestButton newest={newest} />
        <ProofExports choice={{ folder, search }} ask={ask} isEmpty={lines.length === 0} />
      </Group>
      <div className={query.isPlaceholderData ? classes['waiting'] : undefined}>
        {lines.length > 0 && (
          <Box className={classes['proof'] ?? ''} aria-hidden="true">
            {(['file', 'object', 'size', 'checksum', 'when'] as const).map(name => (
              <Text key={name} size="sm" fw={600}>
                {say(`proofs.${name}`)}
              </Text>
            ))}
          </Box>
        )}
        <MeasuredRows
          label={say('tab.proofs')}
          count={lines.length}
          usualHeight={rowHeight}
          keyOf={index => keyOf(lines[index], index)}
          onEnd={more}
          row={index => {
            const line = lines[index];
            return line === undefined ? null : <ProofRow line={line} />;
          }}
        />
        <ListEnd
          query={query}
          isEmpty={lines.length === 0}
          nothing={say(search === '' && folder === null ? 'proofs.none' : 'empty.filtered')}
        />
      </div>
    </Stack>
  );
}

function ProofRow({ line }: { readonly line: ProofLine }) {
  const { when, bytes } = useFormats();
  const { path, kind, bucket, key, proof } = line;
  return (
    <Box className={classes['proof'] ?? ''} role="presentation">
      <Text role="cell" size="sm" className={classes['long'] ?? ''}>
        {path}
      </Text>
      <Text role="cell" size="sm" className={classes['long'] ?? ''}>
        {`${kind}://${bucket}/${key}`}
      </Text>
      <Text role="cell" size="sm" className="figures">
        {bytes(proof.size)}
      </Text>
      <Text role="cell" size="xs" ff="monospace" className={classes['long'] ?? ''}>
        {proof.algorithm} {proof.ours}
      </Text>
      <Text role="cell" size="sm" className="figures">
        {when(proof.provenAtMs)}
      </Text>
    </Box>
  );
}

function ProofExports({
  choice,
  ask,
  isEmpty,
}: {
  readonly choice: { readonly folder: string | null; readonly search: string };
  readonly ask: AskPage<ProofLine>;
  readonly isEmpty: boolean;
}) {
  const say = useSay('page-history');
  const tell = useTell();
  const report = useCommand('exportProofs');
  const save = useSaveFile();
  const { count, start, stop } = useExport();
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} />}
        disabled={isEmpty}
        loading={report.isPending}
        onClick={() =>
          report.mutate(choice, {
            onSuccess({ fileName, text, count, isComplete }) {
              save(fileName, text, 'application/json');
              if (!isComplete) tell.done(say('proofs.cut', { count }));
            },
            onError: tell.failed,
          })
        }
      >
        {say('proofs.export')}
      </Button>
      {count === null ? (
        <Button
          variant="default"
          disabled={isEmpty}
          onClick={() => void start(ask, { name: exportName('proofs', 'csv'), type: 'text/csv' }, proofsCsv)}
        >
          {say('proofs.csv')}
        </Button>
      ) : (
        <Button variant="default" className="figures" onClick={stop}>
          {say('export.stop')} ({say('export.running', { count })})
        </Button>
      )}
    </>
  );
}

/** One object may have been proven many times, and within one millisecond by two transfers. */
function keyOf(line: ProofLine | undefined, index: number): string {
  return line === undefined ? String(index) : `${line.proof.provenAtMs} ${line.bucket} ${line.key} ${index}`;
}
