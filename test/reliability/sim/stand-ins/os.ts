export * from 'node:os';

/** The machine is the same wherever a history is played. */
export function availableParallelism(): number {
  return 2;
}

export function hostname(): string {
  return 'sim-host';
}
