import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { BucketAccess } from '../model/access.ts';
import type { FolderAccount } from '../model/folder.ts';
import type { BucketAddress } from '../model/target.ts';
import type { AccountContext } from './account-context.ts';
import { createCredentialSource } from './credential-source.ts';
import { findKindAccount, findProfileAccount } from './find-account.ts';

/**
 * The way back into a bucket that was opened before: the address as it was kept, with the keys that its account has today. Throws
 * `account.unknown`, `account.invalid`, `credentials.missing`, and `usage` when the profile has become one for another kind of store.
 */
export async function reopenAccess(
  address: BucketAddress,
  { profile, signing, checksum }: FolderAccount,
  context: AccountContext,
): Promise<BucketAccess> {
  const { kind, bucket } = address;
  const account =
    profile === null
      ? await findKindAccount(kind, bucket, context)
      : await findProfileAccount(profile, context);
  if (account.kind !== kind) {
    const facts = { profile: account.label, kind: account.kind, target: `${kind}://${bucket}` };
    throw new AppError('usage', 'the account does not fit', problem('account.otherKind', facts));
  }
  return { address, signing, checksum, credentials: createCredentialSource(account.load, context) };
}
