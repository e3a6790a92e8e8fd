import type { ErrorRecord, Facts } from '../base/app-error.ts';
import { maskText } from '../base/log.ts';
import { problem } from '../base/said.ts';
import type { CallbackOutcome } from '../model/callback.ts';
import type { Proof } from '../model/proof.ts';
import { printable } from '../text/format.ts';
import type { Language } from '../text/language.ts';
import { textsIn } from '../text/texts.ts';
import { tellFailure } from './failure-view.ts';
import type { Terminal } from './terminal.ts';

/** Characters of an answer that are shown; `--json` has it whole. */
const shownAnswer = 400;

/** The application's answer on one line, whatever its layout was. */
export function showAnswer(
  { answer }: CallbackOutcome & { readonly became: 'answered' },
  language: Language,
): string {
  const text = printable(answer.trim().replace(/\s+/g, ' '));
  const isCut = text.length > shownAnswer;
  const shown = isCut ? `${text.slice(0, shownAnswer)}…` : text;
  return `  ${textsIn(language).say('callback.answered', { answer: shown })}`;
}

/** The application's answer whole, or the store's words about a callback in vain. */
export function callbackFacts({ callback }: Pick<Proof, 'callback'>): object {
  if (callback === null) return {};
  if (callback.became === 'answered') return { callbackAnswer: callback.answer };
  return { callbackMessage: maskText(callback.message), callbackEc: callback.ec };
}

/** What the user reads of a callback in vain; null when none was. */
export function callbackError({ callback }: Pick<Proof, 'callback'>): ErrorRecord | null {
  if (callback?.became !== 'failed') return null;
  const { message, ec, requestId } = callback;
  const code = 'upload.callback-failed';
  return { code, message, facts: { status: 203, code: 'CallbackFailed', ec, requestId } };
}

/** Whether the application was told is not known then, which is no success. */
export function lostCallback({ requestId }: Pick<Proof, 'requestId'>): ErrorRecord {
  return {
    code: 'upload.callback-failed',
    message: 'the answer was lost, so whether the application was told is not known',
    facts: { ...problem('callback.answerLost'), code: 'CallbackFailed', requestId },
  };
}

/** Shows a callback in vain, and as a line by itself the command that makes it again. */
export function tellCallbackFailure(
  terminal: Terminal,
  subject: string,
  error: ErrorRecord,
  context: Facts,
  repeat: string,
  language: Language,
): void {
  tellFailure(terminal, textsIn(language).say('word.callbackFailed'), subject, error, context, language);
  terminal.tell(`  ${repeat}`);
}
