import type { Command } from 'commander';
import { Option } from 'commander';
import { problem } from '../../base/said.ts';
import type { FolderSync, SyncResult, VerifyResult, VerifyWish } from '../../sync/folder-sync.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { addTransferOptions, type TransferOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { hasPlaceFlags } from './folder-place.ts';
import { type OpenFolderSession, openFolderSession } from './folder-session.ts';
import { readTasks } from './folder-task.ts';
import { createSyncJsonView } from './sync-json-view.ts';
import { eachProblem } from './sync-run.ts';
import { exitCodeOfStanding, standingOf } from './sync-summary.ts';
import { createSyncTextView } from './sync-text-view.ts';
import { parseSample } from './sync-values.ts';
import { syncUsage } from './usage-error.ts';
import { createVerifyJsonView, createVerifyTextView } from './verify-view.ts';
import { withFolder } from './with-folder.ts';

interface VerifyOptions extends TransferOptions {
  readonly sample?: number;
  readonly repair?: VerifyWish['repair'];
  readonly verbose?: boolean;
}

export function addVerify(
  program: Command,
  here: Surroundings,
  open: OpenFolderSession = openFolderSession,
): void {
  const command = program
    .command('verify')
    .summary('read a synced folder again and compare it with the bucket')
    .description(
      "Reads the files of DIR again, all or a sample, and compares them with the store's listing and checksums. Nothing is\ndownloaded, and without --repair nothing is changed. Exit code 0: everything that was looked at is proven.",
    )
    .argument('<dir>', 'a folder that longshore sync keeps up')
    .argument('[target]', 'where it goes; from the record when left out')
    .option(
      '--sample <share>',
      'only so many of the files, such as 1%; those whose last pass is longest ago come first (100%)',
      parseSample,
    )
    .addOption(
      new Option(
        '--repair <how>',
        'none: tell alone (usual); remote: send what the bucket lacks or holds otherwise; local: also what changed here under the same size and time',
      ).choices(['none', 'remote', 'local']),
    )
    .option('-v, --verbose', 'tell every decision with its reason');
  addTransferOptions(command).action(
    async (dir: string, target: string | undefined, options: VerifyOptions) => {
      here.endWith(await verify(dir, target ?? null, options, here, open));
    },
  );
}

async function verify(
  dir: string,
  target: string | null,
  options: VerifyOptions,
  here: Surroundings,
  open: OpenFolderSession,
): Promise<ExitCode> {
  const { terminal, clock, environment, signal } = here;
  const { language } = environment;
  if (target === null && hasPlaceFlags(options)) throw syncUsage(problem('sync.placeAlone'), 'verify');
  const session = await open(options, here);
  const isVerbose = options.verbose === true;
  const events = options.json
    ? createSyncJsonView(terminal, { isVerbose }, language)
    : createSyncTextView(terminal, clock, { isVerbose, isWatching: false }, language);
  const view = options.json
    ? createVerifyJsonView(terminal)
    : createVerifyTextView(terminal, clock, language);
  const stopEvents = session.engine.onEvent(events.connected);
  const stopProgress = session.engine.onProgress(events.progressed);
  try {
    const [task] = await readTasks([{ dir, target }], session.engine, options, here);
    if (!task) throw syncUsage(problem('sync.verifyNoDir'), 'verify');
    const wish: VerifyWish = { sample: options.sample ?? 1, repair: options.repair ?? 'none' };
    const { result, mending } = await withFolder(
      session.engine,
      task,
      event => events.happened(task.subject, event),
      folder => verifyAndMend(folder, wish, signal),
    );
    const exitCode = exitCodeOfVerify(result, mending, signal.aborted);
    if (mending && mending.became !== 'upToDate') {
      await events.ended(task.subject, mending.result, () => eachProblem(session.engine, mending.folderId));
    }
    view.verified(task.subject, result, exitCode);
    return exitCode;
  } finally {
    stopEvents();
    stopProgress();
    await session.close();
  }
}

/** The run that sent what was found wrong, and how it left the folder. */
interface Mending {
  readonly folderId: string;
  readonly became: ReturnType<typeof standingOf>;
  readonly result: SyncResult;
}

/** What is to be repaired is planned by the verification, and sent by an ordinary run; null when there was nothing. */
async function verifyAndMend(
  folder: FolderSync,
  wish: VerifyWish,
  signal: AbortSignal,
): Promise<{ readonly result: VerifyResult; readonly mending: Mending | null }> {
  const result = await folder.verify(wish, signal);
  if (result.repaired === 0 || signal.aborted) return { result, mending: null };
  const run = await folder.run(signal);
  const became = standingOf(run.state, run.isStopped);
  return { result, mending: { folderId: folder.id, became, result: run } };
}

/** 0 when all that was looked at is proven now. A run that repairs sends also what had changed. Pure. */
export function exitCodeOfVerify(
  { changed, missing, different, unprovable, repaired }: VerifyResult,
  mending: Pick<Mending, 'became'> | null,
  isStopped: boolean,
): ExitCode {
  if (isStopped) return exitCodes.paused;
  if (mending && mending.became !== 'upToDate') return exitCodeOfStanding(mending.became);
  const left = missing + different + unprovable - repaired + (mending ? 0 : changed);
  return left > 0 ? exitCodes.failed : exitCodes.done;
}
