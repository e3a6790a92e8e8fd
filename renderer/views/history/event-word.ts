import en from '../../../assets/text/en/page-history.json' with { type: 'json' };
import type { Texts } from '../../../main/text/texts.ts';

/** What happened, in one or two words; of what this page does not know, that something was noted. */
export function eventWord(what: string, texts: Texts): string {
  const key = `event.${what}`;
  return texts.sayPage('page-history', Object.hasOwn(en, key) ? (key as 'event.other') : 'event.other');
}
