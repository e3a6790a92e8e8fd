import type { Command } from 'commander';
import { createAccountContext } from '../../account/account-context.ts';
import { problem } from '../../base/said.ts';
import { readPrice } from '../../config/prices.ts';
import type { Price } from '../../model/price.ts';
import { parseCount } from '../../model/size.ts';
import type { FolderSyncs } from '../../sync/folder-sync.ts';
import { type ExitCode, exitCodeOf, worstOf } from '../exit-code.ts';
import { addTransferOptions, type TransferOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { planFolders } from './dry-run.ts';
import { explainIgnore } from './explain-ignore.ts';
import { hasPlaceFlags } from './folder-place.ts';
import { type FolderSession, type OpenFolderSession, openFolderSession } from './folder-session.ts';
import { readTasks, rememberedTasks } from './folder-task.ts';
import { type FolderWords, readFolderWords } from './folder-words.ts';
import { parseSyncPrice } from './plan-cost.ts';
import { createPlanJsonView, createPlanTextView } from './plan-view.ts';
import { restoreTrash } from './restore-trash.ts';
import { addSettingsOptions, type SettingsFlags } from './settings-options.ts';
import { createSyncJsonView } from './sync-json-view.ts';
import { type SyncList, syncFolders } from './sync-run.ts';
import { createSyncTextView } from './sync-text-view.ts';
import type { SyncView } from './sync-view.ts';
import { syncUsage } from './usage-error.ts';

interface SyncOptions extends TransferOptions, SettingsFlags {
  readonly all?: boolean;
  readonly watch?: boolean;
  readonly verbose?: boolean;
  readonly dryRun?: boolean;
  readonly price?: Price;
  readonly agreeDeletes?: number;
  readonly renewMarker?: boolean;
  /** True without a pattern: all of it. */
  readonly restoreTrash?: string | true;
  readonly explainIgnore?: string;
}

export function addSync(
  program: Command,
  here: Surroundings,
  open: OpenFolderSession = openFolderSession,
): void {
  const command = program
    .command('sync')
    .summary('keep whole folders up, and know it: one pass, or --watch')
    .description(
      'Scans each DIR, uploads what changed, and compares: "Up to date" means that every file found is proven in the bucket.\nDeletions here do nothing there unless --mode mirror says so. The same command goes on after any interruption.\nA folder is remembered with its TARGET and options: DIR alone, or --all, is enough from then on. See: longshore help syncing.',
    )
    .usage('[options] DIR TARGET [DIR TARGET…]')
    .argument(
      '[dir-target...]',
      'DIR and its TARGET: oss://bucket/prefix/, s3://bucket/prefix/ or account:bucket/prefix/; more may follow',
    )
    .optionsGroup('What to do:')
    .option('--all', 'every folder that is remembered')
    .option('-w, --watch', 'go on as the folders change, until Ctrl-C')
    .option('--dry-run', 'show what would be done and why; nothing is changed, and nothing remembered')
    .option(
      '--price <price>',
      'with --dry-run: of a GB and month, such as "0.12 CNY"; with put=0.01 get=0.01 also of 10,000 requests',
      parseSyncPrice,
    )
    .option('--agree-deletes <n>', 'delete as many in the bucket as were held back, this once', text =>
      parseCount(text, 1, Number.MAX_SAFE_INTEGER),
    )
    .option('--renew-marker', 'take DIR for the right folder, although its marker or its drive changed')
    .option(
      '--restore-trash [pattern]',
      'move back what the trash holds, or what matches; nothing else is done',
    )
    .option(
      '--explain-ignore <path>',
      'say which rule leaves a path out or takes it in; nothing else is done',
    )
    .option('-v, --verbose', 'tell every decision with its reason');
  addSettingsOptions(command, here.clock);
  addTransferOptions(command).action(async (words: readonly string[], options: SyncOptions) => {
    here.endWith(await sync(words, options, here, open));
  });
}

async function sync(
  words: readonly string[],
  options: SyncOptions,
  here: Surroundings,
  open: OpenFolderSession,
): Promise<ExitCode> {
  const said = readFolderWords(words);
  requireSense(said, options);
  const session = await open(options, here);
  try {
    return await act(session, said, options, here);
  } finally {
    await session.close();
  }
}

async function act(
  { engine }: FolderSession,
  said: readonly FolderWords[],
  options: SyncOptions,
  here: Surroundings,
): Promise<ExitCode> {
  const [only] = said;
  if (options.explainIgnore !== undefined && only) {
    return explainIgnore(engine, only.dir, options.explainIgnore, options, here);
  }
  const list = options.all
    ? await rememberedTasks(engine, options, here)
    : { tasks: await readTasks(said, engine, options, here), unopened: [] };
  const [first] = list.tasks;
  if (list.tasks.length + list.unopened.length === 0) throw syncUsage(problem('sync.noneRemembered'));
  const isJson = options.json === true;
  const view = createView(options, here);
  const stopEvents = engine.onEvent(view.connected);
  const stopProgress = engine.onProgress(view.progressed);
  try {
    if (options.restoreTrash !== undefined && first) {
      const match = options.restoreTrash === true ? null : options.restoreTrash;
      return await restoreTrash(engine, first, match, view, isJson, here);
    }
    if (options.dryRun) return await dryRun(engine, list, view, options, here);
    const way = {
      isWatching: options.watch === true,
      agreedDeletes: options.agreeDeletes ?? null,
      renewsMarker: options.renewMarker === true,
    };
    return (await syncFolders(engine, list, way, view, here.signal)).exitCode;
  } finally {
    stopEvents();
    stopProgress();
  }
}

async function dryRun(
  folders: FolderSyncs,
  { tasks, unopened }: SyncList,
  view: SyncView,
  options: SyncOptions,
  { terminal, clock, environment, signal }: Surroundings,
): Promise<ExitCode> {
  const price = options.price ?? (await readPrice(createAccountContext(clock).profiles.file));
  const planView = options.json
    ? createPlanJsonView(terminal, environment.language)
    : createPlanTextView(terminal, options.verbose === true, environment.language);
  for (const { subject, error } of unopened) view.failed(subject, error);
  const stop = AbortSignal.any([signal, terminal.gone]);
  const code = await planFolders(folders, tasks, price, planView, view, stop);
  return worstOf([code, ...unopened.map(({ error }) => exitCodeOf(error.code))]);
}

function createView(options: SyncOptions, { terminal, clock, environment }: Surroundings): SyncView {
  const isVerbose = options.verbose === true && !options.dryRun;
  return options.json
    ? createSyncJsonView(terminal, { isVerbose }, environment.language)
    : createSyncTextView(
        terminal,
        clock,
        { isVerbose, isWatching: options.watch === true },
        environment.language,
      );
}

/** Pure. `usage` for wishes that exclude each other, before anything is opened. */
function requireSense(said: readonly FolderWords[], options: SyncOptions): void {
  const { all, watch, dryRun, price, agreeDeletes, renewMarker, restoreTrash: restore } = options;
  if (all && said.length > 0) throw syncUsage(problem('sync.allAndDir'));
  if (!all && said.length === 0) throw syncUsage(problem('sync.noDir'));
  const apart = {
    '--watch': watch,
    '--dry-run': dryRun,
    '--restore-trash': restore,
    '--explain-ignore': options.explainIgnore,
  };
  const wished = Object.entries(apart).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (wished.length > 1) throw syncUsage(problem('sync.oneAtATime', { flags: wished.join(', ') }));
  const isOne = said.length === 1;
  const forOne = {
    '--agree-deletes': agreeDeletes,
    '--renew-marker': renewMarker,
    '--restore-trash': restore,
    '--explain-ignore': options.explainIgnore,
  };
  for (const [option, value] of Object.entries(forOne)) {
    if (value !== undefined && !isOne) throw syncUsage(problem('sync.oneFolder', { flag: option }));
  }
  for (const [option, value] of Object.entries({
    '--agree-deletes': agreeDeletes,
    '--renew-marker': renewMarker,
  })) {
    const other = wished.find(name => name !== '--watch');
    if (value !== undefined && other)
      throw syncUsage(problem('sync.oneAtATime', { flags: `${option}, ${other}` }));
  }
  if (price !== undefined && !dryRun) throw syncUsage(problem('sync.priceAlone'));
  if (hasPlaceFlags(options) && said.every(({ target }) => target === null)) {
    throw syncUsage(problem('sync.placeAlone'));
  }
}
