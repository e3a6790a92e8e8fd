import type { Reason } from '../../model/action.ts';
import type { Problem } from '../../model/problem.ts';
import type { FolderState } from '../../sync/folder-sync.ts';
import type { Language } from '../../text/language.ts';
import { failureFacts } from '../failure-view.ts';
import { contextOfProblem } from './problem-text.ts';
import { syncTextsIn } from './sync-texts.ts';

/** A reason as data: its code, the sentence, and the facts in it. */
export function reasonFacts(reason: Reason, language: Language): object {
  return { reason: reason.code, why: syncTextsIn(language).sayReason(reason), facts: reason.facts };
}

export function problemFacts(problem: Problem, root: string, language: Language): object {
  const { path, weight, sinceMs, retryAtMs, error } = problem;
  const failure = failureFacts(error, contextOfProblem(problem, root), language);
  return { path, weight, sinceMs, retryAtMs, ...failure };
}

export function stateFacts(state: FolderState): object {
  const { record, provenFiles, provenBytes, problems, waiting, waitingBytes, heldDeletes, isUpToDate } =
    state;
  const { folder, lastScan, upToDateAtMs, verifiedAtMs } = record;
  return {
    isUpToDate,
    upToDateAtMs,
    files: lastScan?.files ?? null,
    bytes: lastScan?.bytes ?? null,
    scannedAtMs: lastScan?.endedAtMs ?? null,
    provenFiles,
    provenBytes,
    ...problems,
    waiting,
    waitingBytes,
    heldDeletes,
    isPaused: folder.isPaused,
    verifiedAtMs,
  };
}
