import type { ProgressSnapshot } from '../../../preload/contract.ts';
import type { ErrorRecord } from '../../base/app-error.ts';
import type { EngineEvent } from '../../engine.ts';
import type { PutItem } from './put-item.ts';
import type { PutOutcome } from './put-outcome.ts';
import type { PutSummary } from './put-summary.ts';

/** How a `put` is shown: for people (put-text-view.ts) or for programs (put-json-view.ts). */
export interface PutView {
  started(items: readonly PutItem[]): void;
  progressed(snapshot: ProgressSnapshot): void;
  happened(event: EngineEvent): void;
  ended(outcome: PutOutcome): void;
  finished(summary: PutSummary): void;
  /** The report could not be written; what was proven stays proven. */
  reportFailed(error: ErrorRecord): void;
}
