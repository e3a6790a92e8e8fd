import { Button, Divider, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ExplanationView } from '../../../preload/contract/folders.ts';
import { useRequest } from '../../client/requests.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PathField } from '../../components/path-field.tsx';
import { useSay, useTexts } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import { DecisionLines } from '../transfers/event-lines.tsx';
import { EventRow } from './event-row.tsx';
import classes from './history.module.css';

const mostByHand = 50;

/** Why a file was sent, or was not. */
export function FilePanel() {
  const say = useSay('page-history');
  const texts = useTexts();
  const { when } = useFormats();
  const [path, setPath] = useState('');
  const [asked, setAsked] = useState<string | null>(null);
  const { data, error, isFetching, isPlaceholderData } = useRequest(
    'explainPath',
    asked === null ? null : { path: asked },
    'history',
  );

  const isElsewhere = asked !== null && error?.view.code === 'folder.unknown';

  return (
    <Stack maw={720}>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (path.trim() !== '') setAsked(path.trim());
        }}
      >
        <Group align="flex-end" wrap="nowrap">
          <div style={{ flex: 1 }}>
            <PathField
              label={say('file.path')}
              description={say('file.hint')}
              wants="files"
              value={path}
              onChange={setPath}
            />
          </div>
          <Button type="submit" loading={isFetching && isPlaceholderData} disabled={path.trim() === ''}>
            {say('file.ask')}
          </Button>
        </Group>
      </form>
      {error && !isElsewhere && <ErrorPanel error={error.view} />}
      {isElsewhere && <Text size="sm">{say('file.noFolder')}</Text>}
      {data && !error && asked !== null && (
        <Stack gap="sm" className={isPlaceholderData ? classes['waiting'] : undefined}>
          <div>
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {data.path}
            </Text>
            {!data.isThere && (
              <Text size="sm" c="dimmed">
                {say('file.notThere')}
              </Text>
            )}
          </div>
          {data.leftOutBy && (
            <>
              <Divider label={say('file.leftOut')} labelPosition="left" />
              <Text size="sm">
                {say(`file.leftOut.${placeOf(data.leftOutBy.source)}`, factsOf(data.leftOutBy))}
              </Text>
            </>
          )}
          <Divider label={say('file.known')} labelPosition="left" />
          {data.known ? (
            <div>
              <Text size="sm">
                {say('file.knownText', {
                  when: when(data.known.provenAtMs),
                  size: data.known.size,
                  key: data.known.key,
                })}
              </Text>
              {data.known.verifiedAtMs !== null && (
                <Text size="sm">{say('file.verified', { when: when(data.known.verifiedAtMs) })}</Text>
              )}
            </div>
          ) : (
            <Text size="sm">{say('file.unknown')}</Text>
          )}
          {data.planned && (
            <>
              <Divider label={say('file.planned')} labelPosition="left" />
              <Text size="sm">{texts.sayReason(data.planned as never)}</Text>
            </>
          )}
          {data.problem && (
            <>
              <Divider label={say('file.problem')} labelPosition="left" />
              <ErrorPanel error={data.problem.error} />
            </>
          )}
          <Divider label={say('file.decisions')} labelPosition="left" />
          {data.decisions.length === 0 ? (
            <Text size="sm">{say('file.noDecisions')}</Text>
          ) : (
            <DecisionLines decisions={data.decisions} />
          )}
        </Stack>
      )}
      {asked !== null && (data || isElsewhere) && <SentByHand path={asked} />}
    </Stack>
  );
}

/** What was done with the file outside of any folder, newest first; nothing where nothing was. */
function SentByHand({ path }: { readonly path: string }) {
  const say = useSay('page-history');
  const everything = { kinds: null, fromMs: null, toMs: null, before: null };
  const query = { ...everything, search: path, folder: 'manual', limit: mostByHand };
  const { data } = useRequest('listHistory', query, 'history');
  const lines = data?.lines.filter(line => line.path === path) ?? [];
  if (lines.length === 0) return null;
  return (
    <div>
      <Divider label={say('file.byHand')} labelPosition="left" />
      <div role="table" aria-label={say('file.byHand')}>
        {lines.map(line => (
          <div key={line.id} role="row">
            <EventRow line={line} />
          </div>
        ))}
      </div>
    </div>
  );
}

type Rule = NonNullable<ExplanationView['leftOutBy']>;

function placeOf(source: string): 'settings' | 'defaults' | 'file' {
  return source === 'settings' || source === 'defaults' ? source : 'file';
}

function factsOf({ line, source, lineNumber }: Rule) {
  return { rule: line, file: source, number: lineNumber };
}
