import { type AppError, type ErrorRecord, toErrorRecord } from './base/app-error.ts';
import type { Log } from './base/log.ts';
import type { Note } from './base/said.ts';
import type { Transfer } from './model/transfer.ts';
import type { Notice } from './remote/object-store.ts';

/** What happens to transfers, for those who show it. Progress in bytes comes by `onProgress` alone. */
export type EngineEvent =
  | { readonly type: 'changed'; readonly transfer: Transfer }
  | {
      readonly type: 'noted';
      readonly transferId: string;
      readonly what: string;
      readonly reason: string;
      readonly note: Note;
    }
  | {
      readonly type: 'retrying';
      readonly what: string;
      readonly error: ErrorRecord;
      readonly inMs: number;
      /** Whose body it was: `transfer:part`; null for requests without one. */
      readonly subject: string | null;
    }
  /** To a request with a part of a transfer, `transfer:part`. */
  | { readonly type: 'answered'; readonly subject: string; readonly requestId: string }
  | { readonly type: 'notice'; readonly notice: Notice };

/** What the stages have to tell, handed to whoever listens. */
export interface EngineEvents {
  listen(listener: (event: EngineEvent) => void): () => void;
  changed(transfer: Transfer): void;
  noted(transferId: string, what: string, reason: string, note: Note): void;
  retrying(what: string, error: AppError, inMs: number, subject?: string | null): void;
  answered(subject: string, requestId: string): void;
  /** Each thing once, whichever thread found it out. */
  notice(notice: Notice): void;
}

export function createEngineEvents(log: Pick<Log, 'error'>): EngineEvents {
  const listeners = new Set<(event: EngineEvent) => void>();
  const noticed = new Set<string>();

  /** A listener that throws must not harm the transfer it hears of. */
  function emit(event: EngineEvent): void {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (thrown) {
        log.error('a listener of engine events failed', { error: thrown });
      }
    }
  }

  return {
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    changed: transfer => emit({ type: 'changed', transfer }),
    noted: (transferId, what, reason, note) => emit({ type: 'noted', transferId, what, reason, note }),
    retrying: (what, error, inMs, subject = null) =>
      emit({ type: 'retrying', what, error: toErrorRecord(error), inMs, subject }),
    answered: (subject, requestId) => emit({ type: 'answered', subject, requestId }),
    notice(notice) {
      const subject = notice.type === 'clockSkewed' ? notice.type : JSON.stringify(notice);
      if (noticed.has(subject)) return;
      noticed.add(subject);
      emit({ type: 'notice', notice });
    },
  };
}
