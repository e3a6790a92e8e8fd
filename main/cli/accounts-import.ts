import { createAccountContext } from '../account/account-context.ts';
import { type ImportedAccount, secretOfImport, settingsOfImport } from '../account/imported-account.ts';
import { readAws, readOssutil } from '../account/read-imports.ts';
import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import { type Texts, textsIn } from '../text/texts.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { secretPlaceText } from './secret-place-text.ts';
import type { Surroundings } from './surroundings.ts';

export interface ImportOptions {
  readonly only?: string;
  readonly as?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Takes over what another tool has stored; each account is told, those that could not be taken with the reason. */
export async function importAccounts(
  tool: string,
  options: ImportOptions,
  { terminal, clock, environment: { language } }: Surroundings,
): Promise<ExitCode> {
  const { profiles, environment } = createAccountContext(clock);
  if (tool !== 'ossutil' && tool !== 'aws') {
    throw usage(problem('accounts.otherTool', { tool }));
  }
  if (options.as !== undefined && options.only === undefined) throw usage(problem('accounts.asAlone'));
  const all = tool === 'ossutil' ? await readOssutil(environment) : await readAws(environment);
  const chosen = all.filter(({ name }) => options.only === undefined || name === options.only);
  if (chosen.length === 0) {
    const file = tool === 'ossutil' ? environment.ossutilFile : environment.awsCredentialsFile;
    if (options.only === undefined) throw usage(problem('accounts.noneInFile', { file }));
    throw new AppError('account.unknown', 'nothing to import', {
      account: options.only,
      known: all.map(({ name }) => name).join(', '),
    });
  }
  const { say } = textsIn(language);
  let hasFailed = false;
  for (const account of chosen) {
    const name = options.as ?? (account.name === 'default' ? tool : account.name);
    const isTaken = !options.force && (await profiles.find(name)) !== null;
    const obstacle = obstacleTo(account, isTaken);
    if (obstacle !== null) {
      hasFailed = true;
      if (options.json) terminal.emit('skipped', { name, reason: obstacle(textsIn('en')) });
      else terminal.tell(say('accounts.skipped', { name, reason: obstacle(textsIn(language)) }));
      continue;
    }
    const place = await profiles.save(name, settingsOfImport(account), secretOfImport(account));
    if (options.json) terminal.emit('account', { name, kind: account.kind, secretIn: place });
    else {
      const where = secretPlaceText(place, language);
      terminal.print(say('accounts.stored', { name, file: profiles.file, where }));
    }
  }
  return hasFailed ? exitCodes.failed : exitCodes.done;
}

/** Why an account can't be taken over, in any language; null when it can. */
function obstacleTo(
  { credentials, credentialProcess, needs }: ImportedAccount,
  isTaken: boolean,
): ((texts: Texts) => string) | null {
  if (isTaken) return ({ say }) => say('accounts.taken');
  if (credentials || credentialProcess !== undefined) return null;
  return ({ say }) => (needs === undefined ? say('accounts.noKeys') : say('accounts.otherWay', { needs }));
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'an import that makes no sense', about);
}
