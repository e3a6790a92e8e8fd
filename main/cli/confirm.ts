import { AppError } from '../base/app-error.ts';
import { ask } from './prompt.ts';
import type { Surroundings } from './surroundings.ts';

/** Goes on only when the user says yes. Throws `usage` where nobody can be asked, and an `AbortError` on no. */
export async function confirm(question: string, { input, terminal, signal }: Surroundings): Promise<void> {
  if (!input.isTTY) {
    throw new AppError('usage', 'nobody to ask', {
      problem: `"${question}" can't be asked here, because standard input is not a terminal; --yes answers it`,
    });
  }
  const answer = await ask(`${question} Type yes: `, input, terminal.tellRaw, signal);
  if (!/^y(es)?$/i.test(answer)) throw new DOMException('the answer was no', 'AbortError');
}
