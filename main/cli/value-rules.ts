import type { Argument, Command, Option } from 'commander';
import { AppError } from '../base/app-error.ts';

/**
 * The options whose empty value says something: a text may have no letters. What stands behind the `=` of `--meta`, `--tag`
 * and `--callback-var` may be empty, too, for their values as a whole are not.
 */
export const mayBeEmpty: ReadonlySet<string> = new Set(['--text']);

/**
 * Lets the parsers of a command and of all commands below it keep the rules that hold for every value: an empty one, as a
 * shell makes of a variable that is not set, is `usage`; an option and its `--no-…` exclude each other; and what a parser
 * objects to is told with the option's name. To be called once, when all options are there.
 */
export function keepValueRules(command: Command): void {
  for (const option of command.options) {
    const { long, required, optional } = option;
    if (long && (required || optional) && !mayBeEmpty.has(long)) {
      guard(option, long, `${long} has an empty value; leave the option out, or give it one`);
    }
  }
  for (const argument of command.registeredArguments) {
    const name = argument.name().toUpperCase();
    guard(argument, name, `the argument ${name} is empty; is a variable of the shell not set?`);
  }
  refuseOpposites(command);
  for (const inner of command.commands) keepValueRules(inner);
}

/** What Commander's options and arguments share and its types leave out. */
interface Parsed {
  readonly variadic: boolean;
  parseArg?: (text: string, before: unknown) => unknown;
}

function guard(holder: Option | Argument, name: string, emptiness: string): void {
  const parsed = holder as unknown as Parsed;
  const parse = parsed.parseArg ?? (parsed.variadic ? collect : (text: string) => text);
  parsed.parseArg = (text, before) => {
    if (text === '') throw usage(emptiness);
    try {
      return parse(text, before);
    } catch (thrown) {
      throw naming(name, thrown);
    }
  };
}

function collect(text: string, before: unknown): readonly string[] {
  return [...((before as readonly string[] | undefined) ?? []), text];
}

/** The same refusal with the option's name in front, unless it says the name already. */
function naming(name: string, thrown: unknown): unknown {
  if (!(thrown instanceof AppError) || thrown.code !== 'usage') return thrown;
  const { message, facts } = thrown;
  const problem = String(facts['problem'] ?? message);
  if (problem.includes(name)) return thrown;
  return new AppError('usage', message, { ...facts, problem: `${name}: ${problem}` }, thrown);
}

/** Commander lets the last of them win in silence. */
function refuseOpposites(command: Command): void {
  for (const { negate, long } of command.options) {
    const positive = long?.replace(/^--no-/, '--');
    if (!negate || !long || command.options.every(other => other.long !== positive)) continue;
    const given = new Set<string>();
    for (const name of [long, positive ?? '']) {
      command.on(`option:${name.replace(/^--/, '')}`, () => {
        given.add(name);
        if (given.size > 1) throw usage(`${positive} and ${long} exclude each other; which counts?`);
      });
    }
  }
}

function usage(problem: string): AppError {
  return new AppError('usage', 'a value that makes no sense', { problem });
}
