import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { RequestError } from '../client/client.ts';
import { ErrorPanel } from './error-panel.tsx';

/** Draws an answer once it is there; until then its place is kept, and a failure says what to do. */
export function Loaded<T>({
  query,
  rows = 3,
  height = 72,
  children,
}: {
  readonly query: UseQueryResult<T, RequestError>;
  /** Of the places that are kept. */
  readonly rows?: number;
  readonly height?: number;
  readonly children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorPanel error={query.error.view} />;
  return (
    <Stack gap="sm" aria-busy="true">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places have nothing else to be told apart by
        <Skeleton key={index} height={height} radius="md" />
      ))}
    </Stack>
  );
}
