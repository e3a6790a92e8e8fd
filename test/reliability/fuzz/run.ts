/**
 * `npm run test:fuzz -- --runs N`: gives rubbish to everything that reads what others wrote. Writes what came of it to `fuzz.json`; exits with 1
 * when a target failed.
 *
 *   --runs N          samples of the cheapest target; those of the others are fewer, by what one costs
 *   --seed N          else one by the clock, which is told
 *   --target NAME     this one alone, and no record
 *   --path P          the sample of a failure, as it was told
 *   --minutes N       a target that is not through by then has failed
 *   --no-record       with fewer samples than the record is to have
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { commitAtStart } from '../record/commit-at-start.ts';
import type { FuzzOutcome } from './fuzz.ts';
import { runApart } from './run-apart.ts';
import type { FuzzTarget } from './target.ts';
import { targets } from './targets.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    target: { type: 'string' },
    path: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    processes: { type: 'string', default: '2' },
    'no-record': { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target);
if (chosen.length === 0) throw new Error(`there is no target ${values.target}`);
console.log(`seed ${seed}`);

const left = [...chosen];
const outcomes: FuzzOutcome[] = [];
await Promise.all(
  Array.from({ length: Number(values.processes) }, async () => {
    for (let target = left.shift(); target; target = left.shift()) outcomes.push(await run(target));
  }),
);
const ordered = targets.flatMap(({ name }) => outcomes.filter(({ target }) => target === name));
if (values.target === undefined && !values['no-record']) {
  const runs = ordered.reduce((sum, each) => sum + each.runs, 0);
  const record = { commit: commitAtStart, seed, runs, targets: ordered };
  writeFileSync(new URL('fuzz.json', import.meta.url), `${JSON.stringify(record, null, 2)}\n`);
}
if (ordered.some(({ failure }) => failure !== null)) process.exitCode = 1;

async function run(target: FuzzTarget): Promise<FuzzOutcome> {
  const outcome = await runApart(new URL('fuzz-main.ts', import.meta.url), {
    target: target.name,
    runs: Math.max(1, Math.round(Number(values.runs) / target.cost)),
    ...{ seed, mostMs: Number(values.minutes) * 60_000 },
    ...(values.path === undefined ? {} : { path: values.path }),
  });
  console.log(
    `${outcome.failure ? 'FAILED' : 'well'}: ${target.name}, ${outcome.runs} samples, ${outcome.taken} of them taken, the slowest in ${outcome.slowestMs} ms, ${Object.keys(outcome.codes).length} codes`,
  );
  if (outcome.failure) {
    const { path, sample, error } = outcome.failure;
    console.log(`  ${sample}\n  ${error.replaceAll('\n', '\n  ')}`);
    console.log(
      `  again: npm run test:fuzz -- --target '${target.name}' --runs ${values.runs} --seed ${seed}${path === '' ? '' : ` --path '${path}'`}`,
    );
  }
  return outcome;
}
