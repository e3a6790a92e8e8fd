import type { SecretPlace } from '../account/profile.ts';
import type { Language } from '../text/language.ts';
import { textsIn } from '../text/texts.ts';

/** Where a secret went, in words. */
export function secretPlaceText(place: SecretPlace | null, language: Language): string {
  const { say } = textsIn(language);
  switch (place) {
    case 'keyring':
      return say('accounts.inKeyring');
    case 'app':
      return say('accounts.inApp');
    case 'file':
      return say('accounts.inFile');
    case null:
      return say('accounts.noSecret');
  }
}
