import { Button, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { DialogFooter } from './dialog-footer.tsx';

/** A question before something that can't be taken back. The safe answer has the focus. */
export function AskDialog({
  opened,
  title,
  text,
  confirm,
  back,
  isBusy = false,
  isBlocked = false,
  onConfirm,
  onClose,
  children,
}: {
  readonly opened: boolean;
  readonly title: string;
  readonly text?: string;
  readonly confirm: string;
  readonly back: string;
  readonly isBusy?: boolean;
  /** Something has to be done before it can be confirmed. */
  readonly isBlocked?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': back }}>
      <Stack>
        {text && <Text size="sm">{text}</Text>}
        {children}
        <DialogFooter>
          <Button variant="default" onClick={onClose} data-autofocus>
            {back}
          </Button>
          <Button color="red" onClick={onConfirm} loading={isBusy} disabled={isBlocked}>
            {confirm}
          </Button>
        </DialogFooter>
      </Stack>
    </Modal>
  );
}
