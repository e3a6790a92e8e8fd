import './loader.ts';
import { parseArgs } from 'node:util';

/**
 * Plays histories one after the other and writes a line of JSON for each; see `run.ts`. `--twice` plays each again and fails where the
 * second trace is another one.
 */
const { makeHistory } = await import('./make-history.ts');
const { playHistory } = await import('./outcome.ts');
const { keepSteps, shrink } = await import('./shrink.ts');
const { readCorpus } = await import('./corpus.ts');

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    count: { type: 'string', default: '1' },
    keep: { type: 'string' },
    corpus: { type: 'string' },
    twice: { type: 'boolean', default: false },
    loud: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
  },
});

function wanted() {
  if (values.corpus !== undefined) {
    const all = readCorpus();
    return (values.corpus === 'all' ? all : all.slice(Number(values.corpus), Number(values.corpus) + 1)).map(
      ({ history }) => history,
    );
  }
  const from = Number(values.seed);
  const histories = Array.from({ length: Number(values.count) }, (_, at) => makeHistory(from + at));
  if (values.keep === undefined) return histories;
  const kept = values.keep.split(',').map(Number);
  return histories.map(history => keepSteps(history, kept));
}

// Engine and simulation throw a lot on purpose, and nobody reads where from.
if (!values.loud) Error.stackTraceLimit = 0;

for (const history of wanted()) {
  let outcome = await playHistory(history);
  if (values.twice && outcome.failure === null) {
    const again = await playHistory(history);
    if (again.trace !== outcome.trace) {
      const message = `the second run went another way: ${outcome.trace} and ${again.trace}`;
      outcome = { ...again, failure: { rule: 'not determined', message } };
    }
  }
  const { labels, ...line } = outcome;
  if (values.loud) console.error(labels.join('\n'));
  const shrunk = outcome.failure && values.shrink ? await shrink(history, outcome) : null;
  const residentBytes = process.memoryUsage.rss();
  console.log(
    JSON.stringify({
      ...line,
      residentBytes,
      shrunk: shrunk && { kept: shrunk.kept, history: shrunk.history },
    }),
  );
}
process.exit(0);
