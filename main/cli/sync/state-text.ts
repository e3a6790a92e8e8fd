import type { FolderState } from '../../sync/folder-sync.ts';
import { clockText } from './clock-text.ts';
import type { SyncTexts } from './sync-texts.ts';

/** One line on how a folder stands: `Up to date: 3,401 files proven, …`, or `NOT up to date:` and why. */
export function describeState(
  state: FolderState,
  isStopped: boolean,
  nowMs: number,
  texts: SyncTexts,
): string {
  const { record, provenFiles, provenBytes, problems, waiting, waitingBytes, heldDeletes } = state;
  const { folder, lastScan, upToDateAtMs } = record;
  const isUpToDate = state.isUpToDate && heldDeletes === 0 && !folder.isPaused;
  if (isUpToDate) {
    const comparedMs = upToDateAtMs ?? lastScan?.endedAtMs ?? null;
    return texts.say('state.upToDate', {
      count: provenFiles,
      bytes: provenBytes,
      time: comparedMs === null ? null : clockText(comparedMs, nowMs, texts.language),
    });
  }
  // What is held is told as that alone, and not as waiting and a failure besides.
  const isHeld = heldDeletes > 0;
  const failed = problems.failed - (isHeld ? 1 : 0);
  const toDo = waiting - heldDeletes;
  const reasons = [
    failed > 0 && texts.say('state.failed', { count: failed }),
    isHeld && texts.say('state.held', { count: heldDeletes }),
    toDo > 0 && texts.say('state.waiting', { count: toDo, bytes: isHeld ? null : waitingBytes }),
    folder.isPaused && texts.say('state.paused'),
    lastScan === null && texts.say('state.neverScanned'),
    isStopped && texts.say('state.stopped'),
  ].filter(reason => reason !== false);
  return texts.say('state.notUpToDate', {
    reasons: texts.list(reasons) || texts.say('state.unseen'),
    count: provenFiles,
    time: upToDateAtMs === null ? null : clockText(upToDateAtMs, nowMs, texts.language),
  });
}
