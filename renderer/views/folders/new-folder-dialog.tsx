import { Button, Modal, Skeleton, Stack, Stepper, Text } from '@mantine/core';
import { useState } from 'react';
import type { FolderSettingsView } from '../../../preload/contract/folders.ts';
import type { TargetView } from '../../../preload/contract/targets.ts';
import { useCommand, useRequest } from '../../client/requests.ts';
import { DialogFooter } from '../../components/dialog-footer.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useHasInnerDialog } from '../../components/inner-dialog.ts';
import { Loaded } from '../../components/loaded.tsx';
import { PathField } from '../../components/path-field.tsx';
import { targetErrors, tidyTarget } from '../../components/target-check.ts';
import { TargetFields } from '../../components/target-fields.tsx';
import { useTell } from '../../components/tell.ts';
import { useFirstTarget } from '../../components/use-first-target.ts';
import { useSession } from '../../shell/session.tsx';
import { useErrorText, useSay } from '../../text/texts.tsx';
import { keepLastTarget } from '../add/last-target.ts';
import { DryRun } from './dry-run-dialog.tsx';
import { FolderSettingsFields } from './folder-settings-fields.tsx';
import { formToSettings, settingsErrors, settingsFieldOf, settingsToForm } from './settings-form.ts';

/** Adds a folder: where from and where to, under which rules, and what that would do. */
export function NewFolderDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay('page-folders');
  const query = useRequest('getUsualFolderSettings', {});
  const first = useFirstTarget();
  const hasInner = useHasInnerDialog();
  return (
    <Modal
      opened
      closeOnEscape={!hasInner}
      onClose={onClose}
      size="xl"
      title={say('new.title')}
      closeButtonProps={{ 'aria-label': say('action.close') }}
    >
      <Loaded query={query} rows={1} height={320}>
        {usual =>
          first === null ? (
            <Skeleton height={320} aria-busy="true" />
          ) : (
            <Steps usual={usual} first={first} onClose={onClose} />
          )
        }
      </Loaded>
    </Modal>
  );
}

function Steps({
  usual,
  first,
  onClose,
}: {
  readonly usual: FolderSettingsView;
  readonly first: TargetView;
  readonly onClose: () => void;
}) {
  const say = useSay('page-folders');
  const describe = useErrorText();
  const tell = useTell();
  const { platform } = useSession();
  const [step, setStep] = useState(0);
  const [isTried, setIsTried] = useState(false);
  const [root, setRoot] = useState('');
  const [form, setForm] = useState(first);
  const [settings, setSettings] = useState(() => settingsToForm(usual));
  const { mutate, isPending, error } = useCommand('addFolder');

  const target = tidyTarget(form);
  const isAbsolute =
    platform === 'win32' ? /^[a-z]:[\\/]|^\\\\/i.test(root.trim()) : root.trim().startsWith('/');
  const rootError = root.trim() === '' ? 'wrong.required' : isAbsolute ? null : 'wrong.absolute';
  const wrongTarget = targetErrors(target);
  const errors = settingsErrors(settings);
  const isRight = [
    rootError === null && Object.keys(wrongTarget).length === 0,
    Object.keys(errors).length === 0,
    true,
  ][step];
  const refused = error ? settingsFieldOf(error.view) : null;
  const draft = { root: root.trim(), target, settings: formToSettings(settings) };

  function next(): void {
    setIsTried(true);
    if (!isRight) return;
    setIsTried(false);
    setStep(step + 1);
  }

  function add(): void {
    keepLastTarget(target);
    mutate(draft, {
      onError(thrown) {
        if (settingsFieldOf(thrown.view) !== null) setStep(1);
      },
      onSuccess() {
        tell.done(say('said.added', { name: root.trim() }));
        onClose();
      },
    });
  }

  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        if (step < 2) next();
        else add();
      }}
    >
      <Stack>
        <Stepper active={step} size="sm" onStepClick={chosen => chosen < step && setStep(chosen)}>
          <Stepper.Step label={say('new.step.where')} />
          <Stepper.Step label={say('new.step.how')} />
          <Stepper.Step label={say('new.step.check')} />
        </Stepper>
        {step === 0 && (
          <Stack>
            <PathField
              label={say('new.root')}
              wants="folder"
              value={root}
              error={isTried && rootError !== null && say(rootError)}
              onChange={setRoot}
            />
            <TargetFields target={form} errors={isTried ? wrongTarget : {}} onChange={setForm} />
          </Stack>
        )}
        {step === 1 && (
          <FolderSettingsFields
            root={root.trim()}
            kind={target.kind}
            form={settings}
            errors={errors}
            refusals={refused === null || !error ? {} : { [refused]: describe(error.view).cause }}
            onChange={setSettings}
          />
        )}
        {step === 2 && (
          <Stack>
            <Text size="sm">{say('new.dryRunText')}</Text>
            <DryRun draft={draft} />
          </Stack>
        )}
        {error && refused === null && <ErrorPanel error={error.view} />}
        <DialogFooter justify="space-between">
          <Button variant="default" onClick={() => (step === 0 ? onClose() : setStep(step - 1))}>
            {say(step === 0 ? 'action.cancel' : 'action.back')}
          </Button>
          <Button type="submit" loading={isPending}>
            {say(step < 2 ? 'action.next' : 'new.add')}
          </Button>
        </DialogFooter>
      </Stack>
    </form>
  );
}
