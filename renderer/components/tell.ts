import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { RequestError, toErrorView } from '../client/client.ts';
import { useErrorText, useSay } from '../text/texts.tsx';

/** Tells what became of a command, where the command itself has no place to show it. */
export function useTell() {
  const say = useSay('page');
  const describe = useErrorText();
  return useMemo(
    () => ({
      done(message: string): void {
        notifications.show({ message, autoClose: 4_000 });
      },
      /** What was done, and does not do what was meant. */
      warn(message: string): void {
        notifications.show({ color: 'orange', message, autoClose: 12_000 });
      },
      /** A mistake of the page is told as well, and goes to the console. */
      failed(thrown: unknown): void {
        if (!(thrown instanceof RequestError)) reportError(thrown);
        const { cause, remedy } = describe(toErrorView(thrown));
        notifications.show({
          color: 'red',
          title: say('failed.title'),
          message: say('error.both', { cause, remedy }),
          autoClose: 12_000,
        });
      },
    }),
    [say, describe],
  );
}
