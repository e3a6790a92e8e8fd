import type { Action, Decision, Reason } from '../../model/action.ts';
import type { FolderRun } from '../folder-run.ts';

/** What became of an action that did not fail. */
export type ActEnd =
  /** It is done, by these bytes on the wire. */
  | {
      readonly type: 'done';
      readonly what: Decision['what'];
      readonly reason: Reason;
      readonly bytes: number;
      /** The journal has its line already: it came with the proof of a transfer. */
      readonly isWritten: boolean;
    }
  /** Something else is to be done for the path, or the same later. */
  | { readonly type: 'instead'; readonly action: Action }
  /** There is nothing to do any more. */
  | { readonly type: 'void' };

/** Carries out one action. Throws what happened to the file; a signal that fires leaves the action as it is. */
export type Act = (run: FolderRun, action: Action, signal: AbortSignal) => Promise<ActEnd>;

export function done(what: Decision['what'], reason: Reason, bytes = 0): Extract<ActEnd, { type: 'done' }> {
  return { type: 'done', what, reason, bytes, isWritten: false };
}

/** The same path, by other means. */
export function instead(action: Action, change: Pick<Action, 'do' | 'reason'> & Partial<Action>): ActEnd {
  return { type: 'instead', action: { ...action, ...change } };
}
