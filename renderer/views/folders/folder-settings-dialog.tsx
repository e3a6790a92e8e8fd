import { Button, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import type { FolderView } from '../../../preload/contract/folders.ts';
import { useCommand } from '../../client/requests.ts';
import { DialogFooter } from '../../components/dialog-footer.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useTell } from '../../components/tell.ts';
import { useErrorText, useSay } from '../../text/texts.tsx';
import { FolderSettingsFields } from './folder-settings-fields.tsx';
import { formToSettings, settingsErrors, settingsFieldOf, settingsToForm } from './settings-form.ts';

export function FolderSettingsDialog({
  folder,
  onClose,
}: {
  readonly folder: FolderView;
  readonly onClose: () => void;
}) {
  const say = useSay('page-folders');
  const describe = useErrorText();
  const tell = useTell();
  const [form, setForm] = useState(() => settingsToForm(folder.settings));
  const { mutate, isPending, error } = useCommand('changeFolder');
  const errors = settingsErrors(form);
  const refused = error ? settingsFieldOf(error.view) : null;
  const isRight = Object.keys(errors).length === 0;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={say('settings.title', { name: folder.name })}
      closeButtonProps={{ 'aria-label': say('action.close') }}
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          if (!isRight) return;
          mutate(
            { id: folder.id, settings: formToSettings(form) },
            {
              onSuccess() {
                tell.done(say('said.saved', { name: folder.name }));
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <FolderSettingsFields
            root={folder.root}
            kind={folder.target.kind}
            form={form}
            errors={errors}
            refusals={refused === null || !error ? {} : { [refused]: describe(error.view).cause }}
            onChange={setForm}
          />
          {error && refused === null && <ErrorPanel error={error.view} />}
          <DialogFooter>
            <Button variant="default" onClick={onClose}>
              {say('action.cancel')}
            </Button>
            <Button type="submit" loading={isPending} disabled={!isRight}>
              {say('action.save')}
            </Button>
          </DialogFooter>
        </Stack>
      </form>
    </Modal>
  );
}
