import type { CommanderError } from 'commander';
import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';

/** What commander says in English, taken apart by the code that comes with it. */
export function usageOf({ code, message }: CommanderError): AppError {
  return new AppError('usage', 'the command line does not parse', problemOf(code, message));
}

function problemOf(code: string, message: string): ProblemFacts {
  const names = [...message.matchAll(/'((?:[^']|'(?! |$|\.))*)'/g)].map(([, name = '']) => name);
  const [name = '', other = ''] = names;
  const similar = /\(Did you mean (?:one of )?(.*?)\?\)/.exec(message)?.[1] ?? null;
  switch (code) {
    case 'commander.help':
      return problem('cli.commandMissing');
    case 'commander.unknownOption':
      return problem('cli.unknownOption', { name: nameIn(message), similar });
    case 'commander.unknownCommand':
      return problem('cli.unknownCommand', { name: nameIn(message), similar });
    case 'commander.missingArgument':
      return problem('cli.missingArgument', { name });
    case 'commander.optionMissingArgument':
      return problem('cli.optionNeedsValue', { name });
    case 'commander.missingMandatoryOptionValue':
      return problem('cli.optionRequired', { name });
    case 'commander.conflictingOption':
      return problem('cli.conflict', { name, other });
    case 'commander.invalidArgument': {
      const shape = /^error: option '(.*?)' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s;
      const [, option, value, choices] = shape.exec(message) ?? [];
      if (option === undefined || value === undefined || choices === undefined) break;
      return problem('cli.badChoice', { name: option, value, choices });
    }
    case 'commander.excessArguments': {
      const shape =
        /^error: too many arguments(?: for '(.*?)')?\. Expected (\d+) arguments? but got (\d+): (.*)\.$/s;
      const [, command, expected, received, details] = shape.exec(message) ?? [];
      if (expected === undefined || received === undefined || details === undefined) break;
      return problem('cli.tooMany', { name: command ?? null, expected, received, details });
    }
  }
  return problem('cli.other', { detail: inOneLine(message.replace(/^error: /, '')).replace(/\.$/, '') });
}

/** The one name of a message, which may hold quotes itself. */
function nameIn(message: string): string {
  return /'(.*)'/s.exec(message.replace(/\n\(Did you mean .*$/s, ''))?.[1] ?? '';
}

function inOneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
