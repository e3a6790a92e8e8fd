import { createAccountContext } from '../account/account-context.ts';
import type { ImportedAccount } from '../account/imported-account.ts';
import type { ProfileSecret, ProfileSettings } from '../account/profile.ts';
import { readAws, readOssutil } from '../account/read-imports.ts';
import { AppError } from '../base/app-error.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { printable } from './format.ts';
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
  { terminal, clock }: Surroundings,
): Promise<ExitCode> {
  const { profiles, environment } = createAccountContext(clock);
  if (tool !== 'ossutil' && tool !== 'aws') {
    throw usage(`accounts can be imported from ossutil or aws, not from "${tool}"`);
  }
  if (options.as !== undefined && options.only === undefined) throw usage('--as needs --only');
  const all = tool === 'ossutil' ? await readOssutil(environment) : await readAws(environment);
  const chosen = all.filter(({ name }) => options.only === undefined || name === options.only);
  if (chosen.length === 0) {
    const file = tool === 'ossutil' ? environment.ossutilFile : environment.awsCredentialsFile;
    if (options.only === undefined) throw usage(`${file} holds no account to import`);
    throw new AppError('account.unknown', 'nothing to import', {
      account: options.only,
      known: all.map(({ name }) => name).join(', '),
    });
  }
  let hasFailed = false;
  for (const account of chosen) {
    const name = options.as ?? (account.name === 'default' ? tool : account.name);
    const problem = problemOf(account, !options.force && (await profiles.find(name)) !== null);
    if (problem !== null) {
      hasFailed = true;
      if (options.json) terminal.emit('skipped', { name, reason: problem });
      else terminal.tell(`skipped ${printable(name)}: ${problem}`);
      continue;
    }
    const place = await profiles.save(name, settingsOf(account), secretOf(account));
    if (options.json) terminal.emit('account', { name, kind: account.kind, secretIn: place });
    else
      terminal.print(
        `account ${printable(name)} is stored in ${printable(profiles.file)}; ${secretPlaceText(place)}`,
      );
  }
  return hasFailed ? exitCodes.failed : exitCodes.done;
}

function problemOf(
  { credentials, credentialProcess, needs }: ImportedAccount,
  exists: boolean,
): string | null {
  if (exists) return 'there is an account of that name already; --force replaces it';
  if (credentials || credentialProcess !== undefined) return null;
  return needs === undefined
    ? 'it has no keys'
    : `it gets its keys by ${printable(needs)}, which is not known here`;
}

function settingsOf(account: ImportedAccount): ProfileSettings {
  const { kind, endpoint, region, addressing, signing, credentials, credentialProcess } = account;
  const expiresAtMs = credentials?.expiresAtMs;
  return {
    kind,
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(addressing !== undefined && { addressing }),
    ...(signing !== undefined && { signing }),
    ...(credentials
      ? { 'access-key-id': credentials.accessKeyId }
      : { 'credential-process': credentialProcess ?? '' }),
    ...(expiresAtMs !== undefined && { 'expires-at': new Date(expiresAtMs) }),
  };
}

function secretOf({ credentials }: ImportedAccount): ProfileSecret | null {
  if (!credentials) return null;
  const { accessKeySecret, securityToken } = credentials;
  return {
    'access-key-secret': accessKeySecret,
    ...(securityToken !== undefined && { 'security-token': securityToken }),
  };
}

function usage(problem: string): AppError {
  return new AppError('usage', 'an import that makes no sense', { problem });
}
