import type { AccountDraft, AccountView, FoundAccount } from '../../preload/contract/accounts.ts';
import type { ProfileSecret, ProfileSettings } from '../account/profile.ts';
import type { Profile } from '../account/profiles.ts';
import type { FoundImport } from '../desk/account-book.ts';
import { endpointOrigin, generalRegion } from '../model/endpoint.ts';
import { maskKeyId } from '../text/format.ts';

/** An account without its secret, and with the ends of its key id alone. Pure. */
export function accountView({ name, settings }: Profile): AccountView {
  const keyId = settings['access-key-id'];
  return {
    name,
    kind: settings.kind,
    endpoint: settings.endpoint ?? null,
    region: settings.region ?? null,
    addressing: settings.addressing ?? null,
    signing: settings.signing ?? null,
    checksum: settings.checksum ?? null,
    maskedKeyId: keyId === undefined ? null : maskKeyId(keyId),
    secretPlace: settings.secret ?? null,
    credentialProcess: settings['credential-process'] ?? null,
    expiresAtMs: settings['expires-at']?.getTime() ?? null,
    isDefault: settings.default ?? false,
  };
}

/** The profile and secret of a draft. Throws `account.invalid` for an endpoint or a region that is none. Pure. */
export function profileOf(draft: AccountDraft): {
  readonly settings: ProfileSettings;
  readonly secret: ProfileSecret | null;
} {
  const { kind, endpoint, region, addressing, signing, checksum, keys, credentialProcess, isDefault } = draft;
  const settings: ProfileSettings = {
    kind,
    ...(isDefault && { default: true }),
    ...(endpoint !== null && { endpoint: endpointOrigin(endpoint) }),
    ...(region !== null && { region: generalRegion(region) }),
    ...(addressing !== null && { addressing }),
    ...(kind === 'oss' && signing !== null && { signing }),
    ...(kind === 's3' && checksum !== null && { checksum }),
    ...(credentialProcess !== null && { 'credential-process': credentialProcess }),
    ...(keys !== null && { 'access-key-id': keys.keyId }),
    ...(keys?.expiresAtMs && { 'expires-at': new Date(keys.expiresAtMs) }),
  };
  if (keys === null) return { settings, secret: null };
  const { secret, token } = keys;
  return {
    settings,
    secret: { 'access-key-secret': secret, ...(token !== null && { 'security-token': token }) },
  };
}

export function foundView({ id, place, account, error }: FoundImport): FoundAccount {
  const keyId = account.credentials?.accessKeyId;
  return {
    id,
    place,
    name: account.name,
    kind: account.kind,
    maskedKeyId: keyId === undefined ? null : maskKeyId(keyId),
    endpoint: account.endpoint ?? null,
    region: account.region ?? null,
    error,
  };
}
