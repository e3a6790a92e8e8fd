import type { Command } from 'commander';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { exitCodes } from './exit-code.ts';
import { helpTopics } from './help-topics.ts';
import type { Surroundings } from './surroundings.ts';

/** `longshore help [command or topic]`. To be added after all other commands. */
export function addHelpTopics(program: Command, here: Surroundings): void {
  const topics = Object.keys(helpTopics).join(', ');
  program
    .helpCommand(false)
    .addHelpText('after', `\nTopics: ${topics} (longshore help TOPIC)`)
    .command('help')
    .summary('show how a command is written, or a topic')
    .argument('[topic...]', `a command, or one of: ${topics}`)
    .action((words: readonly string[]) => {
      const topic = words.join(' ');
      const command = commandAt(program, words);
      const page = helpTopics[topic];
      if (page !== undefined) here.terminal.print(page);
      else if (command) command.outputHelp();
      else {
        throw new AppError('usage', 'no such topic', problem('cli.noTopic', { topic, topics }));
      }
      here.endWith(exitCodes.done);
    });
}

/** `uploads part` is the command `part` of the command `uploads`; without words it is the program. */
function commandAt(program: Command, words: readonly string[]): Command | undefined {
  return words.reduce<Command | undefined>(
    (command, word) => command?.commands.find(known => known.name() === word),
    program,
  );
}
