import { Anchor, Button, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { DialogFooter } from '../../components/dialog-footer.tsx';
import { usePageSends, useSendsNow } from '../../shell/page-sends-context.tsx';
import { useSay } from '../../text/texts.tsx';
import { SendingFromPage } from '../add/add-result.tsx';

/** Files of this page become transfers as they start; until then the page holds them, and what failed it can send again. */
export function PageWaits() {
  const say = useSay('page-add');
  const sends = usePageSends();
  const now = useSendsNow();
  const [isOpen, setIsOpen] = useState(false);
  if (now === null || (!isOpen && now.isOver && now.done === now.total)) return null;
  const { done, total, failed } = now;
  return (
    <>
      <Text size="sm" mt="xs" className="figures">
        <Anchor component="button" type="button" size="sm" onClick={() => setIsOpen(true)}>
          {say(now.isOver ? 'sending.lineOver' : 'sending.line', {
            progress: say('sending.progress', { done, total }),
          })}
          {failed.length > 0 && ` · ${say('sending.failed', { count: failed.length })}`}
        </Anchor>
      </Text>
      <Modal
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        title={say('sending.title')}
        size="lg"
        closeButtonProps={{ 'aria-label': say('close') }}
      >
        <Stack>
          <SendingFromPage sends={now} onStop={sends.stop} onAgain={sends.again} />
          <DialogFooter>
            {now.isOver && done < total && (
              <Button
                variant="default"
                onClick={() => {
                  setIsOpen(false);
                  sends.clear();
                }}
              >
                {say('sending.clear')}
              </Button>
            )}
            <Button onClick={() => setIsOpen(false)} data-autofocus>
              {say('close')}
            </Button>
          </DialogFooter>
        </Stack>
      </Modal>
    </>
  );
}
