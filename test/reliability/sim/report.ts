import { addToCorpus } from './corpus.ts';
import type { History } from './steps.ts';

/** What is told of one history. */
export interface Told {
  readonly seed: number;
  /** Its place in the corpus; null for one that its seed alone has made. */
  readonly corpus: number | null;
  readonly failure: { readonly rule: string; readonly message: string } | null;
  readonly shrunk: { readonly kept: readonly number[]; readonly history: History } | null;
}

/** The one command that repeats it; `isOnce` for one that was not played twice. */
export function commandOf({ seed, corpus, shrunk }: Told, isOnce: boolean): string {
  const keep = shrunk ? ` --keep ${shrunk.kept.join(',') || 'none'}` : '';
  const which = corpus === null ? `--seed ${seed}${keep}` : `--corpus ${corpus}`;
  return `npm run test:histories -- ${which}${isOnce ? ' --once' : ''}`;
}

/** What was broken, how to see it again, and the shortened history. */
export function describeFailure(told: Told, isOnce: boolean): string {
  const steps = (told.shrunk?.history.steps ?? []).map(step => `  ${JSON.stringify(step)}`);
  return [told.failure?.message, `  repeat: ${commandOf(told, isOnce)}`, ...steps].join('\n');
}

/** Keeps a shortened history to be played first ever after. */
export function keep({ failure, shrunk }: Told): void {
  if (failure && shrunk) addToCorpus([{ rule: failure.rule, history: shrunk.history }]);
}
