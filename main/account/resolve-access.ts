import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import type { BucketAccess } from '../model/access.ts';
import {
  defaultAddressing,
  endpointOfRegion,
  endpointOrigin,
  generalRegion,
  regionOfEndpoint,
} from '../model/endpoint.ts';
import type { Addressing, StoreKind } from '../model/target.ts';
import type { Account } from './account.ts';
import type { AccountContext } from './account-context.ts';
import { createCredentialSource } from './credential-source.ts';
import { findKindAccount, findProfileAccount } from './find-account.ts';
import { parseTarget } from './target-text.ts';

/** What a command line may say besides the target; comes before what the account says. */
export interface AccessFlags {
  readonly endpoint?: string;
  readonly region?: string;
  readonly pathStyle?: boolean;
  readonly sign?: BucketAccess['signing'];
  readonly checksum?: BucketAccess['checksum'];
}

export interface ResolvedTarget {
  readonly access: BucketAccess;
  /** Character for character as typed; may be empty. */
  readonly key: string;
  /** Whose keys: `account work`, `environment`, …; for messages. */
  readonly account: string;
}

/** A region to sign with where the store does not care, as with a server in one's own network. */
const anyRegion = { oss: 'cn-hangzhou', s3: 'us-east-1' } as const;

/**
 * Finds the account that a TARGET means and puts the way into its bucket together. Throws `usage` for a target that makes
 * no sense or lacks a region, `options.unsupported`, `account.unknown`, `account.invalid`, and `credentials.missing` when no place has keys.
 */
export async function resolveTarget(
  text: string,
  flags: AccessFlags,
  context: AccountContext,
): Promise<ResolvedTarget> {
  const { account: wanted, bucket, key } = parseTarget(text);
  const account =
    'profile' in wanted
      ? await findProfileAccount(wanted.profile, context)
      : await findKindAccount(wanted.kind, bucket, context);
  const { kind, label } = account;
  checkAccessFlags(kind, flags);
  const endpoint = chooseEndpoint(account, flags);
  const region = chooseRegion(account, flags, endpoint);
  const addressing = chooseAddressing(account, flags, endpoint, bucket);
  const access: BucketAccess = {
    address: { kind, endpoint, bucket, region, addressing },
    signing: flags.sign ?? account.signing ?? 'v4',
    checksum: flags.checksum ?? account.checksum ?? 'crc32',
    credentials: createCredentialSource(account.load, context),
  };
  return { access, key, account: label };
}

/** What only one kind of store knows can't be meant for the other: `options.unsupported`. Pure. */
export function checkAccessFlags(kind: StoreKind, { sign, checksum }: AccessFlags): void {
  const refuse = (option: string, about: ProblemFacts) =>
    new AppError('options.unsupported', `${option}: ${about.problem}`, { ...about, option });
  if (kind === 's3' && sign !== undefined) {
    throw refuse('sign', problem('option.signOnS3'));
  }
  if (kind === 'oss' && checksum !== undefined) {
    throw refuse('checksum', problem('option.checksumOnOss'));
  }
}

/** A region on the command line moves an account from one of the public endpoints to another, never off a named host. */
function chooseEndpoint({ kind, label, ...account }: Account, flags: AccessFlags): string {
  if (flags.endpoint !== undefined) return endpointOrigin(flags.endpoint);
  const own = account.endpoint === undefined ? null : endpointOrigin(account.endpoint);
  if (own !== null && (flags.region === undefined || !isPublicEndpoint(kind, own))) return own;
  const region = flags.region ?? account.region ?? (kind === 's3' ? anyRegion.s3 : undefined);
  if (region !== undefined) return endpointOfRegion(kind, region);
  const remedy = '--region cn-hangzhou';
  const message = `it is not known where the bucket is: neither the command nor its account (${label}) names an endpoint or a region`;
  throw new AppError('usage', message, {
    ...problem('account.noPlace', { account: label }),
    missing: 'region',
    remedy,
  });
}

function isPublicEndpoint(kind: Account['kind'], endpoint: string): boolean {
  const region = regionOfEndpoint(kind, endpoint);
  return region !== null && endpointOfRegion(kind, region) === endpoint;
}

/** An endpoint given for this run may lie in another region than the account's usual one. */
function chooseRegion({ kind, label, ...account }: Account, flags: AccessFlags, endpoint: string): string {
  const named = regionOfEndpoint(kind, endpoint);
  const own = account.region;
  const region = flags.region ?? (flags.endpoint === undefined ? (own ?? named) : (named ?? own));
  if (region !== undefined && region !== null) return generalRegion(region);
  const signsWithRegion = kind === 'oss' && (flags.sign ?? account.signing ?? 'v4') === 'v4';
  const isOwnServer = defaultAddressing(kind, endpoint) === 'path';
  if (!signsWithRegion || isOwnServer) return anyRegion[kind];
  const remedy = '--region cn-hangzhou';
  const message = `${endpoint} does not tell its region, and signing needs it`;
  throw new AppError('usage', message, {
    ...problem('account.noRegion', { endpoint }),
    account: label,
    missing: 'region',
    remedy,
  });
}

function chooseAddressing(
  account: Account,
  flags: AccessFlags,
  endpoint: string,
  bucket: string,
): Addressing {
  if (flags.pathStyle === true) return 'path';
  const usual = defaultAddressing(account.kind, endpoint, bucket);
  // A domain stands for the bucket only while it is the account's own.
  if (flags.endpoint !== undefined && account.addressing === 'domain') return usual;
  return account.addressing ?? usual;
}
