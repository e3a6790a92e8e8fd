import type { AccountContext } from '../account/account-context.ts';
import { importEnvironment } from '../account/import-environment.ts';
import { type ImportedAccount, secretOfImport, settingsOfImport } from '../account/imported-account.ts';
import type { ProfileSecret, ProfileSettings } from '../account/profile.ts';
import type { Profile } from '../account/profiles.ts';
import { readAws, readOssutil } from '../account/read-imports.ts';
import { AppError, type ErrorRecord, fromErrorRecord, toErrorRecord } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { SavedTarget, SavedTargets } from '../config/saved-targets.ts';
import { checkOptions } from '../remote/check-options.ts';
import { type Accesses, prefixOf } from './accesses.ts';
import type { Changes } from './changes.ts';

export interface AccountBookSetup {
  readonly accounts: AccountContext;
  readonly targets: SavedTargets;
  readonly accesses: Accesses;
  readonly changes: Changes;
  /** Names of accounts that folders go by, with the folders' roots. */
  readonly folderAccounts: () => readonly { readonly account: string | null; readonly root: string }[];
  /** Accounts are others than before: folders look again. */
  readonly onChange: () => void;
  /** The account of this name is gone. */
  readonly onRemoved: (name: string) => Promise<void>;
}

/** An account in another tool's settings. */
export interface FoundImport {
  readonly id: string;
  readonly place: string;
  readonly account: ImportedAccount;
  /** Why it can't be taken over; null when it can. */
  readonly error: ErrorRecord | null;
}

/** Accounts and targets as people keep them. */
export interface AccountBook {
  accounts(): Promise<readonly Profile[]>;
  /** `replaces` is the name so far. Throws `account.exists` for a name that another one has. */
  save(
    name: string,
    settings: ProfileSettings,
    secret: ProfileSecret | null,
    replaces: string | null,
  ): Promise<Profile>;
  /** Throws `account.unknown`, and `account.in-use` while folders or targets go there. */
  remove(name: string): Promise<void>;
  found(): Promise<readonly FoundImport[]>;
  take(id: string, name: string): Promise<Profile>;
  targets(): Promise<readonly SavedTarget[]>;
  saveTarget(target: SavedTarget, replaces: string | null): Promise<void>;
  removeTarget(name: string): Promise<void>;
}

export function createAccountBook(setup: AccountBookSetup): AccountBook {
  const { accounts, targets, accesses, changes, folderAccounts } = setup;
  const { profiles, environment } = accounts;

  function changed(): void {
    accesses.forget();
    changes.bump('accounts');
    setup.onChange();
  }

  async function require(name: string): Promise<Profile> {
    const profile = await profiles.find(name);
    if (profile) return profile;
    const known = (await profiles.list()).map(each => each.name).join(', ');
    throw new AppError('account.unknown', `there is no account ${name}`, { account: name, known });
  }

  async function usersOf(name: string): Promise<readonly string[]> {
    const roots = folderAccounts().flatMap(({ account, root }) => (account === name ? [root] : []));
    const names = (await targets.list()).flatMap(each => (each.account === name ? [each.name] : []));
    return [...roots, ...names];
  }

  async function save(
    name: string,
    settings: ProfileSettings,
    secret: ProfileSecret | null,
    replaces: string | null,
  ): Promise<Profile> {
    const before = replaces === null ? null : await require(replaces);
    if (name !== replaces && (await profiles.find(name)) !== null) {
      throw new AppError('account.exists', 'there is an account of this name', { profile: name });
    }
    const isRenamed = before !== null && before.name !== name;
    if (isRenamed) await requireUnused(before.name);
    const whole = secret === null ? withKeptSecret(settings, before) : settings;
    // Under a new name the secret has to be written anew.
    const isMoved = isRenamed && secret === null && whole.secret !== undefined;
    await profiles.save(name, whole, isMoved ? await profiles.secretOf(before) : secret);
    if (isRenamed) await profiles.remove(before.name);
    changed();
    return await require(name);
  }

  async function requireUnused(name: string): Promise<void> {
    const users = await usersOf(name);
    if (users.length === 0) return;
    throw new AppError('account.in-use', 'the account is still used', {
      profile: name,
      users: users.join(', '),
    });
  }

  async function found(): Promise<readonly FoundImport[]> {
    const all = await Promise.all([
      foundIn('environment', 'environment', async () => importEnvironment(environment)),
      foundIn('ossutil', environment.ossutilFile, () => readOssutil(environment)),
      foundIn('aws', environment.awsCredentialsFile, () => readAws(environment)),
    ]);
    return all.flat();
  }

  return {
    accounts: profiles.list,
    save,
    async remove(name) {
      await require(name);
      await requireUnused(name);
      await profiles.remove(name);
      changed();
      await setup.onRemoved(name);
    },
    found,
    async take(id, name) {
      const one = (await found()).find(each => each.id === id);
      if (one === undefined)
        throw new AppError('account.unknown', 'there is no such account', { account: id });
      if (one.error) throw fromErrorRecord(one.error);
      return await save(name, settingsOfImport(one.account), secretOfImport(one.account), null);
    },
    targets: targets.list,
    async saveTarget(target, replaces) {
      const known = await targets.list();
      if (target.name !== replaces && known.some(({ name }) => name === target.name)) {
        throw new AppError('target.exists', 'there is a target of this name', { name: target.name });
      }
      if (target.account !== null) requireKind(await require(target.account), target);
      checkOptions(target.kind, target.options);
      await targets.save({ ...target, prefix: prefixOf(target.prefix) }, replaces);
      changes.bump('targets');
    },
    async removeTarget(name) {
      await targets.remove(name);
      changes.bump('targets');
    },
  };
}

/** The settings with what belongs to the secret that is kept: whose it is, where it lies, and when it ends. */
function withKeptSecret(settings: ProfileSettings, before: Profile | null): ProfileSettings {
  if (settings['credential-process'] !== undefined) return settings;
  const { secret, 'access-key-id': keyId, 'expires-at': expiresAt } = before?.settings ?? {};
  if (secret === undefined || keyId === undefined) {
    throw new AppError('account.invalid', 'keys are missing', {
      ...problem('accounts.emptyKey'),
      field: 'keys',
    });
  }
  return { ...settings, secret, 'access-key-id': keyId, ...(expiresAt && { 'expires-at': expiresAt }) };
}

/** Settings of one tool that can't be read say so, and do not hide those of the others. */
async function foundIn(
  tool: string,
  place: string,
  read: () => Promise<readonly ImportedAccount[]>,
): Promise<readonly FoundImport[]> {
  try {
    return (await read()).map(account => ({
      id: `${tool}:${account.name}`,
      place,
      account,
      error: obstacleTo(account),
    }));
  } catch (thrown) {
    const account: ImportedAccount = { kind: tool === 'aws' ? 's3' : 'oss', name: tool };
    return [{ id: `${tool}:`, place, account, error: toErrorRecord(thrown) }];
  }
}

function requireKind({ name, settings: { kind } }: Profile, target: SavedTarget): void {
  if (kind === target.kind) return;
  const facts = { profile: name, kind, target: `${target.kind}://${target.bucket}` };
  throw new AppError('usage', 'the account does not fit', problem('account.otherKind', facts));
}

function obstacleTo({
  credentials,
  credentialProcess,
  needs,
  kind,
  name,
}: ImportedAccount): ErrorRecord | null {
  if (credentials || credentialProcess !== undefined) return null;
  const message = needs === undefined ? 'it holds no keys' : `it gets its keys by ${needs}`;
  return toErrorRecord(
    new AppError('credentials.missing', message, { kind, account: name, needs: needs ?? null }),
  );
}
