import type { ErrorView, StoreKind } from './common.ts';
import type { SavedTarget, TargetView } from './targets.ts';

/** A saved account. No secret, and of the key id only its ends. */
export interface AccountView {
  readonly name: string;
  readonly kind: StoreKind;
  /** Null: follows from the region. */
  readonly endpoint: string | null;
  readonly region: string | null;
  readonly addressing: 'virtual' | 'path' | 'domain' | null;
  readonly signing: 'v4' | 'v1' | null;
  readonly checksum: 'crc32' | 'crc32c' | 'crc64nvme' | null;
  readonly maskedKeyId: string | null;
  /** `app`: where the desktop app alone can read it. */
  readonly secretPlace: 'keyring' | 'app' | 'file' | null;
  readonly credentialProcess: string | null;
  readonly expiresAtMs: number | null;
  readonly isDefault: boolean;
}

export interface AccountDraft {
  readonly name: string;
  readonly kind: StoreKind;
  readonly endpoint: string | null;
  readonly region: string | null;
  readonly addressing: 'virtual' | 'path' | 'domain' | null;
  readonly signing: 'v4' | 'v1' | null;
  readonly checksum: 'crc32' | 'crc32c' | 'crc64nvme' | null;
  /** Null keeps the keys that are saved. */
  readonly keys: {
    readonly keyId: string;
    readonly secret: string;
    /** Of temporary keys (STS); null for others. */
    readonly token: string | null;
    readonly expiresAtMs: number | null;
  } | null;
  /** A command that prints credentials, instead of keys. */
  readonly credentialProcess: string | null;
  readonly isDefault: boolean;
}

/** An account in the settings of another tool, or in the environment. */
export interface FoundAccount {
  readonly id: string;
  /** The file, or `environment`. */
  readonly place: string;
  readonly name: string;
  readonly kind: StoreKind;
  readonly maskedKeyId: string | null;
  readonly endpoint: string | null;
  readonly region: string | null;
  /** Why it can't be taken over; null when it can. */
  readonly error: ErrorView | null;
}

export interface RegionView {
  readonly id: string;
  readonly endpoint: string;
}

/** One upload that was begun and never completed. */
export interface UnfinishedView {
  readonly key: string;
  readonly uploadId: string;
  readonly initiatedAtMs: number;
  readonly parts: number;
  readonly bytes: number;
  /** `transfer`: one of ours that can go on; `loose`: ours without one; `unknown`: begun elsewhere. */
  readonly origin: 'transfer' | 'loose' | 'unknown';
  readonly transferId: string | null;
  /** A living process works on it. */
  readonly isLiving: boolean;
}

export interface UnfinishedPage {
  readonly uploads: readonly UnfinishedView[];
  /** For the next page; null at the end. */
  readonly next: string | null;
  /** Of a month, for the page's bytes, where `[prices]` tells a price. */
  readonly price: { readonly perGbMonth: number; readonly currency: string } | null;
}

export interface AccountRequests {
  listAccounts(args: Record<string, never>): Promise<readonly AccountView[]>;
  /** `replaces`: the name that the account had, to rename it; null for a new one, which `account.exists` refuses where there is one. */
  saveAccount(args: { readonly draft: AccountDraft; readonly replaces: string | null }): Promise<AccountView>;
  /** `account.in-use` while folders or saved targets go there. */
  removeAccount(args: { readonly name: string }): Promise<{ readonly ok: true }>;
  listRegions(args: { readonly kind: StoreKind }): Promise<readonly RegionView[]>;
  /** What other tools of this computer have. */
  findAccounts(args: Record<string, never>): Promise<readonly FoundAccount[]>;
  importAccount(args: { readonly id: string; readonly name: string }): Promise<AccountView>;
  listTargets(args: Record<string, never>): Promise<readonly SavedTarget[]>;
  saveTarget(args: {
    readonly target: SavedTarget;
    readonly replaces: string | null;
  }): Promise<{ readonly ok: true }>;
  removeTarget(args: { readonly name: string }): Promise<{ readonly ok: true }>;
  /** One page of at most 200, with the sizes of their parts. */
  listUnfinished(args: {
    readonly target: TargetView;
    readonly after: string | null;
  }): Promise<UnfinishedPage>;
  /** `isForced`: also what a living process works on. */
  removeUnfinished(args: {
    readonly target: TargetView;
    readonly uploads: readonly { readonly key: string; readonly uploadId: string }[];
    readonly isForced: boolean;
  }): Promise<{
    readonly removed: number;
    readonly refused: readonly {
      readonly key: string;
      readonly uploadId: string;
      readonly error: ErrorView;
    }[];
  }>;
  /** The rule by which the store removes them itself after so many days, as its console or tool takes it. */
  getLifecycleRule(args: {
    readonly target: TargetView;
    readonly days: number;
  }): Promise<{ readonly text: string }>;
}
