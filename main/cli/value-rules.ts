import type { Argument, Command, Option } from 'commander';
import { AppError, fromErrorRecord } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import { textsIn } from '../text/texts.ts';

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
      guard(option, long, problem('value.empty', { name: long }));
    }
  }
  for (const argument of command.registeredArguments) {
    const name = argument.name().toUpperCase();
    guard(argument, name, problem('value.emptyArgument', { name }));
  }
  refuseOpposites(command);
  for (const inner of command.commands) keepValueRules(inner);
}

/** What Commander's options and arguments share and its types leave out. */
interface Parsed {
  readonly variadic: boolean;
  parseArg?: (text: string, before: unknown) => unknown;
}

function guard(holder: Option | Argument, name: string, emptiness: ProblemFacts): void {
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
  const { code, message, facts } = thrown;
  if (textsIn('en').sayProblem(facts)?.includes(name)) return thrown;
  return fromErrorRecord({ code, message, facts: { ...facts, option: name } }, thrown);
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
        if (given.size > 1) throw usage(problem('value.opposites', { name: positive ?? '', opposite: long }));
      });
    }
  }
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'a value that makes no sense', about);
}
