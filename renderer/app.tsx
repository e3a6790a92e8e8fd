import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Client } from './client/client.ts';
import { RequestError } from './client/client.ts';
import { ClientProvider } from './client/context.tsx';
import { Session } from './shell/session.tsx';
import { styleNonce } from './style-nonce.ts';
import { theme } from './theme.ts';

/** The whole page over one client. */
export function App({ client }: { readonly client: Client }) {
  const queries = useMemo(createQueries, []);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <QueryClientProvider client={queries}>
        <ClientProvider client={client}>
          <Notifications position="bottom-right" limit={3} />
          <Session />
        </ClientProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** What the engine refuses it refuses again; only a lost connection is worth another try. */
function createQueries(): QueryClient {
  const isLost = (thrown: Error) => thrown instanceof RequestError && thrown.view.code === 'net.interrupted';
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, thrown) => isLost(thrown) && count < 20,
        refetchOnWindowFocus: false,
        gcTime: 60_000,
      },
      mutations: { retry: false },
    },
  });
}
