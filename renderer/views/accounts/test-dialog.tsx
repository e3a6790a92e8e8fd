import { Button, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { TargetView } from '../../../preload/contract/targets.ts';
import { DialogFooter } from '../../components/dialog-footer.tsx';
import { DoctorPanel } from '../../components/doctor-panel.tsx';
import { targetErrors, tidyTarget } from '../../components/target-check.ts';
import { TargetFields } from '../../components/target-fields.tsx';
import { useSay } from '../../text/texts.tsx';

/** Tests whether uploads to a bucket of an account work, in a prefix that is cleaned up again. */
export function TestDialog({ first, onClose }: { readonly first: TargetView; readonly onClose: () => void }) {
  const say = useSay('page-accounts');
  const [form, setForm] = useState(first);
  const [tested, setTested] = useState<TargetView | null>(first.bucket === '' ? null : first);
  const [isTried, setIsTried] = useState(false);
  const target = tidyTarget(form);
  const errors = targetErrors(target);
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={say('test.title', { name: first.account ?? '' })}
      closeButtonProps={{ 'aria-label': say('action.close') }}
    >
      <Stack>
        {tested === null ? (
          <form
            onSubmit={event => {
              event.preventDefault();
              setIsTried(true);
              if (Object.keys(errors).length === 0) setTested(target);
            }}
          >
            <Stack>
              <Text size="sm">{say('test.text')}</Text>
              <TargetFields target={form} errors={isTried ? errors : {}} onChange={setForm} />
              <DialogFooter>
                <Button type="submit">{say('test.start')}</Button>
              </DialogFooter>
            </Stack>
          </form>
        ) : (
          <DoctorPanel target={tested} />
        )}
      </Stack>
    </Modal>
  );
}
