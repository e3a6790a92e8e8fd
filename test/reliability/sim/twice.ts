import type { Outcome } from './outcome.ts';

/** The rule that a history breaks whose second run goes another way. */
export const undetermined = 'not determined';

/**
 * Plays a history and then plays it again. One whose traces differ fails for that, whatever else it breaks: nothing that is said of it
 * would be so the next time.
 */
export async function playTwice(playOnce: () => Promise<Outcome>): Promise<Outcome> {
  const first = await playOnce();
  const second = await playOnce();
  if (first.trace === second.trace) return first;
  const ends = [first, second].map(
    ({ trace, failure }) => `${trace} (${failure ? `${failure.rule}: ${failure.message}` : 'all held'})`,
  );
  const message = `the second run went another way: ${ends.join(' and ')}`;
  return { ...first, failure: { rule: undetermined, message } };
}
