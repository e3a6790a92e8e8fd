import type { SecretPlace } from '../account/profile.ts';

/** Where a secret went, in words. */
export function secretPlaceText(place: SecretPlace | null): string {
  switch (place) {
    case 'keyring':
      return 'its secret is in the keyring of the system';
    case 'file':
      return 'there is no keyring, so its secret is in secrets.toml beside it, readable only by you (mode 0600)';
    case null:
      return 'it has no secret of its own';
  }
}
