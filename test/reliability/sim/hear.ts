import type { EngineEvent } from '../../../main/engine.ts';
import type { FolderEvent } from '../../../main/sync/folder-sync.ts';
import { holdsForBucket } from './checker/losses.ts';
import { fileOf } from './checker/sendings.ts';
import { Violation } from './checker/violation.ts';
import type { Play } from './play.ts';

/** What the engine tells goes to all who judge by it. Throws `Violation` for what must never be told. */
export function hearEngine(play: Play, event: EngineEvent): void {
  if (event.type !== 'changed') {
    play.scheduler.note(`engine ${event.type}`);
    return;
  }
  const { transfer } = event;
  const { state, target, place, source } = transfer;
  play.sources.set(target.key, fileOf(source));
  play.scheduler.note(`transfer ${target.key} ${state.at}`);
  play.ledger.changed(transfer.id, state.at, place !== null);
  // What holds for the whole bucket ends the work on the folder.
  if (state.at === 'blocked' || (state.at === 'failed' && holdsForBucket(state.error.code))) {
    play.interrupted(`another transfer is ${state.at}`);
  }
  if (state.at === 'done') {
    play.resent.done(target.key);
    play.removals.proven(target.key, state.proof.etag);
    play.watchman.checkDone(target.key, state.proof);
  }
  if ('error' in state && state.error.code === 'bug') {
    throw new Violation('bug', `${target.key}: ${state.error.message}`);
  }
}

/** The same of what a folder tells. */
export function hearFolder(play: Play, event: FolderEvent): void {
  const { ledger, removals } = play;
  play.scheduler.note(`folder ${event.type}${'path' in event ? ` ${event.path}` : ''}`);
  if (event.type === 'began' && event.what === 'delete') removals.begin(event.path);
  if (event.type === 'ended' && event.what !== 'delete') removals.done(event.path);
  if (event.type === 'decided') ledger.decided(event.decision.path, event.decision.reason.code);
  if (event.type === 'ended') ledger.ended(event.path);
  if (event.type === 'problem') {
    removals.givenUp(event.problem.path);
    if (event.problem.error.code === 'bug') {
      throw new Violation('bug', `${event.problem.path}: ${event.problem.error.message}`);
    }
  }
  if (event.type === 'rootLost' && event.error.code === 'bug') {
    throw new Violation('bug', event.error.message);
  }
  if (event.type === 'upToDate') ledger.upToDate(play, event.state.record.lastScan?.startedAtMs ?? null);
}
