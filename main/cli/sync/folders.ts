import type { Command } from 'commander';
import type { FolderSyncs } from '../../sync/folder-sync.ts';
import { confirm } from '../confirm.ts';
import { exitCodes } from '../exit-code.ts';
import { addOutputOptions, type OutputOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { type OpenFolderSession, openFolderSession } from './folder-session.ts';
import { createFoldersJsonView, createFoldersTextView, type FoldersView } from './folders-view.ts';
import { requireRecord } from './known-root.ts';
import { eachProblem } from './sync-run.ts';
import { syncTextsIn } from './sync-texts.ts';

interface ListOptions extends OutputOptions {
  readonly problems?: boolean;
}

interface RemoveOptions extends OutputOptions {
  readonly yes?: boolean;
}

/** What one of the commands does with the folders, and how it is shown. */
type Task = (folders: FolderSyncs, view: FoldersView) => Promise<void>;

export function addFolders(
  program: Command,
  here: Surroundings,
  open: OpenFolderSession = openFolderSession,
): void {
  const command = program
    .command('folders')
    .summary('list, pause, resume or forget the folders that are synced')
    .description(
      'The folders that longshore sync remembers. Which ignore rule leaves a path out: longshore sync DIR --explain-ignore PATH.',
    );
  const list = command
    .command('list', { isDefault: true })
    .summary('tell how each folder stands')
    .argument('[dir]', 'this folder alone')
    .option('--problems', 'list every path that is not in the bucket as it is here, with cause and remedy');
  addOutputOptions(list).action((dir: string | undefined, options: ListOptions) =>
    run(options, here, open, (folders, view) => listFolders(folders, view, dir, options, here)),
  );
  for (const name of ['pause', 'resume'] as const) {
    const inner = command
      .command(name)
      .summary(
        name === 'pause'
          ? 'send nothing from these folders, or from any, until resumed; also where another process syncs them'
          : 'go on with these folders, or with all',
      )
      .argument('[dir...]', 'these folders; all when left out');
    addOutputOptions(inner).action((dirs: readonly string[], options: OutputOptions) =>
      run(options, here, open, async (folders, view) => {
        const records = dirs.length === 0 ? folders.folders() : dirs.map(dir => requireRecord(folders, dir));
        for (const { folder } of records) {
          folders.setPaused(folder.id, name === 'pause');
          view.changed(name === 'pause' ? 'paused' : 'resumed', folder);
        }
        if (records.length === 0) view.none();
      }),
    );
  }
  const remove = command
    .command('remove')
    .summary('forget a folder; its files and the bucket stay as they are')
    .argument('<dir>', 'the folder')
    .option('-y, --yes', 'do not ask');
  addOutputOptions(remove).action((dir: string, options: RemoveOptions) =>
    run(options, here, open, async (folders, view) => {
      const { folder } = requireRecord(folders, dir);
      if (!options.yes) {
        const texts = syncTextsIn(here.environment.language);
        await confirm(texts.say('folders.confirm', { root: folder.root }), here);
      }
      folders.forgetFolder(folder.id);
      view.changed('removed', folder);
    }),
  );
}

async function run(
  options: OutputOptions,
  here: Surroundings,
  open: OpenFolderSession,
  task: Task,
): Promise<void> {
  const { terminal, clock, environment } = here;
  const view = options.json
    ? createFoldersJsonView(terminal, clock, environment.language)
    : createFoldersTextView(terminal, clock, environment.language);
  const session = await open(options, here);
  try {
    await task(session.engine, view);
    here.endWith(exitCodes.done);
  } finally {
    await session.close();
  }
}

async function listFolders(
  folders: FolderSyncs,
  view: FoldersView,
  dir: string | undefined,
  { problems }: ListOptions,
  { terminal, signal }: Surroundings,
): Promise<void> {
  const records = dir === undefined ? folders.folders() : [requireRecord(folders, dir)];
  if (records.length === 0) view.none();
  const stop = AbortSignal.any([signal, terminal.gone]);
  for (const { folder } of records) {
    view.folder(folders.stateOf(folder.id));
    if (!problems) continue;
    for (const problem of eachProblem(folders, folder.id)) {
      stop.throwIfAborted();
      view.problem(folder, problem);
      await terminal.drained();
    }
  }
}
