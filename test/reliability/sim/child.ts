import './loader.ts';
import { parseArgs } from 'node:util';
import type { History } from './steps.ts';

/**
 * Plays histories one after the other, each twice unless `--once` is given, and writes a line of JSON for each; see `run.ts`. `--shrink`
 * makes those short that fail.
 */
const { makeHistory } = await import('./make-history.ts');
const { playHistory } = await import('./outcome.ts');
const { playTwice, undetermined } = await import('./twice.ts');
const { keepSteps, shrink } = await import('./shrink.ts');
const { readCorpus } = await import('./corpus.ts');

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    count: { type: 'string', default: '1' },
    keep: { type: 'string' },
    corpus: { type: 'string' },
    once: { type: 'boolean', default: false },
    loud: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
  },
});

interface Wanted {
  readonly history: History;
  /** Its place in the corpus. */
  readonly corpus: number | null;
  /** Which steps of the seed's own history these are. */
  readonly kept: readonly number[];
}

function wanted(): readonly Wanted[] {
  if (values.corpus !== undefined) {
    const all = readCorpus().map(({ history }, corpus) => ({ history, corpus, kept: allOf(history) }));
    return values.corpus === 'all' ? all : all.slice(Number(values.corpus), Number(values.corpus) + 1);
  }
  const from = Number(values.seed);
  return Array.from({ length: Number(values.count) }, (_, at) => {
    const history = makeHistory(from + at);
    const kept = values.keep === undefined ? allOf(history) : listOf(values.keep);
    return { history: keepSteps(history, kept), corpus: null, kept };
  });
}

function listOf(text: string): readonly number[] {
  return text === 'none' ? [] : text.split(',').map(Number);
}

function allOf({ steps }: History): readonly number[] {
  return steps.map((_, at) => at);
}

const twice = (history: History) => playTwice(() => playHistory(history));

// Engine and simulation throw a lot on purpose, and nobody reads where from.
if (!values.loud) Error.stackTraceLimit = 0;

for (const { history, corpus, kept } of wanted()) {
  const outcome = await (values.once ? playHistory : twice)(history);
  const { labels, ...line } = outcome;
  if (values.loud) console.error(labels.join('\n'));
  const again = outcome.failure?.rule === undetermined ? twice : playHistory;
  const short = outcome.failure && values.shrink ? await shrink(history, outcome, again) : null;
  const shrunk = short && { kept: short.kept.flatMap(at => kept[at] ?? []), history: short.history };
  console.log(JSON.stringify({ ...line, corpus, shrunk, residentBytes: process.memoryUsage.rss() }));
}
process.exit(0);
