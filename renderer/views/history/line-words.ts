import en from '../../../assets/text/en/page-folders.json' with { type: 'json' };
import type { Texts } from '../../../main/text/texts.ts';
import type { HistoryLine } from '../../../preload/contract/history.ts';
import { eventWord } from './event-word.ts';

/** What a line says: what happened, and why, in the page's language. */
export function lineWords(
  line: HistoryLine,
  texts: Texts,
): { readonly what: string; readonly why: string | null } {
  const { what, note, reason, folder } = line;
  const key = `what.${what}`;
  const isDecision = folder !== null && Object.hasOwn(en, key);
  const word = isDecision ? texts.sayPage('page-folders', key as 'what.upload') : eventWord(what, texts);
  // Keys and codes come from the same catalogues that the engine's own types name.
  const why = note ? texts.sayNote(note as never) : reason ? texts.sayReason(reason as never) : null;
  return { what: word, why };
}
