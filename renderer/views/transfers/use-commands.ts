import { notifications } from '@mantine/notifications';
import type { TransferCommand, TransferSelection } from '../../../preload/contract/transfers.ts';
import { useCommand } from '../../client/requests.ts';
import { useTell } from '../../components/tell.ts';
import { useErrorText, useSay } from '../../text/texts.tsx';

/** Sends commands on transfers, and tells what became of them. */
export function useTransferCommands() {
  const say = useSay('page-transfers');
  const describe = useErrorText();
  const tell = useTell();
  const { mutate, isPending } = useCommand('commandTransfers');

  function send(command: TransferCommand, which: TransferSelection, onDone?: () => void): void {
    mutate(
      { command, which },
      {
        onError: tell.failed,
        onSuccess({ changed, refused }) {
          onDone?.();
          if (changed > 0 || refused.length === 0) tell.done(say(`done.${command}`, { count: changed }));
          const [first] = refused;
          if (first === undefined) return;
          notifications.show({
            color: 'orange',
            title: say('refused', { count: refused.length }),
            message: say('refused.line', { name: first.name, cause: describe(first.error).cause }),
            autoClose: 12_000,
          });
        },
      },
    );
  }
  return { send, isPending };
}
