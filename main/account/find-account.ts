import { AppError } from '../base/app-error.ts';
import type { Credentials } from '../model/credentials.ts';
import type { StoreKind } from '../model/target.ts';
import type { Account } from './account.ts';
import type { AccountContext } from './account-context.ts';
import { runCredentialProcess } from './credential-process.ts';
import type { EnvironmentKeys } from './environment.ts';
import type { ImportedAccount } from './imported-account.ts';
import type { Profile } from './profiles.ts';
import { readAws, readOssutil } from './read-imports.ts';

const variables = {
  oss: { id: 'OSS_ACCESS_KEY_ID', secret: 'OSS_ACCESS_KEY_SECRET' },
  s3: { id: 'AWS_ACCESS_KEY_ID', secret: 'AWS_SECRET_ACCESS_KEY' },
} as const;

/** The account of a profile in `config.toml`. Nothing in the environment changes it. */
export async function findProfileAccount(name: string, context: AccountContext): Promise<Account> {
  const { profiles } = context;
  const profile = await profiles.find(name);
  if (profile) return fromProfile(profile, context);
  const known = (await profiles.list()).map(each => each.name).join(', ');
  const message = `there is no profile ${name} in ${profiles.file}`;
  throw new AppError('account.unknown', message, { account: name, known, file: profiles.file });
}

/**
 * The usual account for a kind of store, from the first place that has keys: variables, the profile that AWS_PROFILE
 * names, the default profile of `config.toml`, the files of the store's own tool. `credentials.missing` when none has.
 */
export async function findKindAccount(
  kind: StoreKind,
  bucket: string,
  context: AccountContext,
): Promise<Account> {
  const { environment } = context;
  const fromVariables = environmentAccount(kind, environment[kind]);
  if (fromVariables) return fromVariables;
  if (kind === 's3' && environment.awsProfile !== null) {
    return await awsAccount(environment.awsProfile, bucket, context);
  }
  const profile = await context.profiles.findDefault(kind);
  if (profile) return fromProfile(profile, context);
  return kind === 'oss'
    ? await ossutilAccount(bucket, context)
    : await awsAccount('default', bucket, context);
}

function environmentAccount(kind: StoreKind, keys: EnvironmentKeys): Account | null {
  const { accessKeyId, accessKeySecret, securityToken } = keys;
  if (accessKeyId === null && accessKeySecret === null) return null;
  const names = variables[kind];
  if (accessKeyId === null || accessKeySecret === null) {
    const [set, unset] = accessKeyId === null ? [names.secret, names.id] : [names.id, names.secret];
    throw new AppError('credentials.missing', `${set} is set, but ${unset} is not`, {
      kind,
      variable: unset,
    });
  }
  const credentials = { accessKeyId, accessKeySecret, ...(securityToken === null ? {} : { securityToken }) };
  return { label: 'environment', kind, ...placeOf(keys), load: async () => credentials };
}

/** Endpoint and region of variables, where they are set. */
function placeOf({ endpoint, region }: EnvironmentKeys): { endpoint?: string; region?: string } {
  return { ...(endpoint === null ? {} : { endpoint }), ...(region === null ? {} : { region }) };
}

function fromProfile(profile: Profile, context: AccountContext): Account {
  const { name, settings } = profile;
  const { kind, endpoint, region, addressing, signing, checksum } = settings;
  const label = name;
  return {
    label,
    kind,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(addressing === undefined ? {} : { addressing }),
    ...(signing === undefined ? {} : { signing }),
    ...(checksum === undefined ? {} : { checksum }),
    load: signal => loadProfile(label, profile, context, signal),
  };
}

/** Reads the profile anew each time: somebody may have put new keys there since. */
async function loadProfile(
  label: string,
  known: Profile,
  { profiles }: AccountContext,
  signal: AbortSignal,
): Promise<Credentials> {
  const profile = (await profiles.find(known.name)) ?? known;
  const process = profile.settings['credential-process'];
  if (process !== undefined) return await runCredentialProcess(label, process, signal);
  const secret = await profiles.secretOf(profile);
  const expiresAt = profile.settings['expires-at'];
  const securityToken = secret['security-token'];
  return {
    accessKeyId: profile.settings['access-key-id'] ?? '',
    accessKeySecret: secret['access-key-secret'],
    ...(securityToken === undefined ? {} : { securityToken }),
    ...(expiresAt === undefined ? {} : { expiresAtMs: expiresAt.getTime() }),
  };
}

async function ossutilAccount(bucket: string, context: AccountContext): Promise<Account> {
  const { environment } = context;
  const read = async () => (await readOssutil(environment)).find(({ name }) => name === 'default');
  const looked = `OSS_ACCESS_KEY_ID, ${context.profiles.file}, ${environment.ossutilFile}`;
  return fromImport(environment.ossutilFile, await read(), read, {
    looked,
    keys: environment.oss,
    bucket,
    kind: 'oss',
  });
}

async function awsAccount(name: string, bucket: string, context: AccountContext): Promise<Account> {
  const { environment } = context;
  const read = async () => (await readAws(environment)).find(account => account.name === name);
  const { awsCredentialsFile, awsConfigFile } = environment;
  const looked = `AWS_ACCESS_KEY_ID, ${context.profiles.file}, ${awsCredentialsFile}, ${awsConfigFile} [${name}]`;
  return fromImport(`AWS profile ${name}`, await read(), read, {
    looked,
    keys: environment.s3,
    bucket,
    kind: 's3',
  });
}

interface ImportPlace {
  /** Every place that was asked, for the message. */
  readonly looked: string;
  readonly keys: EnvironmentKeys;
  readonly bucket: string;
  readonly kind: StoreKind;
}

/** Another tool's account; as in that tool, endpoint and region from variables come before those of the file. */
function fromImport(
  label: string,
  found: ImportedAccount | undefined,
  read: () => Promise<ImportedAccount | undefined>,
  { looked, keys, bucket, kind }: ImportPlace,
): Account {
  requireKeys(label, found, kind, looked);
  const { endpoint, region, addressing, signing } = found;
  const own = found.buckets?.get(bucket);
  return {
    label,
    kind,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(addressing === undefined ? {} : { addressing }),
    ...(signing === undefined ? {} : { signing }),
    ...own,
    ...placeOf(keys),
    load: async signal => {
      const now = await read();
      requireKeys(label, now, kind, looked);
      if (now.credentials) return now.credentials;
      return await runCredentialProcess(label, now.credentialProcess ?? '', signal);
    },
  };
}

function requireKeys(
  label: string,
  found: ImportedAccount | undefined,
  kind: StoreKind,
  looked: string,
): asserts found is ImportedAccount {
  if (found?.credentials || found?.credentialProcess) return;
  if (found?.needs === undefined) {
    throw new AppError('credentials.missing', `no keys for ${kind} in any of ${looked}`, { kind, looked });
  }
  const remedy =
    kind === 's3' ? `aws configure export-credentials --profile ${found.name} --format process` : null;
  const message = `${label} gets its keys by ${found.needs}, which needs a credential-process`;
  throw new AppError('credentials.missing', message, { kind, account: label, needs: found.needs, remedy });
}
