import { type Operation, operations } from './operation.ts';

/** What a server did since it was made or since `reset`. */
export interface BucketStats {
  /** Requests by operation, answered or not. */
  readonly requests: Readonly<Record<Operation, number>>;
  /** Body bytes that came in, by operation; as encoded by the transport, also of requests that failed. */
  readonly bodyBytes: Readonly<Record<Operation, number>>;
  readonly totalBodyBytes: number;
}

function zeros(): Record<Operation, number> {
  return Object.fromEntries(operations.map(name => [name, 0])) as Record<Operation, number>;
}

export function createStats() {
  let requests = zeros();
  let bodyBytes = zeros();
  return {
    countRequest(operation: Operation): void {
      requests[operation] += 1;
    },
    countBytes(operation: Operation, bytes: number): void {
      bodyBytes[operation] += bytes;
    },
    read: (): BucketStats => ({
      requests: { ...requests },
      bodyBytes: { ...bodyBytes },
      totalBodyBytes: Object.values(bodyBytes).reduce((sum, bytes) => sum + bytes, 0),
    }),
    reset(): void {
      requests = zeros();
      bodyBytes = zeros();
    },
  };
}

export type Stats = ReturnType<typeof createStats>;
