import { z } from 'zod';
import type { Facts } from '../base/app-error.ts';
import type { Action, ActionKind, Reason } from '../model/action.ts';
import { recordedReason } from '../model/record-schema.ts';

/** A row of `action`. */
export interface ActionRow {
  readonly path: string;
  readonly what: string;
  readonly from_path: string | null;
  readonly lane: string;
  readonly size: number;
  readonly reason: string;
  readonly facts: string;
  readonly due_at_ms: number;
  readonly attempts: number;
  readonly revision: number;
}

export const actionColumns =
  'path, what, from_path, lane, size, reason, facts, due_at_ms, attempts, revision';

export const actionKind = z.enum<Record<ActionKind, ActionKind>>({
  upload: 'upload',
  compare: 'compare',
  copy: 'copy',
  append: 'append',
  delete: 'delete',
  mark: 'mark',
});

const lane = z.enum(['small', 'large']);

/** Throws a `SyntaxError` or `ZodError` for a row that makes no sense. */
export function toAction(row: ActionRow): Action {
  return {
    path: row.path,
    do: actionKind.parse(row.what),
    from: row.from_path,
    lane: lane.parse(row.lane),
    size: row.size,
    reason: toReason(row),
    dueAtMs: row.due_at_ms,
    attempts: row.attempts,
  };
}

/** Throws like `toAction`. */
export function toReason({ reason, facts }: { readonly reason: string; readonly facts: string }): Reason {
  return recordedReason.parse({ code: reason, facts: JSON.parse(facts) });
}

/** Equal facts give equal text. */
export function factsText(facts: Facts): string {
  return JSON.stringify(facts, Object.keys(facts).sort());
}
