import { Alert, Box } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ErrorView } from '../../preload/contract/common.ts';
import { RequestError } from '../client/client.ts';
import { useClient, useIsConnected } from '../client/context.tsx';
import { useErrorText, useSay } from '../text/texts.tsx';

/** While the connection is lost, it is found out so often whether this page is let in at all. */
const lookMs = 3_000;

/** Says while the engine is out of reach, or lets this page in no more; what is on the screen stays. Once it is back, everything is asked for anew. */
export function ConnectionBanner() {
  const say = useSay('page');
  const isConnected = useIsConnected();
  const queries = useQueryClient();
  const wasLost = useRef(false);
  const client = useClient();
  const describe = useErrorText();
  const [refusal, setRefusal] = useState<ErrorView | null>(null);
  useEffect(() => {
    if (!isConnected) wasLost.current = true;
    else if (wasLost.current) {
      wasLost.current = false;
      void queries.invalidateQueries();
    }
  }, [isConnected, queries]);

  // A socket that is refused does not tell why; a request does.
  useEffect(() => {
    if (isConnected) return setRefusal(null);
    const timer = setInterval(() => {
      client.request('getSession', {}).then(
        () => setRefusal(null),
        thrown => {
          const view = thrown instanceof RequestError ? thrown.view : null;
          setRefusal(view?.code === 'session.missing' ? view : null);
        },
      );
    }, lookMs);
    return () => clearInterval(timer);
  }, [isConnected, client]);
  const refused = refusal === null ? null : describe(refusal);

  return (
    <Box
      role="status"
      aria-live="polite"
      pos="fixed"
      bottom={12}
      left="50%"
      style={{ transform: 'translateX(-50%)', zIndex: 500 }}
    >
      {!isConnected && (
        <Alert color="#8f3e00" variant="filled" icon={<IconPlugConnectedX size={18} />} maw={560} py="xs">
          {refused === null ? say('connection.lost') : say('error.both', refused)}
        </Alert>
      )}
    </Box>
  );
}
