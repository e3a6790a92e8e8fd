import type { Command } from 'commander';
import { AppError, type ErrorCode, reactions } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { finerCodes, serverCodes } from '../model/server-codes.ts';
import { describeError } from '../text/error-text.ts';
import type { Language } from '../text/language.ts';
import { type Texts, textsIn } from '../text/texts.ts';
import { exitCodes } from './exit-code.ts';
import type { Surroundings } from './surroundings.ts';

export function addExplain(program: Command, here: Surroundings): void {
  program
    .command('explain')
    .summary('say what an error code means and what helps')
    .description(
      "Cause and remedy for an error code: Longshore's own (remote.denied), one of OSS, S3 or MinIO (AccessDenied),\nor one of the numbers that OSS calls EC (0003-00000801). Without CODE, all codes are listed.",
    )
    .argument('[code]', 'the code as it was shown; large and small letters are the same')
    .option('--json', 'one JSON object a line, with the sentences in every language')
    .action((code: string | undefined, { json }: { readonly json?: boolean }) => {
      for (const name of code === undefined ? allCodes() : [findCode(code)]) {
        const texts = textsIn(here.environment.language);
        const found = explanationOf(name, texts);
        if (json) here.terminal.emit('code', found.facts);
        else {
          const { cause, remedy } = found.facts[here.environment.language];
          const head = texts.say('explain.head', { code: name, about: found.about });
          here.terminal.print(`${head}\n  ${cause}\n  ${remedy}`);
        }
      }
      here.endWith(exitCodes.done);
    });
}

function allCodes(): readonly string[] {
  return [...Object.keys(reactions), ...serverCodes.keys(), ...finerCodes.keys()];
}

function findCode(wanted: string): string {
  const found = allCodes().find(name => name.toLowerCase() === wanted.trim().toLowerCase());
  if (found !== undefined) return found;
  throw new AppError('usage', 'no such error code', {
    ...problem('cli.noErrorCode', { wanted }),
    command: 'explain',
  });
}

interface Explanation {
  /** Whose code it is and what follows from it. */
  readonly about: string;
  readonly facts: { readonly code: string; readonly is: ErrorCode } & Readonly<
    Record<Language, { readonly cause: string; readonly remedy: string }>
  >;
}

function explanationOf(name: string, { say }: Texts): Explanation {
  /** What Longshore does by itself when it meets the code. */
  const doingOf = (code: ErrorCode) => say(`explain.${reactions[code]}`);
  const finer = finerCodes.get(name);
  const serverName = finer ? finer.code : name;
  const server = serverCodes.get(serverName);
  if (!server) {
    const code = name as ErrorCode;
    return { about: say('explain.ours', { doing: doingOf(code) }), facts: factsOf(name, code, {}) };
  }
  const is = finer && 'is' in finer ? finer.is : server.is;
  const stores = server.stores.map(store => store.toUpperCase());
  const whose = finer
    ? say('explain.finer', { code: serverName })
    : stores.reduce((first, second) => say('explain.and', { first, second }));
  return {
    about: say('explain.servers', { whose, status: server.status, code: is, doing: doingOf(is) }),
    facts: factsOf(name, is, { code: serverName, ...(finer && { ec: name }) }),
  };
}

function factsOf(code: string, is: ErrorCode, facts: Readonly<Record<string, string>>): Explanation['facts'] {
  const say = (language: Language) => {
    const { cause, remedy } = describeError({ code: is, message: '', facts }, {}, language);
    return { cause, remedy };
  };
  return { code, is, en: say('en'), 'zh-CN': say('zh-CN') };
}
