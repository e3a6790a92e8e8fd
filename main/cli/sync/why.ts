import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { addOutputOptions, type OutputOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { type OpenFolderSession, openFolderSession } from './folder-session.ts';
import { pathOf } from './known-root.ts';
import { createWhyJsonView, createWhyTextView } from './why-view.ts';

export function addWhy(
  program: Command,
  here: Surroundings,
  open: OpenFolderSession = openFolderSession,
): void {
  const command = program
    .command('why')
    .summary('say why a file of a synced folder was sent, skipped, held or deleted')
    .description(
      'Tells what is known of a path: the object that it was proven as, what is wrong with it, what is planned, and every\ndecision with its reason, newest first. Nobody is asked but the record. Which ignore rule leaves a path out:\nlongshore sync DIR --explain-ignore PATH.',
    )
    .argument('<path>', 'a file or directory below a synced folder; it need not be there any more');
  addOutputOptions(command).action(async (path: string, options: OutputOptions) => {
    here.endWith(await why(path, options, here, open));
  });
}

async function why(
  path: string,
  options: OutputOptions,
  here: Surroundings,
  open: OpenFolderSession,
): Promise<ExitCode> {
  const { terminal, clock, environment } = here;
  const session = await open(options, here);
  try {
    const view = options.json
      ? createWhyJsonView(terminal, environment.language)
      : createWhyTextView(terminal, clock, environment.language);
    view.explained(session.engine.why(pathOf(path)));
    return exitCodes.done;
  } finally {
    await session.close();
  }
}
