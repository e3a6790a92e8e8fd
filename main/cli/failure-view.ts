import type { ErrorRecord, Facts } from '../base/app-error.ts';
import { maskText } from '../base/log.ts';
import { describeError } from '../text/error-text.ts';
import type { Language } from '../text/language.ts';
import { textsIn } from '../text/texts.ts';
import type { Terminal } from './terminal.ts';

/** Shows a failure: what it is about, one sentence of cause, one of remedy, the code and the server's request id. */
export function tellFailure(
  terminal: Terminal,
  word: string,
  subject: string,
  error: ErrorRecord,
  context: Facts,
  language: Language,
): void {
  const { cause, remedy, code, requestId } = describeError(error, context, language);
  const { say } = textsIn(language);
  terminal.tell(say('failure.head', { word, subject, cause: maskText(cause) }));
  terminal.tell(`  ${maskText(remedy)}`);
  terminal.tell(`  ${say('failure.code', { code, requestId })}`);
}

/** The same as data, for a line of `--json`. */
export function failureFacts(error: ErrorRecord, context: Facts, language: Language): object {
  const { cause, remedy, code, requestId } = describeError(error, context, language);
  return { code, cause: maskText(cause), remedy: maskText(remedy), requestId };
}
