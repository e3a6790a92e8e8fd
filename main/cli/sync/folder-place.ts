import { createAccountContext } from '../../account/account-context.ts';
import { reopenAccess } from '../../account/reopen-access.ts';
import { parseTarget, type TargetText } from '../../account/target-text.ts';
import { problem } from '../../base/said.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { FolderAccount } from '../../model/folder.ts';
import type { FolderRecord } from '../../store/folder-log.ts';
import type { ConnectionOptions } from '../options.ts';
import { showTarget } from '../proof-text.ts';
import type { Surroundings } from '../surroundings.ts';
import { openTarget } from '../target.ts';
import type { FolderWords } from './folder-words.ts';
import { syncUsage } from './usage-error.ts';

/** Where a folder goes, and the way in. */
export interface FolderPlace {
  readonly access: BucketAccess;
  /** Empty, or ending in `/`. */
  readonly prefix: string;
  readonly account: FolderAccount;
}

/**
 * The place of one folder: the one that is remembered where TARGET is left out or names the same, so that options such as
 * `--endpoint` need not be said again; else what TARGET and the options say. Throws like `openTarget` and `reopenAccess`.
 */
export async function placeFolder(
  { dir, target }: FolderWords,
  record: FolderRecord | null,
  options: ConnectionOptions,
  here: Surroundings,
): Promise<FolderPlace> {
  if (target === null) {
    if (record === null) throw syncUsage(problem('sync.noTarget', { word: dir }));
    return reopen(record, record.folder.settings.account, here);
  }
  const said = parseTarget(target);
  if (record === null) return openAnew(target, said, options, here);
  requireSameTarget(record, said);
  const known = record.folder.settings.account;
  if (hasPlaceFlags(options) || !isSameAccount(said, known)) return openAnew(target, said, options, here);
  return reopen(record, known, here);
}

/** True where the command line says something of the way into a bucket. */
export function hasPlaceFlags({ endpoint, region, pathStyle, sign, checksum }: ConnectionOptions): boolean {
  return [endpoint, region, pathStyle, sign, checksum].some(flag => flag !== undefined);
}

/** What a TARGET's key means as a folder: `backups` is `backups/`. Pure. */
export function prefixOf(key: string): string {
  return key === '' || key.endsWith('/') ? key : `${key}/`;
}

async function openAnew(
  target: string,
  said: TargetText,
  options: ConnectionOptions,
  here: Surroundings,
): Promise<FolderPlace> {
  const { access, key } = await openTarget(target, options, here);
  const { signing, checksum } = access;
  return { access, prefix: prefixOf(key), account: { profile: profileOf(said), signing, checksum } };
}

async function reopen(
  { folder }: FolderRecord,
  account: FolderAccount,
  { clock }: Surroundings,
): Promise<FolderPlace> {
  const access = await reopenAccess(folder.address, account, createAccountContext(clock));
  return { access, prefix: folder.prefix, account };
}

/** A profile may have any kind; whether it fits is seen when it is opened. */
function requireSameTarget({ folder }: FolderRecord, { account, bucket, key }: TargetText): void {
  const { root, address, prefix } = folder;
  const isSameKind = !('kind' in account) || account.kind === address.kind;
  if (isSameKind && bucket === address.bucket && prefixOf(key) === prefix) return;
  const kind = 'kind' in account ? account.kind : address.kind;
  throw syncUsage(
    problem('sync.otherTarget', {
      root,
      known: showTarget(address, prefix),
      target: showTarget({ ...address, kind, bucket }, prefixOf(key)),
    }),
  );
}

function isSameAccount(said: TargetText, { profile }: FolderAccount): boolean {
  return profileOf(said) === profile;
}

function profileOf({ account }: TargetText): string | null {
  return 'profile' in account ? account.profile : null;
}
