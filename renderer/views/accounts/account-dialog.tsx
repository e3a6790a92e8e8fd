import { Button, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import type { AccountView } from '../../../preload/contract/accounts.ts';
import { useCommand } from '../../client/requests.ts';
import { DialogFooter } from '../../components/dialog-footer.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useTell } from '../../components/tell.ts';
import { useErrorText, useSay } from '../../text/texts.tsx';
import { AccountFields } from './account-fields.tsx';
import { accountErrors, accountToForm, emptyForm, fieldOfError, formToDraft } from './account-form.ts';

/** Makes an account, or changes one. */
export function AccountDialog({
  saved,
  others,
  onClose,
  onSaved,
}: {
  readonly saved: AccountView | null;
  /** Names of all other accounts. */
  readonly others: readonly string[];
  readonly onClose: () => void;
  readonly onSaved?: (account: AccountView) => void;
}) {
  const say = useSay('page-accounts');
  return (
    <Modal
      opened
      onClose={onClose}
      title={saved === null ? say('form.new') : say('form.edit', { name: saved.name })}
      size="lg"
      closeButtonProps={{ 'aria-label': say('action.close') }}
    >
      <AccountEditor
        saved={saved}
        others={others}
        onCancel={onClose}
        onSaved={account => {
          onClose();
          onSaved?.(account);
        }}
      />
    </Modal>
  );
}

export function AccountEditor({
  saved,
  others,
  onCancel,
  onSaved,
}: {
  readonly saved: AccountView | null;
  readonly others: readonly string[];
  readonly onCancel: () => void;
  readonly onSaved: (account: AccountView) => void;
}) {
  const say = useSay('page-accounts');
  const describe = useErrorText();
  const tell = useTell();
  const [form, setForm] = useState(() => (saved === null ? emptyForm('oss') : accountToForm(saved)));
  const [isTried, setIsTried] = useState(false);
  const { mutate, isPending, error } = useCommand('saveAccount');
  const errors = accountErrors(form, others, Date.now());
  const refusedField = error ? fieldOfError(error.view) : null;

  function save(): void {
    setIsTried(true);
    if (Object.keys(errors).length > 0) return;
    mutate(
      { draft: formToDraft(form), replaces: saved?.name ?? null },
      {
        onSuccess(account) {
          tell.done(say('said.saved', { name: account.name }));
          onSaved(account);
        },
      },
    );
  }

  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        save();
      }}
    >
      <Stack>
        <AccountFields
          form={form}
          saved={saved}
          errors={isTried ? errors : {}}
          refused={error && refusedField ? { [refusedField]: describe(error.view).cause } : {}}
          onChange={setForm}
        />
        {error && refusedField === null && <ErrorPanel error={error.view} />}
        <DialogFooter>
          <Button variant="default" onClick={onCancel}>
            {say('action.cancel')}
          </Button>
          <Button type="submit" loading={isPending}>
            {say('action.save')}
          </Button>
        </DialogFooter>
      </Stack>
    </form>
  );
}
