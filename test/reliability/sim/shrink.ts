import type { Outcome } from './outcome.ts';
import type { History } from './steps.ts';

/** Steps that a history fails with all the same, found by leaving more and more out. */
export interface Shrunk {
  readonly history: History;
  /** Which steps of the whole history are left, counted from 0. */
  readonly kept: readonly number[];
  readonly outcome: Outcome;
}

/** So many histories are played at most. */
const mostRuns = 120;

/** The history with some of its steps alone. */
export function keepSteps(history: History, kept: readonly number[]): History {
  return { ...history, steps: kept.flatMap(at => history.steps[at] ?? []) };
}

/** Leaves out halves, quarters, and so on down to single steps, for as long as the same rule is broken. */
export async function shrink(
  history: History,
  first: Outcome,
  play: (history: History) => Promise<Outcome>,
): Promise<Shrunk> {
  const rule = first.failure?.rule;
  let kept = history.steps.map((_, at) => at);
  let outcome = first;
  let runs = 0;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length && runs < mostRuns; ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)];
      runs += 1;
      const tried = await play(keepSteps(history, fewer));
      if (tried.failure?.rule === rule) {
        kept = fewer;
        outcome = tried;
      } else from += size;
    }
  }
  return { history: keepSteps(history, kept), kept, outcome };
}
