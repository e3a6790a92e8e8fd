import fc from 'fast-check';
import { answerWishes } from '../../reliability/fuzz/answer-wishes.ts';
import type { FuzzTarget } from '../../reliability/fuzz/target.ts';

/** A target that does this with each sample. */
export function targetOf(name: string, use: (number: number, taken: () => void) => void): FuzzTarget {
  return {
    ...{ name, cost: 1, leastTaken: 0.5 },
    open: async told => fc.asyncProperty(fc.nat(), async number => use(number, told.taken)),
  };
}

/** Holds the thread, as an endless loop does. */
export function hold(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

let samples = 0;
/** Of a process of their own. */
export const apart: readonly FuzzTarget[] = [
  targetOf('hangs at the fourth', (_, taken) => {
    samples += 1;
    taken();
    if (samples === 4) hold(600_000);
  }),
  targetOf('dies at the third', (_, taken) => {
    samples += 1;
    taken();
    if (samples === 3) process.kill(process.pid, 'SIGKILL');
  }),
  targetOf('takes all', (_, taken) => taken()),
];

if (process.send !== undefined && process.argv[1] === import.meta.filename) answerWishes(apart);
