import { hasStandingCause } from './checker/standing-causes.ts';
import { StateView } from './checker/state-view.ts';
import { Violation } from './checker/violation.ts';
import { databaseAt, recordPath } from './databases.ts';
import { dead, type Play } from './play.ts';
import type { Session } from './session.ts';

/** So often the folder is worked on until it has to be up to date, with a day in between: whatever is to be tried again has its turn. */
const mostRuns = 8;
const betweenMs = 86_400_000;

/** Lets the program have its way in a world in which nothing goes wrong any more, until it says that all is done. */
export async function untilQuiet(play: Play): Promise<void> {
  play.mend();
  await answerAll(play);
  await stopWorking(play);
  await finishByHand(play);
  for (let run = 1; ; run += 1) {
    const session = play.living();
    const resumed = session.do('resume', () => session.folder?.resume());
    await orDeath(play, session, resumed, 'resume');
    const agreed = session.do('agree', () => {
      const { folder } = session;
      const held = folder?.state().heldDeletes ?? 0;
      if (held === 0) return;
      play.removals.agree(held);
      folder?.agreeToDeletes(held);
    });
    await orDeath(play, session, agreed, 'agreement');
    await orDeath(play, session, session.start('run'), 'a run in peace');
    const { lastRun } = play;
    if (lastRun?.is === 'state' && lastRun.isUpToDate) break;
    // A root that was first met as an empty mount point: its user says that it is the right one.
    const isOtherRoot = lastRun?.is === 'failed' && lastRun.code.startsWith('folder.');
    if (isOtherRoot) {
      const renewed = session.do('renew', () => session.folder?.renewMarker());
      await orDeath(play, session, renewed, 'a marker');
    }
    if (run === mostRuns) {
      if (lastRun?.is === 'failed') throw new Violation('never quiet', `${lastRun.code} ${lastRun.message}`);
      if (onlyListed(play)) break;
      throw new Violation('never quiet', describe(play));
    }
    sleepThrough(play, betweenMs);
  }
  const { session } = play;
  if (session) await orDeath(play, session, session.end(), 'the last end');
  if (play.session) play.session.process.die();
  play.session = null;
  const recorded = new Set(recordedTransfers().map(({ id }) => id));
  for (const { id } of play.losses.isRecordLost ? [] : play.added) {
    if (!recorded.has(id)) throw new Violation('lost wish', `${id} was added by hand, and is not on record`);
  }
  for (const { key, at, detail } of unfinishedByHand()) {
    throw new Violation('never done', `${key} by hand is left ${at}: ${detail.slice(0, 1_000)}`);
  }
}

/** A command that is under way holds what it is about, so that nobody else can take that up. */
async function answerAll(play: Play): Promise<void> {
  const { session } = play;
  if (session) await orDeath(play, session, session.answered(), 'an answer to every command');
}

async function stopWorking(play: Play): Promise<void> {
  const { session } = play;
  if (!session) return;
  const resumed = session.do('resume', () => session.folder?.resume());
  await orDeath(play, session, resumed, 'resume');
  const stopped = session.do('stop', () => session.stopWork());
  await orDeath(play, session, stopped, 'a stop');
}

/** Everything by hand is tried once more, and then it is over or listed as failed. */
async function finishByHand(play: Play): Promise<void> {
  for (let round = 0; round < mostRuns; round += 1) {
    const session = play.living();
    const retried = session.do('retry', () => retry(session, round < 2));
    await orDeath(play, session, retried, 'a retry');
    // What is retried counts as failed until it is taken up.
    for (let wait = 0; wait < 30; wait += 1) {
      await play.pass(2_000);
      if (unfinishedByHand().every(({ at }) => isSettled(at))) break;
    }
    sleepThrough(play, 3_600_000);
    const left = unfinishedByHand();
    // What went on when the first was retried may have met a planned fault since.
    if (left.length === 0 || (round > 0 && left.every(({ at }) => at === 'failed' || at === 'blocked')))
      return;
  }
  throw new Violation('never quiet', `by hand: ${JSON.stringify(unfinishedByHand())}`);
}

async function retry(session: Session, withFailed: boolean): Promise<void> {
  const { byHand } = session;
  if (!byHand) return;
  const { signal } = new AbortController();
  const rows = unfinishedByHand().filter(({ at }) => at !== 'failed' || withFailed);
  const idsOf = (some: typeof rows) => some.map(({ id }) => id);
  await byHand.command('resume', idsOf(rows), signal);
  await byHand.command('retry', idsOf(rows.filter(({ at }) => at !== 'paused')), signal);
}

/** Waits for what a life of the program was asked to do, or for its end. */
function orDeath(play: Play, session: Session, done: Promise<unknown>, what: string): Promise<void> {
  return play.await(Promise.race([done, dead(session)]), what);
}

/** The computer sleeps: what is under way ends by its deadline. */
function sleepThrough(play: Play, ms: number): void {
  play.interrupted('the computer slept');
  play.scheduler.suspend(ms);
}

const isSettled = (at: string) => at === 'failed' || at === 'blocked' || at === 'paused';

function recordedTransfers() {
  const database = databaseAt(recordPath);
  return database.isThere ? new StateView(database.connection).transfers() : [];
}

function unfinishedByHand() {
  return recordedTransfers().filter(
    ({ folderPath, at }) => folderPath === null && at !== 'done' && at !== 'cancelled',
  );
}

/** Nothing is left but what can't go up for as long as the world stays as it is. */
function onlyListed({ disk, tree }: Play): boolean {
  const state = new StateView(databaseAt(recordPath).connection);
  const failed = state.problems().filter(({ weight }) => weight === 'failed');
  const haveCauses = failed.every(problem => hasStandingCause(disk, tree.root, problem));
  return state.waiting().length === 0 && failed.length > 0 && haveCauses;
}

function describe(play: Play): string {
  const state = new StateView(databaseAt(recordPath).connection);
  const facts = { last: play.lastRun, waiting: state.waiting(), problems: state.problems() };
  return JSON.stringify(facts).slice(0, 1_500);
}
