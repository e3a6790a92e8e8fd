import {
  ActionIcon,
  Button,
  FileButton,
  Group,
  ScrollArea,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useClient } from '../../client/context.tsx';
import type { PageFile } from '../../client/page-sends.ts';
import { PathPicker } from '../../components/path-picker.tsx';
import { mostDropped } from '../../shell/read-dropped.ts';
import { useSay } from '../../text/texts.tsx';
import { useFormats } from '../../text/use-formats.ts';
import { withFiles } from './dropped.ts';
import { isTooLong } from './text-length.ts';

export type SourceKind = 'files' | 'text' | 'web';

/** What is to be sent. */
export interface Sources {
  readonly kind: SourceKind;
  readonly paths: readonly string[];
  readonly files: readonly PageFile[];
  readonly text: string;
  readonly url: string;
  /** Of a single file, a text or an address; empty for its own. */
  readonly name: string;
}

const shown = 50;

export function FileSources({
  sources,
  onChange,
}: {
  readonly sources: Sources;
  readonly onChange: (sources: Sources) => void;
}) {
  const say = useSay('page-add');
  const { bytes } = useFormats();
  const client = useClient();
  const { paths, files } = sources;
  const count = paths.length + files.length;
  const addPaths = (more: readonly string[]) =>
    onChange({ ...sources, paths: [...new Set([...paths, ...more])] });
  const lines = [
    ...paths.map(path => ({
      id: path,
      name: path,
      size: null as number | null,
      leaveOut: () => onChange({ ...sources, paths: paths.filter(each => each !== path) }),
    })),
    ...files.map((each, index) => ({
      id: `page:${index}:${each.name}`,
      name: each.name,
      size: each.file.size,
      leaveOut: () => onChange({ ...sources, files: files.filter(other => other !== each) }),
    })),
  ];
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <PathPicker wants="files" label={say('files.chooseFiles')} onPick={addPaths} />
        <PathPicker wants="folder" label={say('files.chooseFolder')} onPick={addPaths} />
        {client.uploadFile !== null && (
          <FileButton
            multiple
            onChange={chosen =>
              onChange({
                ...sources,
                files: withFiles(
                  files,
                  chosen.map(file => ({ name: file.name, file })),
                ),
              })
            }
          >
            {props => (
              <Button {...props} variant="default">
                {say('files.chooseHere')}
              </Button>
            )}
          </FileButton>
        )}
      </Group>
      {count === 0 ? (
        <Text size="sm" c="dimmed" mih={64}>
          {say('files.none')} {say('files.hint')}
        </Text>
      ) : (
        <ScrollArea.Autosize
          mah={160}
          mih={64}
          viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': say('files.count', { count }) }}
        >
          <Stack gap={2}>
            {lines.slice(0, shown).map(line => (
              <Group key={line.id} gap="xs" wrap="nowrap">
                <Text size="sm" style={{ flex: 1, overflowWrap: 'anywhere' }}>
                  {line.name}
                </Text>
                {line.size !== null && (
                  <Text size="xs" c="dimmed" className="figures">
                    {bytes(line.size)}
                  </Text>
                )}
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  onClick={line.leaveOut}
                  aria-label={say('files.remove', { name: line.name })}
                >
                  <IconX size={13} />
                </ActionIcon>
              </Group>
            ))}
            {count > shown && (
              <Text size="sm" c="dimmed">
                {say('files.more', { count: count - shown })}
              </Text>
            )}
          </Stack>
        </ScrollArea.Autosize>
      )}
      {files.length >= mostDropped && (
        <Text size="sm" c="orange">
          {say('files.cut', { count: mostDropped })}
        </Text>
      )}
      {count === 1 && paths.length === 1 && (
        <TextInput
          label={say('name')}
          placeholder={say('name.hint')}
          value={sources.name}
          onChange={event => onChange({ ...sources, name: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
}

export function TextSource({
  sources,
  isNameMissing,
  onChange,
}: {
  readonly sources: Sources;
  readonly isNameMissing: boolean;
  readonly onChange: (sources: Sources) => void;
}) {
  const say = useSay('page-add');
  const [isRefused, setIsRefused] = useState(false);
  async function paste(): Promise<void> {
    try {
      onChange({ ...sources, text: await navigator.clipboard.readText() });
    } catch {
      setIsRefused(true);
    }
  }
  return (
    <Stack gap="sm">
      <Textarea
        label={say('text')}
        value={sources.text}
        error={
          isTooLong(sources.text)
            ? say('wrong.longText')
            : isRefused && sources.text === '' && say('text.pasteRefused')
        }
        rows={6}
        resize="vertical"
        onChange={event => onChange({ ...sources, text: event.currentTarget.value })}
      />
      <Group align="flex-end" gap="xs">
        <TextInput
          style={{ flex: 1 }}
          label={say('name')}
          placeholder={say('text.name')}
          value={sources.name}
          error={isNameMissing && say('wrong.needed')}
          onChange={event => onChange({ ...sources, name: event.currentTarget.value })}
        />
        <Button variant="default" onClick={() => void paste()}>
          {say('text.paste')}
        </Button>
      </Group>
    </Stack>
  );
}

export function WebSource({
  sources,
  isWrong,
  onChange,
}: {
  readonly sources: Sources;
  readonly isWrong: boolean;
  readonly onChange: (sources: Sources) => void;
}) {
  const say = useSay('page-add');
  return (
    <Stack gap="sm">
      <TextInput
        label={say('url')}
        description={say(sources.url.includes('?') ? 'url.secret' : 'url.hint')}
        placeholder="https://"
        value={sources.url}
        error={isWrong && say('wrong.url')}
        onChange={event => onChange({ ...sources, url: event.currentTarget.value })}
      />
      <TextInput
        label={say('name')}
        placeholder={say('name.hint')}
        value={sources.name}
        onChange={event => onChange({ ...sources, name: event.currentTarget.value })}
      />
    </Stack>
  );
}
