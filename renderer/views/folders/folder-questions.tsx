import { Button, Checkbox, Modal, Radio, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FolderView } from '../../../preload/contract/folders.ts';
import { useCommand } from '../../client/requests.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { DialogFooter } from '../../components/dialog-footer.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { targetAddress } from '../../components/target-check.ts';
import { useTell } from '../../components/tell.ts';
import { useSay } from '../../text/texts.tsx';

interface DialogProps {
  readonly folder: FolderView;
  readonly onClose: () => void;
}

const samples = { few: 0.01, some: 0.1, all: 1 } as const;
const repairs = ['none', 'remote', 'local'] as const;

/** Asks how much is to be read again, and what is to become of what differs. */
export function VerifyDialog({ folder, onClose }: DialogProps) {
  const say = useSay('page-folders');
  const [sample, setSample] = useState<keyof typeof samples>('some');
  const [repair, setRepair] = useState<(typeof repairs)[number]>('none');
  const { mutate, isPending, error } = useCommand('startVerify');
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('verify.title', { name: folder.name })}
      closeButtonProps={{ 'aria-label': say('action.close') }}
    >
      <Stack>
        <Text size="sm">{say('verify.text')}</Text>
        <div>
          <Text size="sm" fw={500} id="verify-sample">
            {say('verify.sample')}
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby="verify-sample"
            value={sample}
            onChange={value => setSample(value as keyof typeof samples)}
            data={(['few', 'some', 'all'] as const).map(value => ({
              value,
              label: say(`verify.sample.${value}`),
            }))}
          />
          <Text size="xs" c="dimmed" mt={4}>
            {say('verify.sample.hint')}
          </Text>
        </div>
        <Radio.Group
          label={say('verify.repair')}
          value={repair}
          onChange={value => setRepair(value as typeof repair)}
        >
          <Stack gap="xs" mt="xs">
            {repairs.map(value => (
              <Radio
                key={value}
                value={value}
                label={say(`verify.repair.${value}`)}
                description={say(`verify.repair.${value}.hint`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {error && <ErrorPanel error={error.view} />}
        <DialogFooter>
          <Button variant="default" onClick={onClose}>
            {say('action.cancel')}
          </Button>
          <Button
            loading={isPending}
            onClick={() =>
              mutate({ folderId: folder.id, sample: samples[sample], repair }, { onSuccess: onClose })
            }
          >
            {say('verify.start')}
          </Button>
        </DialogFooter>
      </Stack>
    </Modal>
  );
}

export function RestoreDialog({ folder, onClose }: DialogProps) {
  const say = useSay('page-folders');
  const [isSome, setIsSome] = useState(false);
  const [match, setMatch] = useState('');
  const { mutate, isPending, error } = useCommand('startRestore');
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('restore.title', { name: folder.name })}
      closeButtonProps={{ 'aria-label': say('action.close') }}
    >
      <Stack>
        <Text size="sm">{say('restore.text')}</Text>
        <Radio.Group
          value={isSome ? 'some' : 'all'}
          onChange={value => setIsSome(value === 'some')}
          aria-label={say('restore.start')}
        >
          <Stack gap="xs">
            <Radio value="all" label={say('restore.all')} />
            <Radio value="some" label={say('restore.some')} />
          </Stack>
        </Radio.Group>
        {isSome && (
          <TextInput
            label={say('restore.match')}
            description={say('restore.match.hint')}
            value={match}
            onChange={event => setMatch(event.currentTarget.value)}
          />
        )}
        {error && <ErrorPanel error={error.view} />}
        <DialogFooter>
          <Button variant="default" onClick={onClose}>
            {say('action.cancel')}
          </Button>
          <Button
            loading={isPending}
            disabled={isSome && match.trim() === ''}
            onClick={() =>
              mutate({ folderId: folder.id, match: isSome ? match.trim() : null }, { onSuccess: onClose })
            }
          >
            {say('restore.start')}
          </Button>
        </DialogFooter>
      </Stack>
    </Modal>
  );
}

export function MarkerDialog({ folder, onClose }: DialogProps) {
  const say = useSay('page-folders');
  const tell = useTell();
  const { mutate, isPending, error } = useCommand('renewFolderMarker');
  const mirror = folder.settings.mode === 'mirror' ? say('marker.mirror') : null;
  return (
    <AskDialog
      opened
      title={say('marker.title', { root: folder.root })}
      text={say('marker.text', { mirror })}
      confirm={say('marker.confirm')}
      back={say('action.cancel')}
      isBusy={isPending}
      onClose={onClose}
      onConfirm={() =>
        mutate(
          { id: folder.id },
          {
            onSuccess() {
              tell.done(say('said.renewed', { name: folder.name }));
              onClose();
            },
          },
        )
      }
    >
      {error && <ErrorPanel error={error.view} />}
    </AskDialog>
  );
}

/** Objects are deleted only by a second, explicit choice with the folder's name typed. */
export function RemoveDialog({ folder, onClose }: DialogProps) {
  const say = useSay('page-folders');
  const tell = useTell();
  const [deletesObjects, setDeletesObjects] = useState(false);
  const [typed, setTyped] = useState('');
  const { mutate, isPending, error } = useCommand('removeFolder');
  return (
    <AskDialog
      opened
      title={say('remove.title', { name: folder.name })}
      text={say('remove.text')}
      confirm={say(deletesObjects ? 'remove.confirmObjects' : 'remove.confirm')}
      back={say('action.cancel')}
      isBusy={isPending}
      isBlocked={deletesObjects && typed !== folder.name}
      onClose={onClose}
      onConfirm={() =>
        mutate(
          { id: folder.id, deletesObjects },
          {
            onSuccess() {
              if (!deletesObjects) tell.done(say('said.removed', { name: folder.name }));
              onClose();
            },
          },
        )
      }
    >
      <Checkbox
        label={say('remove.alsoObjects')}
        checked={deletesObjects}
        onChange={event => setDeletesObjects(event.currentTarget.checked)}
      />
      {deletesObjects && (
        <>
          <Text size="sm" c="red">
            {say('remove.warning', { count: folder.provenFiles, target: targetAddress(folder.target) })}
          </Text>
          <TextInput
            label={say('remove.type', { word: folder.name })}
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
          />
        </>
      )}
      {error && <ErrorPanel error={error.view} />}
    </AskDialog>
  );
}
