import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { recordOf } from '../kills/figures.ts';
import { historyKinds, type ManyFigures, playMany } from '../kills/play-many.ts';
import { countCuts, powerCuts } from './power-cuts.ts';

/**
 * `npm run test:power -- --count 200`: the histories of `npm run test:kills`, and with each death of the engine the power goes. Writes what
 * they came to into test/reliability/power.json.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    /** Of these alone, and nothing goes into the record. */
    kind: { type: 'string' },
    'at-once': { type: 'string', default: '2' },
    'no-record': { type: 'boolean', default: false },
  },
});
const kind = historyKinds.find(name => name === values.kind) ?? null;
if (values.kind !== undefined && kind === null)
  throw new Error(`--kind is one of ${historyKinds.join(', ')}`);
const beganAtMs = Date.now();
const cuts = countCuts();

function write(figures: ManyFigures): void {
  if (kind !== null || values['no-record']) return;
  const command = `npm run test:power -- --count ${values.count} --seed ${values.seed}`;
  const record = recordOf('the program under power cuts', command, beganAtMs, figures);
  const { bytesLost, locksLost, ...kinds } = cuts;
  const faultsHit = { ...record.faultsHit, ...kinds };
  const whole = { ...record, faultsHit, bytesOfLogLost: bytesLost, locksLost };
  writeFileSync(join(import.meta.dirname, '..', 'power.json'), `${JSON.stringify(whole, null, 2)}\n`);
}

let told = 0;
const figures = await playMany({
  ...{ count: Number(values.count), firstSeed: Number(values.seed), atOnce: Number(values['at-once']), kind },
  setup: lane => powerCuts(Number(values.seed) * 1_000 + lane, cuts),
  commandFor: (of, seed) => `npm run test:power -- --count 1 --seed ${seed} --kind ${of}`,
  onPlayed(so, kills) {
    console.log(`${so.runs} histories, ${kills} cuts, ${so.failures.length} failed ${JSON.stringify(cuts)}`);
    for (const { command, message } of so.failures.slice(told)) console.log(`${command}\n${message}`);
    told = so.failures.length;
    write(so);
  },
});
write(figures);
process.exitCode = figures.failures.length === 0 ? 0 : 1;
