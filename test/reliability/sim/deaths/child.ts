import '../loader.ts';
import { parseArgs } from 'node:util';

/**
 * `--measure` writes one line of JSON: how many places to die each scenario has. `--points '["mirror event 17"]'` plays them one after the other and
 * writes a line for each. See `run.ts`.
 */
const { measure } = await import('./measure.ts');
const { historyOf, placeNames, readPoint } = await import('./points.ts');
const { scenarios } = await import('./scenarios.ts');
const { playHistory } = await import('../outcome.ts');
const { shrink } = await import('../shrink.ts');

const { values } = parseArgs({
  options: {
    measure: { type: 'boolean', default: false },
    points: { type: 'string', default: '[]' },
    loud: { type: 'boolean', default: false },
  },
});

// Engine and simulation throw a lot on purpose, and nobody reads where from.
if (!values.loud) Error.stackTraceLimit = 0;

if (values.measure) {
  const extents: Record<string, unknown> = {};
  for (const scenario of scenarios) extents[scenario.name] = await measure(scenario);
  console.log(JSON.stringify(extents));
}

for (const point of JSON.parse(values.points) as readonly string[]) {
  const { place } = readPoint(point);
  const history = historyOf(readPoint(point));
  const outcome = await playHistory(history);
  const { failure, events, requests, sessions, hits } = outcome;
  const isStruck = (hits[`process: ${placeNames[place].does}`] ?? 0) === 1;
  const missed = { rule: 'never struck', message: `nobody died at ${point}` };
  if (values.loud) console.error(outcome.labels.join('\n'));
  const shrunk = failure ? (await shrink(history, outcome, playHistory)).history : null;
  const found = failure ?? (isStruck ? null : missed);
  console.log(JSON.stringify({ point, failure: found, events, requests, sessions, shrunk }));
}
process.exit(0);
