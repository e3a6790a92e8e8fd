import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { textsIn } from '../text/texts.ts';
import { ask } from './prompt.ts';
import type { Surroundings } from './surroundings.ts';

/** Goes on only when the user says yes. Throws `usage` where nobody can be asked, and an `AbortError` on no. */
export async function confirm(
  question: string,
  { input, terminal, signal, environment }: Surroundings,
): Promise<void> {
  if (!input.isTTY) {
    throw new AppError('usage', 'nobody to ask', {
      ...problem('cli.nobodyToAsk', { question }),
    });
  }
  const hint = textsIn(environment.language).say('confirm.hint');
  const answer = await ask(`${question} ${hint} `, input, terminal.tellRaw, signal);
  if (!/^y(es)?$/i.test(answer)) throw new DOMException('the answer was no', 'AbortError');
}
