import type { Language } from '../../text/language.ts';
import { type Texts, textsIn } from '../../text/texts.ts';

/** What people read of folder sync, in one language. */
export interface SyncTexts extends Pick<Texts, 'language' | 'sayReason'> {
  /** A text of the commands themselves. */
  readonly say: Texts['saySync'];
  /** Several texts as one, in the way of the language. */
  list(items: readonly string[]): string;
}

export function syncTextsIn(language: Language): SyncTexts {
  const { saySync: say, sayReason } = textsIn(language);
  return {
    language,
    say,
    list: ([first = '', ...rest]) =>
      rest.reduce((text, next) => say('list.pair', { first: text, next }), first),
    sayReason,
  };
}
