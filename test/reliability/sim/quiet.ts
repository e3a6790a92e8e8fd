import { StateView } from './checker/state-view.ts';
import { Violation } from './checker/violation.ts';
import { databaseAt, recordPath } from './databases.ts';
import { dead, type Play } from './play.ts';

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
    await play.await(
      Promise.race([session.do('resume', () => session.folder?.resume()), dead(session)]),
      'resume',
    );
    await play.await(
      Promise.race([
        session.do('agree', () => {
          const { folder } = session;
          const held = folder?.state().heldDeletes ?? 0;
          if (held > 0) folder?.agreeToDeletes(held);
        }),
        dead(session),
      ]),
      'agreement',
    );
    await play.await(Promise.race([session.start('run'), dead(session)]), 'a run in peace');
    const { lastRun } = play;
    if (lastRun?.is === 'state' && lastRun.isUpToDate) break;
    // A root that was first met as an empty mount point: its user says that it is the right one.
    const isOtherRoot = lastRun?.is === 'failed' && lastRun.code.startsWith('folder.');
    if (isOtherRoot)
      await play.await(
        Promise.race([session.do('renew', () => session.folder?.renewMarker()), dead(session)]),
        'a marker',
      );
    if (run === mostRuns) {
      if (lastRun?.is === 'failed') throw new Violation('never quiet', `${lastRun.code} ${lastRun.message}`);
      if (onlyListed()) break;
      throw new Violation('never quiet', describe(play));
    }
    sleepThrough(play, betweenMs);
  }
  const { session } = play;
  if (session) await play.await(Promise.race([session.end(), dead(session)]), 'the last end');
  if (play.session) play.session.process.die();
  play.session = null;
}

/** A command that is under way holds what it is about, so that nobody else can take that up. */
async function answerAll(play: Play): Promise<void> {
  const { session } = play;
  if (session)
    await play.await(Promise.race([session.answered(), dead(session)]), 'an answer to every command');
}

async function stopWorking(play: Play): Promise<void> {
  const { session } = play;
  if (!session) return;
  await play.await(
    Promise.race([session.do('resume', () => session.folder?.resume()), dead(session)]),
    'resume',
  );
  await play.await(Promise.race([session.do('stop', () => session.stopWork()), dead(session)]), 'a stop');
}

/** Everything by hand is tried once more, and then it is over or listed as failed. */
async function finishByHand(play: Play): Promise<void> {
  for (let round = 0; round < mostRuns; round += 1) {
    const session = play.living();
    await play.await(
      Promise.race([
        session.do('retry', async () => {
          const { byHand } = session;
          if (!byHand) return;
          const ids = unfinishedByHand().filter(({ at }) => at !== 'failed' || round < 2);
          await byHand.command(
            'resume',
            ids.map(({ id }) => id),
            new AbortController().signal,
          );
          await byHand.command(
            'retry',
            ids.filter(({ at }) => at !== 'paused').map(({ id }) => id),
            new AbortController().signal,
          );
        }),
        dead(session),
      ]),
      'a retry',
    );
    for (let wait = 0; wait < 30 && unfinishedByHand().some(({ at }) => !isSettled(at)); wait += 1) {
      await play.pass(2_000);
    }
    sleepThrough(play, 3_600_000);
    if (unfinishedByHand().every(({ at }) => at === 'failed' || at === 'blocked')) return;
  }
  throw new Violation('never quiet', `by hand: ${JSON.stringify(unfinishedByHand())}`);
}

/** The computer sleeps: what is under way ends by its deadline. */
function sleepThrough(play: Play, ms: number): void {
  play.interrupted('the computer slept');
  play.scheduler.suspend(ms);
}

const isSettled = (at: string) => at === 'failed' || at === 'blocked' || at === 'paused';

function unfinishedByHand() {
  const database = databaseAt(recordPath);
  if (!database.isThere) return [];
  const state = new StateView(database.connection);
  return state
    .transfers()
    .filter(({ folderPath, at }) => folderPath === null && at !== 'done' && at !== 'cancelled');
}

function onlyListed(): boolean {
  const state = new StateView(databaseAt(recordPath).connection);
  return state.waiting().length === 0 && state.problems().some(({ weight }) => weight === 'failed');
}

function describe(play: Play): string {
  const state = new StateView(databaseAt(recordPath).connection);
  const facts = { last: play.lastRun, waiting: state.waiting(), problems: state.problems() };
  return JSON.stringify(facts).slice(0, 1_500);
}
