import type { Command } from 'commander';
import { AppError, type ErrorCode, type Reaction, reactions } from '../base/app-error.ts';
import { finerCodes, serverCodes } from '../model/server-codes.ts';
import type { Language } from './environment.ts';
import { describeError } from './error-text.ts';
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
        const found = explanationOf(name);
        if (json) here.terminal.emit('code', found.facts);
        else {
          const { cause, remedy } = found.facts[here.environment.language];
          here.terminal.print(`${name} (${found.about})\n  ${cause}\n  ${remedy}`);
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
    problem: `there is no text for the error code "${wanted}"; longshore explain lists those that there are`,
    command: 'explain',
  });
}

/** What Longshore does by itself when it meets the code. */
const doings: Readonly<Record<Reaction, string>> = {
  retry: 'tries again by itself',
  renew: 'renews the keys by itself, where it can',
  relist: 'asks the server what is missing and sends it',
  restart: 'begins a new upload by itself',
  block: 'waits for you; the same command goes on',
  stop: 'stops',
};

interface Explanation {
  /** Whose code it is and what follows from it. */
  readonly about: string;
  readonly facts: { readonly code: string; readonly is: ErrorCode } & Readonly<
    Record<Language, { readonly cause: string; readonly remedy: string }>
  >;
}

function explanationOf(name: string): Explanation {
  const finer = finerCodes.get(name);
  const serverName = finer ? finer.code : name;
  const server = serverCodes.get(serverName);
  if (!server) {
    const code = name as ErrorCode;
    return { about: `Longshore ${doings[reactions[code]]}`, facts: factsOf(name, code, {}) };
  }
  const is = finer && 'is' in finer ? finer.is : server.is;
  const whose = finer
    ? `OSS, a case of ${serverName}`
    : server.stores.map(store => store.toUpperCase()).join(' and ');
  return {
    about: `${whose}, status ${server.status}; here ${is}: Longshore ${doings[reactions[is]]}`,
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
