import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCorpus } from '../sim/corpus.ts';
import type { CheckerMended, Mended } from './section.ts';

const read = <T>(name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', name), 'utf8')) as T;

export const readMended = () => read<readonly Mended[]>('mended.json');
export const readCheckerMended = () => read<readonly CheckerMended[]>('checker-mended.json');

/** A failure as a run has written it down. */
export interface RunFailure {
  readonly text: string;
  readonly seed?: number;
  readonly command: string;
}

/** What failed and has no verdict yet, and how much of it has one: it was mended since, and what it needs to fail again is kept. */
export function withoutMended(failures: readonly RunFailure[]): {
  readonly failures: readonly string[];
  readonly mendedSince: number;
} {
  const corpus = readCorpus();
  const judged = [
    ...readMended().map(({ corpus: places = [], command, seed }) => ({ places, command, seed })),
    ...readCheckerMended().map(({ corpus: at, command, seed }) => ({
      places: at === undefined ? [] : [at],
      command,
      seed,
    })),
  ];
  const seeds = new Set(
    judged.flatMap(({ places, seed }) => [seed, ...places.map(at => corpus[at]?.history.seed)]),
  );
  const commands = new Set(judged.map(({ command }) => command));
  const left = failures.filter(
    ({ seed, command }) => !commands.has(command) && !(seed !== undefined && seeds.has(seed)),
  );
  return { failures: left.map(({ text }) => text), mendedSince: failures.length - left.length };
}
