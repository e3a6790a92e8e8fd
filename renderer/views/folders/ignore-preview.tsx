import { Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { FolderSettingsView } from '../../../preload/contract/folders.ts';
import { useRequest } from '../../client/requests.ts';
import { useErrorText, useSay } from '../../text/texts.tsx';

const waitMs = 400;
const usualSources = new Set(['default', 'git', 'own']);

/** What the rules that are being typed would leave out. */
export function IgnorePreview({
  root,
  settings,
}: {
  readonly root: string;
  readonly settings: FolderSettingsView;
}) {
  const say = useSay('page-folders');
  const describe = useErrorText();
  const [asked] = useDebouncedValue({ root, settings }, waitMs);
  const { data, error } = useRequest('previewIgnore', asked.root === '' ? null : asked);
  if (root === '') {
    return (
      <Text size="sm" c="dimmed">
        {say('preview.noRoot')}
      </Text>
    );
  }
  return (
    <Stack gap={4} mih={64} role="status">
      <Text size="sm" fw={500}>
        {say('preview.title')}
      </Text>
      {error && (
        <Text size="sm" c="red">
          {describe(error.view).cause}
        </Text>
      )}
      {data?.invalid.map(wrong => (
        <Text key={wrong.message} size="sm" c="red">
          {describe(wrong).cause}
        </Text>
      ))}
      {data && (
        <>
          <Text size="sm" className="figures">
            {say('preview.summary', {
              count: data.files - data.ignoredFiles,
              ignored: data.ignoredFiles,
              directories: data.ignoredDirectories,
            })}
          </Text>
          {!data.isComplete && (
            <Text size="xs" c="dimmed">
              {say('preview.cut')}
            </Text>
          )}
          <div
            style={{ maxHeight: 150, overflow: 'auto' }}
            tabIndex={0}
            role="region"
            aria-label={say('preview.title')}
          >
            {data.ignored.map(({ path, line, source }) => (
              <Text key={path} size="xs" style={{ overflowWrap: 'anywhere' }}>
                {path}{' '}
                <Text span c="dimmed" inherit>
                  {say('preview.by', {
                    line,
                    source: usualSources.has(source)
                      ? say('preview.source.usual')
                      : source === 'folder'
                        ? say('preview.source.rules')
                        : source,
                  })}
                </Text>
              </Text>
            ))}
            {data.ignored.length === 0 && (
              <Text size="xs" c="dimmed">
                {say('preview.none')}
              </Text>
            )}
          </div>
        </>
      )}
    </Stack>
  );
}
