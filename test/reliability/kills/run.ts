import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { recordOf } from './figures.ts';
import { historyKinds, type ManyFigures, playMany } from './play-many.ts';

/**
 * `npm run test:kills -- --count 1000`: plays histories of the real program under kill -9 and writes what they came to into
 * test/reliability/kills.json, where `npm run reliability` finds it. Ends with 1 when one failed; each failure names the command that plays it again.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    /** Of these alone, and nothing goes into the record. */
    kind: { type: 'string' },
    'at-once': { type: 'string', default: '2' },
  },
});
const kind = historyKinds.find(name => name === values.kind) ?? null;
if (values.kind !== undefined && kind === null)
  throw new Error(`--kind is one of ${historyKinds.join(', ')}`);
const beganAtMs = Date.now();

function write(figures: ManyFigures): void {
  if (kind !== null) return;
  const command = `npm run test:kills -- --count ${values.count} --seed ${values.seed}`;
  const record = recordOf('the program and the bucket under kill -9', command, beganAtMs, figures);
  writeFileSync(join(import.meta.dirname, '..', 'kills.json'), `${JSON.stringify(record, null, 2)}\n`);
}

let told = 0;
const figures = await playMany({
  ...{ count: Number(values.count), firstSeed: Number(values.seed), atOnce: Number(values['at-once']), kind },
  commandFor: (of, seed) => `npm run test:kills -- --count 1 --seed ${seed} --kind ${of}`,
  onPlayed(so, kills) {
    console.log(`${so.runs} histories, ${kills} kills, ${so.failures.length} failed`);
    for (const { command, message } of so.failures.slice(told)) console.log(`${command}\n${message}`);
    told = so.failures.length;
    write(so);
  },
});
write(figures);
process.exitCode = figures.failures.length === 0 ? 0 : 1;
