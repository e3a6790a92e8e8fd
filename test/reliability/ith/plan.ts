/** What can be made to fail. */
export const kinds = ['database', 'request', 'file'] as const;
export type Kind = (typeof kinds)[number];

/** `once`: the i-th call alone; `forever`: every call from the i-th on until the plan is taken back. */
export const spans = ['once', 'forever'] as const;
export type Span = (typeof spans)[number];

/** One planned failure. `fault` is a number into the list of faults of its kind. */
export interface Planned {
  readonly kind: Kind;
  readonly fault: number;
  readonly span: Span;
  /** The first call is 1. */
  readonly at: number;
}

let plan: Planned | null = null;
let isArmed = false;
let hits = 0;
let calls: Record<Kind, number> = { database: 0, request: 0, file: 0 };
/** Above 0 inside of `quietly`. */
let quiet = 0;

/** Runs a step of the test whose own calls neither count nor fail. Not for promises. */
export function quietly<T>(task: () => T): T {
  quiet += 1;
  try {
    return task();
  } finally {
    quiet -= 1;
  }
}

/** Counts from now on; null fails nothing. */
export function arm(planned: Planned | null): void {
  plan = planned;
  isArmed = true;
  hits = 0;
  calls = { database: 0, request: 0, file: 0 };
}

/** The fault is gone; what was counted stays to be read, and nothing more counts. */
export function disarm(): void {
  isArmed = false;
}

export function counted(): { readonly calls: Readonly<Record<Kind, number>>; readonly hits: number } {
  return { calls: { ...calls }, hits };
}

/** Counts a call; the number of the fault that it meets, or null. */
export function strike(kind: Kind): number | null {
  if (quiet > 0 || !isArmed) return null;
  calls[kind] += 1;
  if (plan?.kind !== kind) return null;
  const isHit = plan.span === 'forever' ? calls[kind] >= plan.at : calls[kind] === plan.at;
  if (!isHit) return null;
  hits += 1;
  return plan.fault;
}
