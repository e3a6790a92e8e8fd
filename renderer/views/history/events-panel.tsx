import { Button, Group, Menu, MultiSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { HistoryKind, HistoryLine, HistoryQuery } from '../../../preload/contract/history.ts';
import { useClient } from '../../client/context.tsx';
import { MeasuredRows } from '../../components/measured-rows.tsx';
import { useErrorText, useSay, useTexts } from '../../text/texts.tsx';
import { dayOf } from './day-of.ts';
import { EventRow } from './event-row.tsx';
import { historyCsv, historyJson } from './exported.ts';
import { FolderChoice } from './folder-choice.tsx';
import classes from './history.module.css';
import { lineWords } from './line-words.ts';
import { ListEnd } from './list-end.tsx';
import { NewestButton } from './newest-button.tsx';
import { type AskPage, usePages } from './pages.ts';
import { exportName, useExport } from './use-export.ts';

const kinds: readonly HistoryKind[] = ['done', 'failed', 'decision', 'other'];
const searchMs = 300;
const rowHeight = 51;

/** Everything that was decided and done, newest first. */
export function EventsPanel({ folderAtFirst }: { readonly folderAtFirst: string | null }) {
  const say = useSay('page-history');
  const client = useClient();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), searchMs);
  const [chosen, setChosen] = useState<readonly HistoryKind[]>([]);
  const [folder, setFolder] = useState(folderAtFirst);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const choice: Omit<HistoryQuery, 'before' | 'limit'> = {
    search,
    kinds: chosen.length === 0 ? null : chosen,
    folder,
    fromMs: dayOf(from),
    toMs: dayOf(to, 1),
  };
  const ask: AskPage<HistoryLine> = (before, limit) =>
    client.request('listHistory', { ...choice, before, limit });
  const { query, lines, more, newest } = usePages(['listHistory', choice], ask);
  const isFiltered = search !== '' || chosen.length > 0 || folder !== null || from !== '' || to !== '';

  return (
    <>
      <Group gap="sm" mb="md" align="flex-end">
        <TextInput
          style={{ flex: 1, minWidth: 190 }}
          label={say('search')}
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
        />
        <MultiSelect
          w={160}
          label={say('kind.label')}
          placeholder={chosen.length === 0 ? say('folder.all') : undefined}
          data={kinds.map(value => ({ value, label: say(`kind.${value}`) }))}
          value={[...chosen]}
          onChange={next => setChosen(next as HistoryKind[])}
          clearable
        />
        <FolderChoice value={folder} onChange={setFolder} />
        <TextInput
          type="date"
          label={say('from')}
          value={from}
          max={to || undefined}
          onChange={event => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={say('to')}
          value={to}
          min={from || undefined}
          onChange={event => setTo(event.currentTarget.value)}
        />
        <NewestButton newest={newest} />
        <ExportMenu ask={ask} />
      </Group>
      <div className={query.isPlaceholderData ? classes['waiting'] : undefined}>
        <MeasuredRows
          label={say('tab.events')}
          count={lines.length}
          usualHeight={rowHeight}
          keyOf={index => lines[index]?.id ?? String(index)}
          onEnd={more}
          row={index => {
            const line = lines[index];
            return line === undefined ? null : <EventRow line={line} />;
          }}
        />
      </div>
      <ListEnd
        query={query}
        isEmpty={lines.length === 0}
        nothing={say(isFiltered ? 'empty.filtered' : 'empty')}
      />
    </>
  );
}

function ExportMenu({ ask }: { readonly ask: AskPage<HistoryLine> }) {
  const say = useSay('page-history');
  const texts = useTexts();
  const describe = useErrorText();
  const { count, start, stop } = useExport();
  if (count !== null) {
    return (
      <Button variant="default" miw={180} className="figures" onClick={stop}>
        {say('export.stop')} ({say('export.running', { count })})
      </Button>
    );
  }
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />}>
          {say('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() =>
            void start(ask, { name: exportName('history', 'csv'), type: 'text/csv' }, lines =>
              historyCsv(lines, line => lineWords(line, texts), describe),
            )
          }
        >
          {say('export.csv')}
        </Menu.Item>
        <Menu.Item
          onClick={() =>
            void start(ask, { name: exportName('history', 'json'), type: 'application/json' }, historyJson)
          }
        >
          {say('export.json')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
