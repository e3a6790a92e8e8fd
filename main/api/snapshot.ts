import type { FolderView } from '../../preload/contract/folders.ts';
import type { Snapshot, Watched } from '../../preload/contract.ts';
import { type Reaction, reactions } from '../base/app-error.ts';
import type { Desk } from '../desk/desk.ts';
import { folderView } from './folder-view.ts';

/** What a page is told at one moment. What is the same for all pages comes once a tick; rows are each page's own. */
export function sharedSnapshot(desk: Desk): Omit<Snapshot, 'rows' | 'parts'> {
  const engine = desk.engine();
  const isAllPaused = engine.hand.isAllPaused();
  const nowMs = desk.clock.now();
  const folders = desk.folders.all().map(each => folderView(each, nowMs, isAllPaused));
  const asking = folders.filter(asksUser);
  const tally = engine.list.tally();
  const active = tally.starting.rows + tally.sending.rows + tally.finishing.rows + tally.checking.rows;
  const waiting = tally.waiting.rows + tally.paused.rows;
  const failed = tally.failed.rows + tally.blocked.rows;
  const done = tally.done.rows;
  return {
    ...desk.byHand.movement.overview(desk.rate(), asking.length),
    isAllPaused,
    counts: { active, waiting, failed, done, all: active + waiting + failed + done + tally.cancelled.rows },
    folders,
    tasks: desk.tasks.views(),
    revisions: desk.changes.revisions(),
  };
}

const reactionOf: Readonly<Record<string, Reaction>> = reactions;

/** Trouble that passes by itself, such as a network that is down, asks nobody. */
function asksUser({ standing, error }: FolderView): boolean {
  if (standing === 'blocked') return error !== null && reactionOf[error.code] !== 'retry';
  return standing === 'deletesHeld';
}

export function ownSnapshot(desk: Desk, watched: Watched): Pick<Snapshot, 'rows' | 'parts'> {
  const { movement } = desk.byHand;
  const { detailId } = watched;
  const parts = detailId === null ? null : movement.partsOf(detailId);
  return {
    rows: movement.rowsOf(watched),
    parts: parts && detailId !== null ? { ...parts, transferId: detailId } : null,
  };
}
