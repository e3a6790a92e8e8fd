import { Accordion, Button, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SavedTarget } from '../../../preload/contract/targets.ts';
import { useCommand } from '../../client/requests.ts';
import { DialogFooter } from '../../components/dialog-footer.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { targetErrors, tidyTarget } from '../../components/target-check.ts';
import { TargetFields } from '../../components/target-fields.tsx';
import { useTell } from '../../components/tell.ts';
import { WishesFields } from '../../components/wishes-fields.tsx';
import { formToWishes, wishesToForm, wishOfError, wrongPairs } from '../../components/wishes-form.ts';
import { useErrorText, useSay } from '../../text/texts.tsx';

const empty: SavedTarget = {
  name: '',
  account: null,
  kind: 'oss',
  bucket: '',
  prefix: '',
  options: { keepsMtime: true },
};

/** Makes a target that has a name, or changes one. */
export function TargetDialog({
  saved,
  others,
  onClose,
}: {
  readonly saved: SavedTarget | null;
  readonly others: readonly string[];
  readonly onClose: () => void;
}) {
  const say = useSay('page-accounts');
  const describe = useErrorText();
  const tell = useTell();
  const [target, setTarget] = useState(saved ?? empty);
  const [wishes, setWishes] = useState(() => wishesToForm((saved ?? empty).options));
  const [isTried, setIsTried] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const { mutate, isPending, error } = useCommand('saveTarget');
  const name = target.name.trim();
  const tidy = tidyTarget(target);
  const errors = targetErrors(tidy);
  const wrongName = name === '' ? 'wrong.needed' : others.includes(name) ? 'wrong.nameTakenTarget' : null;
  const areOptionsWrong = Object.keys(wrongPairs(wishes)).length > 0;
  const wish = error ? wishOfError(error.view) : null;

  function save(): void {
    setIsTried(true);
    if (wrongName !== null || Object.keys(errors).length > 0 || areOptionsWrong) return;
    const { account, kind, bucket, prefix } = tidy;
    mutate(
      {
        target: { name, account, kind, bucket, prefix, options: formToWishes(wishes) },
        replaces: saved?.name ?? null,
      },
      {
        onSuccess() {
          tell.done(say('said.saved', { name }));
          onClose();
        },
      },
    );
  }

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={saved === null ? say('targets.new') : say('targets.edit', { name: saved.name })}
      closeButtonProps={{ 'aria-label': say('action.close') }}
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          save();
        }}
      >
        <Stack>
          <TextInput
            label={say('form.name')}
            value={target.name}
            error={isTried && wrongName !== null && say(wrongName)}
            onChange={event => setTarget({ ...target, name: event.currentTarget.value })}
            data-autofocus
          />
          <TargetFields
            target={target}
            errors={isTried ? errors : {}}
            onChange={next => setTarget({ ...target, ...next })}
            hidesSaved
          />
          <Accordion
            variant="separated"
            chevronPosition="left"
            transitionDuration={0}
            value={isOpen || wish !== null || (isTried && areOptionsWrong) ? 'options' : null}
            onChange={value => setIsOpen(value !== null)}
          >
            <Accordion.Item value="options">
              <Accordion.Control>{say('options.title')}</Accordion.Control>
              <Accordion.Panel>
                <WishesFields
                  kind={target.kind}
                  form={wishes}
                  wrong={wish !== null && error ? { [wish]: describe(error.view).cause } : {}}
                  onChange={setWishes}
                />
              </Accordion.Panel>
            </Accordion.Item>
          </Accordion>
          {error && wish === null && <ErrorPanel error={error.view} />}
          <DialogFooter>
            <Button variant="default" onClick={onClose}>
              {say('action.cancel')}
            </Button>
            <Button type="submit" loading={isPending}>
              {say('action.save')}
            </Button>
          </DialogFooter>
        </Stack>
      </form>
    </Modal>
  );
}
