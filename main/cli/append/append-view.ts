import type { ProgressSnapshot } from '../../../preload/contract.ts';
import type { EngineEvent } from '../../engine.ts';
import type { AppendEvent } from '../../upload/append/append-events.ts';
import type { AppendWish } from '../../upload/append/append-wish.ts';
import type { AppendResult } from '../../upload/append/appends.ts';
import type { ExitCode } from '../exit-code.ts';

/** How an `append` is shown: for people (append-text-view.ts) or for programs (append-json-view.ts). */
export interface AppendView {
  progressed(snapshot: ProgressSnapshot): void;
  /** Of the connection. */
  happened(event: EngineEvent): void;
  /** Of the file and its objects. */
  appended(event: AppendEvent): void;
  finished(result: AppendResult, exitCode: ExitCode): void;
}

/** A view is made for one wish. */
export type AppendSubject = Pick<AppendWish, 'path' | 'access' | 'key' | 'followMs'>;
