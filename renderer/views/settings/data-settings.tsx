import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useCommand, useRequest } from '../../client/requests.ts';
import { CodeBlock } from '../../components/code-block.tsx';
import { DialogFooter } from '../../components/dialog-footer.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Facts } from '../../components/facts.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { PathPicker } from '../../components/path-picker.tsx';
import { useSaveFile } from '../../components/save-file.ts';
import { useTell } from '../../components/tell.ts';
import { useSession } from '../../shell/session.tsx';
import { useErrorText, useSay } from '../../text/texts.tsx';
import { SettingSection } from './setting-section.tsx';
import { useSettings } from './use-settings.tsx';

export function DataSettings() {
  const say = useSay('page-settings');
  const tell = useTell();
  const describe = useErrorText();
  const { dataDirectory, configFile, trial, face } = useSession();
  const { settings, change, errorOf } = useSettings(['pickerRoots']);
  const [roots, setRoots] = useState(settings.pickerRoots.join('\n'));
  const setDirectory = useCommand('setDataDirectory');
  const wanted = roots
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '');
  const wrongRoots = errorOf('pickerRoots');

  function choose(path: string | null): void {
    setDirectory.mutate({ path }, { onSuccess: () => tell.done(say('dataDirectory.changed')) });
  }

  return (
    <SettingSection title={say('data')}>
      <Facts
        facts={[
          { name: say('dataDirectory'), value: dataDirectory },
          { name: say('configFile'), value: configFile },
          ...(trial === null ? [] : [{ name: say('trial'), value: say('trial.at', trial) }]),
        ]}
      />
      <Group gap="xs">
        <PathPicker
          wants="folder"
          label={say('dataDirectory.change')}
          onPick={([path]) => path !== undefined && choose(path)}
        />
        <Button variant="subtle" onClick={() => choose(null)}>
          {say('dataDirectory.usual')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {say('dataDirectory.hint')}
      </Text>
      {setDirectory.error && <ErrorPanel error={setDirectory.error.view} />}
      {face === 'browser' && (
        <Group align="flex-end">
          <Textarea
            style={{ flex: 1 }}
            label={say('roots')}
            description={say('roots.hint')}
            autosize
            minRows={2}
            value={roots}
            error={wrongRoots && describe(wrongRoots).cause}
            onChange={event => setRoots(event.currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={wanted.join('\n') === settings.pickerRoots.join('\n')}
            onClick={() => change({ pickerRoots: wanted })}
          >
            {say('save')}
          </Button>
        </Group>
      )}
    </SettingSection>
  );
}

export function DiagnosticsSettings() {
  const say = useSay('page-settings');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <SettingSection title={say('diagnostics')}>
      <Text size="sm">{say('diagnostics.text')}</Text>
      <div>
        <Button variant="default" onClick={() => setIsOpen(true)}>
          {say('diagnostics.show')}
        </Button>
      </div>
      {isOpen && <Preview onClose={() => setIsOpen(false)} />}
    </SettingSection>
  );
}

function Preview({ onClose }: { readonly onClose: () => void }) {
  const say = useSay('page-settings');
  const save = useSaveFile();
  const query = useRequest('getDiagnostics', {});
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('diagnostics')}
      size="xl"
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <Loaded query={query} rows={1} height={320}>
        {({ fileName, text }) => (
          <Stack>
            <CodeBlock text={text} what={say('diagnostics.what')} maxHeight={420} />
            <DialogFooter>
              <Button variant="default" onClick={onClose}>
                {say('cancel')}
              </Button>
              <Button
                onClick={() => {
                  save(fileName, text, 'application/json');
                  onClose();
                }}
              >
                {say('diagnostics.save')}
              </Button>
            </DialogFooter>
          </Stack>
        )}
      </Loaded>
    </Modal>
  );
}
