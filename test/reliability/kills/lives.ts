import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandEnd, RunningCommand } from '../../support/command.ts';
import type { Random } from '../../support/random.ts';
import type { Arena } from './arena.ts';
import { type LifeSize, type Moment, type MomentKind, pickMoment } from './moment.ts';
import type { EngineRecord } from './record.ts';
import type { TapFigures } from './tap.ts';
import { unrecordedBytes } from './unrecorded.ts';

export type HistoryKind = 'put' | 'sync' | 'append';

/** What one history came to; sums over many make the record. */
export interface HistoryFigures {
  readonly kind: HistoryKind;
  /** Deaths of the engine by kill -9, with or without the bucket's at the same moment. */
  engineKills: number;
  bucketKills: number;
  readonly moments: Record<MomentKind, number>;
  /** Of files, as they passed the line to the bucket. */
  sentBytes: number;
  sentTwiceBytes: number;
  /** What may be sent twice at most: what was in flight at each kill, as measured, and what was changed while it was sent. */
  allowedBytes: number;
  /** Of bodies that were under way at the kills, as seen on the line. */
  openBytes: number;
  /** Looks at the database after a death. */
  databaseChecks: number;
  /** Files compared byte for byte, and proofs computed anew, at the end. */
  comparedFiles: number;
  checkedProofs: number;
}

export function noFigures(kind: HistoryKind): HistoryFigures {
  return {
    kind,
    ...{ engineKills: 0, bucketKills: 0, sentBytes: 0, sentTwiceBytes: 0, allowedBytes: 0, openBytes: 0 },
    ...{ databaseChecks: 0, comparedFiles: 0, checkedProofs: 0 },
    moments: { atTime: 0, beforeRequest: 0, inBody: 0, answerLost: 0, afterAnswer: 0 },
  };
}

export interface LivesPlan {
  readonly args: readonly string[];
  readonly folder: string;
  readonly size: LifeSize;
  /** Deaths at most. */
  readonly kills: number;
  /** Something that happens while the engine runs; true when it did. */
  meanwhile?(): boolean;
  /** After each death of the engine, with the bucket alive; resolves to the record that it left. */
  afterDeath(): Promise<EngineRecord | null>;
}

/**
 * Starts the engine, kills it, the bucket or both at random moments and starts again, for as many deaths as are planned or until it ends by
 * itself; then until it ends well. Returns that last end.
 */
export async function live(
  arena: Arena,
  random: Random,
  plan: LivesPlan,
  figures: HistoryFigures,
): Promise<CommandEnd> {
  let left = plan.kills;
  while (left > 0) {
    await arena.revive();
    const engine = arena.start(plan.args, plan.folder);
    let hasChanged = false;
    const meanwhile = () => {
      if (random.next() < 0.5 && plan.meanwhile?.()) hasChanged = true;
    };
    const deaths = await oneLife(arena, random, engine, { ...plan, meanwhile }, left, figures);
    left -= deaths.count;
    if (deaths.isEngineDead) {
      await arena.revive();
      // Before the sum is read, for this adds to it as well.
      const record = await plan.afterDeath();
      figures.allowedBytes += unrecordedBytes(arena.tap.delivered(), record);
      figures.databaseChecks += 1;
      continue;
    }
    const end = await engine.ended;
    if (deaths.count > 0 && end.code !== 0) continue;
    requireGood(end);
    if (!hasChanged) return end;
    break;
  }
  await arena.revive();
  const end = await arena.start(plan.args, plan.folder).ended;
  requireGood(end);
  return end;
}

function requireGood(end: CommandEnd): void {
  assert.equal(end.code, 0, `${end.stdout.slice(-4000)}${end.stderr}`);
}

/** The bucket may die several times in one life of the engine. */
async function oneLife(
  arena: Arena,
  random: Random,
  engine: RunningCommand,
  plan: Pick<LivesPlan, 'size'> & { meanwhile(): void },
  most: number,
  figures: HistoryFigures,
): Promise<{ readonly count: number; readonly isEngineDead: boolean }> {
  for (let count = 0; ; ) {
    if (count === most) return { count, isEngineDead: false };
    const moment = pickMoment(random, plan.size);
    const pauseMs = random.between(0, 400);
    plan.meanwhile();
    if (!(await arena.strike(moment, engine))) return { count, isEngineDead: false };
    count += 1;
    countDeath(figures, moment);
    if (moment.victim !== 'bucket') return { count, isEngineDead: true };
    await sleep(pauseMs);
    await arena.revive();
  }
}

export function countDeath(figures: HistoryFigures, moment: Moment): void {
  if (moment.victim !== 'bucket') figures.engineKills += 1;
  if (moment.victim !== 'engine') figures.bucketKills += 1;
  figures.moments[moment.kind] += 1;
}

/**
 * Takes what has passed the line since, and holds what was sent twice against what was really in flight: the bodies under way at the
 * kills, to which `figures.allowedBytes` has what was delivered and not recorded, and whatever else there was reason to send anew. There is
 * no more, for a part that is recorded is on the server, and one that is not was under way in one of these two ways.
 */
export function requireFewSentTwice(arena: Arena, since: TapFigures, figures: HistoryFigures): void {
  const now = arena.tap.figures();
  figures.sentBytes = now.sentBytes - since.sentBytes;
  figures.sentTwiceBytes = now.sentTwiceBytes - since.sentTwiceBytes;
  figures.openBytes = now.struckBytes - since.struckBytes;
  figures.allowedBytes += figures.openBytes;
  assert.ok(
    arena.isForgetful || figures.sentTwiceBytes <= figures.allowedBytes,
    `${figures.sentTwiceBytes} bytes were sent twice, and ${figures.allowedBytes} were in flight`,
  );
}
