import { Button, Divider, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useRequest } from '../../client/requests.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PathField } from '../../components/path-field.tsx';
import { useSay, useTexts } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import { DecisionLines } from '../transfers/event-lines.tsx';
import classes from './history.module.css';

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
      {error && asked !== null && <ErrorPanel error={error.view} />}
      {data && !error && asked !== null && (
        <Stack gap="sm" className={isPlaceholderData ? classes['waiting'] : undefined}>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {data.path}
          </Text>
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
    </Stack>
  );
}
