import { Command, CommanderError } from 'commander';
import { type Facts, isAbort, toErrorRecord } from '../base/app-error.ts';
import { systemClock } from '../base/clock.ts';
import { textsIn } from '../text/texts.ts';
import { usageOf } from './command-line-error.ts';
import { type AddCommand, commands, loadersFor } from './commands.ts';
import { readEnvironment } from './environment.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-code.ts';
import { failureFacts, tellFailure } from './failure-view.ts';
import { createInterrupt } from './interrupt.ts';
import { ownVersion } from './own-package.ts';
import { PlacedError } from './placed-error.ts';
import type { Surroundings } from './surroundings.ts';
import { createTerminal } from './terminal.ts';
import { keepValueRules } from './value-rules.ts';

/** Runs one command line to its end and sets the process's exit code. Never throws. */
export async function runCli(argv: readonly string[]): Promise<void> {
  const environment = readEnvironment();
  const terminal = createTerminal({
    out: process.stdout,
    err: process.stderr,
    isPlain: environment.wantsPlain,
  });
  const interrupt = createInterrupt(process, () =>
    terminal.tell(textsIn(environment.language).say('stopping')),
  );
  let exitCode: ExitCode = exitCodes.done;
  const here: Surroundings = {
    terminal,
    environment,
    clock: systemClock,
    input: process.stdin,
    signal: interrupt.signal,
    endWith(code) {
      exitCode = code;
    },
  };
  const words = argv.slice(2);
  const program = programOf(await Promise.all(loadersFor(words).map(load => load())), here);
  try {
    await program.parseAsync([...argv]);
  } catch (thrown) {
    const command = commandNamed(program, words);
    exitCode = explain(thrown, argv.includes('--json'), { command }, here);
  }
  const outFailure = terminal.failure();
  if (outFailure) {
    const path = textsIn(environment.language).say('name.stdout');
    exitCode = explain(outFailure, false, { path }, here);
  }
  terminal.redraw('');
  interrupt.dispose();
  process.exitCode = exitCode;
}

/** The program with every command. */
export async function createProgram(here: Surroundings): Promise<Command> {
  return programOf(await Promise.all(Object.values(commands).map(load => load())), here);
}

function programOf(added: readonly AddCommand[], here: Surroundings): Command {
  const program = new Command('longshore')
    .description(
      'Uploads that survive every interruption and prove that they arrived: Alibaba OSS, Amazon S3 and compatible stores.',
    )
    .version(ownVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ outputError() {} });
  for (const add of added) add(program, here);
  for (const command of program.commands) inherit(command, program);
  keepValueRules(program);
  return program;
}

/** The command that a command line begins with, as help takes it: `uploads part`; null where it is none. */
function commandNamed(program: Command, words: readonly string[]): string | null {
  const names: string[] = [];
  for (let at = program; ; ) {
    const inner = at.commands.find(known => known.name() === words[names.length]);
    if (!inner) return names.length === 0 ? null : names.join(' ');
    names.push(inner.name());
    at = inner;
  }
}

/** Every command leaves errors to `runCli`, and lists its options under headings. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const inner of command.commands) inherit(inner, command);
}

/** Shows what ended a command early, and returns the exit code that goes with it. */
function explain(thrown: unknown, isJson: boolean, context: Facts, here: Surroundings): ExitCode {
  const { terminal, environment, signal } = here;
  const { say } = textsIn(environment.language);
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.done;
  if (isAbort(thrown)) {
    if (signal.aborted) return exitCodes.paused;
    if (terminal.gone.aborted) return exitCodes.done;
    terminal.tell(say('failure.nothingDone'));
    return exitCodes.failed;
  }
  const { error: inner, place: inPlace } =
    thrown instanceof PlacedError ? thrown : { error: thrown, place: {} };
  const place = { ...context, ...inPlace };
  const error = toErrorRecord(inner instanceof CommanderError ? usageOf(inner) : inner);
  terminal.redraw('');
  if (isJson) terminal.emit('error', failureFacts(error, place, environment.language));
  else tellFailure(terminal, say('word.failed'), '', error, place, environment.language);
  return exitCodeOf(error.code);
}
