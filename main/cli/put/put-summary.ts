import { type ExitCode, worstOf } from '../exit-code.ts';
import { exitCodeOfOutcome, type PutOutcome } from './put-outcome.ts';

/** Counts over all items of one `put`. */
export interface PutSummary {
  /** Those whose callback failed included: they are stored and proven, too. */
  readonly proven: number;
  readonly callbackFailed: number;
  readonly failed: number;
  readonly blocked: number;
  readonly paused: number;
  readonly stopped: number;
  readonly provenBytes: number;
  /** Bytes that the server has confirmed, those of unfinished files included. */
  readonly safeBytes: number;
  readonly elapsedMs: number;
  readonly exitCode: ExitCode;
}

/** `more` are exit codes of what is no item, such as the report. Pure. */
export function summarise(
  outcomes: readonly PutOutcome[],
  safeBytes: number,
  elapsedMs: number,
  more: readonly ExitCode[] = [],
): PutSummary {
  const count = (...words: readonly PutOutcome['became'][]) =>
    outcomes.filter(({ became }) => words.includes(became)).length;
  return {
    proven: count('proven', 'callbackFailed'),
    callbackFailed: count('callbackFailed'),
    failed: count('failed'),
    blocked: count('blocked'),
    paused: count('paused'),
    stopped: count('stopped'),
    provenBytes: outcomes.reduce((sum, outcome) => sum + ('proof' in outcome ? outcome.proof.size : 0), 0),
    safeBytes,
    elapsedMs: Math.round(elapsedMs),
    exitCode: worstOf([...outcomes.map(exitCodeOfOutcome), ...more]),
  };
}
