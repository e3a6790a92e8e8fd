import type { Credentials } from '../model/credentials.ts';
import type { Addressing, StoreKind } from '../model/target.ts';
import type { ProfileSecret, ProfileSettings } from './profile.ts';

/** An account as another tool's settings describe it. Holds secrets: for memory only. */
export interface ImportedAccount {
  readonly kind: StoreKind;
  /** As the other tool names it; `default` where it has one account only. */
  readonly name: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly addressing?: Addressing;
  readonly signing?: 'v4' | 'v1';
  readonly credentials?: Credentials;
  readonly credentialProcess?: string;
  /** A way to get credentials that we don't know, by the other tool's word for it. */
  readonly needs?: string;
  /** Endpoints that hold for one bucket alone; with `domain`, the endpoint stands for the bucket itself. */
  readonly buckets?: ReadonlyMap<string, { readonly endpoint: string; readonly addressing?: 'domain' }>;
}

/** The profile that an imported account becomes. Pure. */
export function settingsOfImport(account: ImportedAccount): ProfileSettings {
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

/** Null where a command gives the keys. Pure. */
export function secretOfImport({ credentials }: ImportedAccount): ProfileSecret | null {
  if (!credentials) return null;
  const { accessKeySecret, securityToken } = credentials;
  return {
    'access-key-secret': accessKeySecret,
    ...(securityToken !== undefined && { 'security-token': securityToken }),
  };
}
