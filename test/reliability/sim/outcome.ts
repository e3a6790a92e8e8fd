import { checkEnd } from './checker/check-end.ts';
import { checkEvents } from './checker/check-events.ts';
import { deniedKeys } from './checker/denied.ts';
import { isPathIgnored, isReplaced, localFiles } from './checker/files-view.ts';
import { hasStandingCause } from './checker/standing-causes.ts';
import { StateView } from './checker/state-view.ts';
import { Violation } from './checker/violation.ts';
import { databaseAt, recordPath } from './databases.ts';
import { openFiles } from './disk/open-files.ts';
import { perform } from './perform.ts';
import { Play } from './play.ts';
import { untilQuiet } from './quiet.ts';
import { HangError } from './scheduler.ts';
import { folderPrefix } from './session.ts';
import { stage } from './stage.ts';
import type { History } from './steps.ts';
import { warmDigests } from './warm-digests.ts';

/** What a run came to. */
export interface Outcome {
  readonly seed: number;
  /** Null when all held. */
  readonly failure: { readonly rule: string; readonly message: string } | null;
  readonly trace: string;
  readonly events: number;
  readonly requests: number;
  readonly sessions: number;
  readonly hits: Readonly<Record<string, number>>;
  readonly doneCount: number;
  readonly upToDateCount: number;
  readonly sentBytes: number;
  readonly sentTwiceBytes: number;
  readonly mostOpenFiles: number;
  /** The last events, for those who look for the cause. */
  readonly labels: readonly string[];
}

/** Files that one history may have open at once: one for each of at most five parts under way, one for each of as many that are read, and none else that lasts. */
const mostOpenFiles = 10;

/** Plays a history to its end and checks everything. Never throws for what the engine does. */
export async function playHistory(history: History): Promise<Outcome> {
  await warmDigests();
  const chance = Math.random;
  const play = await Play.open(history);
  let failure: Outcome['failure'] = null;
  const loose = (thrown: unknown) => play.fail(new Violation('unhandled', String(thrown)));
  process.on('unhandledRejection', loose);
  try {
    for (const step of history.steps) await perform(play, step);
    await untilQuiet(play);
    checkAll(play);
  } catch (thrown) {
    failure = failureOf(thrown);
  }
  process.off('unhandledRejection', loose);
  const outcome: Outcome = {
    seed: history.seed,
    failure,
    trace: play.scheduler.traceHash(),
    events: play.scheduler.events,
    requests: stage().network.records.length,
    sessions: play.sessions,
    hits: play.faults.hits,
    doneCount: play.watchman.doneCount,
    upToDateCount: play.ledger.upToDateCount,
    sentBytes: play.resent.sentBytes,
    sentTwiceBytes: play.resent.twiceBytes,
    mostOpenFiles: openFiles().most,
    labels: play.scheduler.lastLabels,
  };
  play.close();
  Math.random = chance;
  return outcome;
}

/** What was asked for by hand is given up by nobody else. */
function checkCancelled({ cancelled }: Play, state: StateView): void {
  for (const { id, key, at, folderPath } of state.transfers()) {
    if (at !== 'cancelled' || folderPath !== null || cancelled.has(id)) continue;
    throw new Violation('cancelled by nobody', `${id} of ${key} was asked for, and is cancelled`);
  }
}

function failureOf(thrown: unknown): NonNullable<Outcome['failure']> {
  if (thrown instanceof Violation) return { rule: thrown.rule, message: thrown.message };
  if (thrown instanceof HangError) return { rule: 'hang', message: thrown.message };
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { rule: 'broken simulation', message: error.stack ?? error.message };
}

function checkAll(play: Play): void {
  const { settings } = play.history;
  const followsLinks = settings.symlinks === 'follow';
  const state = new StateView(databaseAt(recordPath).connection);
  checkEnd({
    prefix: folderPrefix,
    trash: settings.deletes?.trash ?? null,
    isMirror: settings.mode === 'mirror',
    keepsForeign: settings.onConflict === 'keep-both' && settings.deletes?.trash !== null,
    files: localFiles(play.disk, play.tree.root, followsLinks),
    isIgnored: isPathIgnored(play.disk, play.tree.root),
    isReplaced: isReplaced(play.disk, play.tree.root, followsLinks),
    bucket: play.bucket,
    state,
    watchman: play.watchman,
    hasCause: problem => hasStandingCause(play.disk, play.tree.root, problem),
    denied: deniedKeys(stage().network.records),
    states: play.ledger.states,
    decisions: play.ledger.decisions,
  });
  checkCancelled(play, state);
  play.removals.checkEnd();
  checkEvents({ state, told: play.ledger.told, ended: play.ledger.ends });
  const open = openFiles();
  if (open.now > 0) throw new Violation('open files', `${open.now} files were never closed`);
  if (open.most > mostOpenFiles) throw new Violation('open files', `${open.most} were open at once`);
}
