import type { TargetView } from '../../preload/contract/targets.ts';
import type { AccountContext } from '../account/account-context.ts';
import { reopenAccess } from '../account/reopen-access.ts';
import { resolveTarget } from '../account/resolve-access.ts';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { BucketAccess } from '../model/access.ts';
import type { FolderAccount } from '../model/folder.ts';
import type { BucketAddress } from '../model/target.ts';

/** Where a target is, the way in, and what it takes to open it again. */
export interface OpenedTarget {
  readonly access: BucketAccess;
  /** Empty, or ending in `/`. */
  readonly prefix: string;
  readonly account: FolderAccount;
}

/** The ways into buckets. What goes to one bucket with the same keys shares its connections and what is learned of it. */
export interface Accesses {
  /** Throws like `resolveTarget`. */
  open(target: TargetView): Promise<OpenedTarget>;
  /** Throws like `reopenAccess`. */
  reopen(address: BucketAddress, account: FolderAccount): Promise<BucketAccess>;
  /** Accounts have changed: what is opened from now on is opened anew. */
  forget(): void;
}

export function createAccesses(accounts: AccountContext): Accesses {
  const known = new Map<string, BucketAccess>();

  function share(access: BucketAccess, account: FolderAccount): BucketAccess {
    const id = JSON.stringify([access.address, account]);
    const shared = known.get(id) ?? access;
    known.set(id, shared);
    return shared;
  }

  return {
    async open(target) {
      const text = textOf(target);
      const { access, key } = await resolveTarget(text, {}, accounts);
      const { signing, checksum, address } = access;
      if (address.kind !== target.kind) {
        const facts = { profile: target.account ?? '', kind: address.kind, target: text };
        throw new AppError('usage', 'the account does not fit', problem('account.otherKind', facts));
      }
      const account = { profile: target.account, signing, checksum };
      return { access: share(access, account), prefix: key, account };
    },
    async reopen(address, account) {
      const shared = known.get(JSON.stringify([address, account]));
      return shared ?? share(await reopenAccess(address, account, accounts), account);
    },
    forget: () => known.clear(),
  };
}

/** What begins the keys of a folder: empty, or ending in `/`. Pure. */
export function prefixOf(text: string): string {
  return text === '' || text.endsWith('/') ? text : `${text}/`;
}

/** As a command line names it. Pure. */
function textOf({ account, kind, bucket, prefix }: TargetView): string {
  const folder = prefixOf(prefix);
  return account === null ? `${kind}://${bucket}/${folder}` : `${account}:${bucket}/${folder}`;
}
