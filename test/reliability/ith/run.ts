/**
 * `npm run test:ith`: fails the i-th call of each kind, for every i. Writes what came of it to
 * `ith-oss.json` or `ith-s3.json`; exits with 1 when a trial failed.
 *
 *   --kind database|request|file   this kind alone (may repeat)
 *   --store oss|s3
 *   --every-fault                  each fault at each call; usually the faults of database and files take turns
 *   --share N                      N plans, evenly spread, and no record
 *   --plan 'database 1 once 17'    this one alone
 *   --processes N
 *   --no-record
 *   --log FILE                     outcomes line by line; those that it holds already are not tried again
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { StoreKind } from '../../../main/model/target.ts';
import { commitAtStart } from '../record/commit-at-start.ts';
import { type Kind, kinds, type Planned } from './plan.ts';
import { choosePlans, planSentence, planText, readPlan, spread } from './plans.ts';
import { type Tried, toRecord } from './record.ts';
import type { Outcome } from './trial.ts';
import { createTrialProcess } from './trial-process.ts';

const { values } = parseArgs({
  options: {
    kind: { type: 'string', multiple: true },
    store: { type: 'string', default: 'oss' },
    'every-fault': { type: 'boolean', default: false },
    share: { type: 'string' },
    plan: { type: 'string', multiple: true },
    processes: { type: 'string', default: '2' },
    log: { type: 'string' },
    'no-record': { type: 'boolean', default: false },
  },
});

const store: StoreKind = values.store === 's3' ? 's3' : 'oss';
const chosen = kinds.filter(kind => values.kind?.includes(kind) ?? true);
const share = values.share === undefined ? null : Number(values.share);

const first = createTrialProcess(store);
const plain = await first.tryOut(null);
await first.end();
if (plain.failures.length > 0) fail(`without any fault:\n${plain.failures.join('\n')}`);

const known = readLog(values.log);
const plans =
  values.plan?.map(readPlan) ??
  choosePlans(plain.calls, { kinds: chosen, everyFault: values['every-fault'], share });
// A run that is ended before its time has tried something of everything.
const left = [...spread(plans.filter(plan => !known.has(planText(plan))))];
console.log(`${store}: ${countText(plain.calls)}; ${plans.length} plans, ${left.length} to be tried`);

// Ctrl-C ends the run in order, and what was tried is recorded.
process.once('SIGINT', () => left.splice(0));
await Promise.all(Array.from({ length: Number(values.processes) }, work));

const tried = plans.flatMap((planned): readonly Tried[] => {
  const outcome = known.get(planText(planned));
  return outcome ? [{ planned, outcome }] : [];
});
const record = toRecord(store, plain.calls, plans.length, tried);
if (share === null && !values.plan && !values['no-record']) {
  writeFileSync(
    new URL(`ith-${store}.json`, import.meta.url),
    `${JSON.stringify({ commit: commitAtStart, ...record }, null, 2)}\n`,
  );
}
console.log(`${record.tried} tried, ${record.hit} hit, ${record.failures.length} failed`);
if (values.plan) for (const { outcome } of tried) console.log(JSON.stringify(outcome, null, 2));
if (record.missed.length > 0) console.log(`never struck: ${record.missed.join(', ')}`);
if (record.failures.length > 0) process.exitCode = 1;

async function work(): Promise<void> {
  const trials = createTrialProcess(store);
  for (let planned = left.shift(); planned; planned = left.shift()) {
    const outcome = await trials.tryOut(planned);
    known.set(planText(planned), outcome);
    if (values.log) appendFileSync(values.log, `${JSON.stringify({ plan: planText(planned), outcome })}\n`);
    if (outcome.failures.length > 0) tell(planned, outcome);
  }
  await trials.end();
}

function tell(planned: Planned, { failures }: Outcome): void {
  console.log(`${planSentence(planned)}\n  ${failures.join('\n  ')}`);
  console.log(`  again: npm run test:ith -- --store ${store} --plan '${planText(planned)}'`);
}

function readLog(path: string | undefined): Map<string, Outcome> {
  if (path === undefined || !existsSync(path)) return new Map();
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '');
  const all = lines.map(line => JSON.parse(line) as { plan: string; outcome: Outcome });
  // What failed is tried again.
  return new Map(
    all.filter(({ outcome }) => outcome.failures.length === 0).map(({ plan, outcome }) => [plan, outcome]),
  );
}

function countText(calls: Readonly<Record<Kind, number>>): string {
  return kinds.map(kind => `${calls[kind]} ${kind} calls`).join(', ');
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
