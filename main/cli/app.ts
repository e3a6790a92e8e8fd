import type { Command } from 'commander';
import { exitCodes } from './exit-code.ts';
import type { Surroundings } from './surroundings.ts';

/** The desktop application's place on the command line: says what there is until there is a window to open. */
export function addApp(program: Command, here: Surroundings): void {
  program
    .command('app')
    .summary('say what there is instead of a desktop window')
    .action(() => {
      here.terminal.print(
        'The desktop app is not here yet; what works today is the command line: "npm run demo" shows it, "npm run longshore -- help" lists it.',
      );
      here.endWith(exitCodes.done);
    });
}
