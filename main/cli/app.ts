import type { Command } from 'commander';
import { textsIn } from '../text/texts.ts';
import { exitCodes } from './exit-code.ts';
import type { Surroundings } from './surroundings.ts';

/** The desktop application's place on the command line: says what there is until there is a window to open. */
export function addApp(program: Command, here: Surroundings): void {
  program
    .command('app')
    .summary('say what there is instead of a desktop window')
    .action(() => {
      here.terminal.print(textsIn(here.environment.language).say('app.notYet'));
      here.endWith(exitCodes.done);
    });
}
