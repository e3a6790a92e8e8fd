import type { ProgressSnapshot } from '../../preload/contract.ts';
import type { ErrorRecord } from '../base/app-error.ts';
import type { EngineEvent } from '../engine.ts';
import type { Proof } from '../model/proof.ts';
import type { UploadWish } from '../upload/uploads.ts';
import type { ExitCode } from './exit-code.ts';

/** What became of one file. */
export type PutOutcome =
  | {
      readonly wish: UploadWish;
      readonly became: 'proven';
      readonly transferId: string;
      readonly proof: Proof;
    }
  | { readonly wish: UploadWish; readonly became: 'failed' | 'blocked'; readonly error: ErrorRecord }
  | { readonly wish: UploadWish; readonly became: 'paused' };

/** Counts over all files of one `put`. */
export interface PutSummary {
  readonly proven: number;
  readonly failed: number;
  readonly blocked: number;
  readonly paused: number;
  readonly provenBytes: number;
  /** Bytes that the server has confirmed, those of unfinished files included. */
  readonly safeBytes: number;
  readonly elapsedMs: number;
  readonly exitCode: ExitCode;
}

/** How a `put` is shown: for people (put-text-view.ts) or for programs (put-json-view.ts). */
export interface PutView {
  started(wishes: readonly UploadWish[]): void;
  progressed(snapshot: ProgressSnapshot): void;
  happened(event: EngineEvent): void;
  ended(outcome: PutOutcome): void;
  finished(summary: PutSummary): void;
}
