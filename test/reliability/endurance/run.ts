import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commitAtStart } from '../record/commit-at-start.ts';
import { endure, someOf } from './endure.ts';

/** `npm run test:endurance`: a year of a watched folder with the clock sped up; writes test/reliability/endurance.json. Ends with 1 when something is not as it must be. */
const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '365' },
    seed: { type: 'string', default: '1' },
    'no-record': { type: 'boolean', default: false },
  },
});
const days = Number(values.days);
const seed = Number(values.seed);
const beganAtMs = performance.now();
const { year, zones, heapSlope, rssSlope, failures } = await endure(days, 365, seed);
const { memory, differences, timers, ...counts } = year;
const record = {
  what: 'a year of a watched folder with the clock sped up',
  command: `npm run test:endurance -- --days ${days} --seed ${seed}`,
  commit: commitAtStart,
  endedAt: new Date().toISOString(),
  seconds: Math.round((performance.now() - beganAtMs) / 1000),
  runs: 1,
  seeds: { first: seed, last: seed },
  faultsHit: {
    tokenRenewed: counts.tokens,
    logRotated: counts.rotations,
    rescanned: counts.scans,
    rateChanged: counts.rateChanges,
    clockChanged: Object.values(zones).reduce((sum, { clockChanges }) => sum + clockChanges, 0),
    bucketAway: counts.outages,
    staleAlarm: counts.staleAlarms,
  },
  ...{ counts, timers, zones },
  heapBytesPerDay: Math.round(heapSlope),
  rssBytesPerDay: Math.round(rssSlope),
  memory: someOf(memory),
  failures: [...failures, ...differences],
};
if (!values['no-record'])
  writeFileSync(join(import.meta.dirname, '..', 'endurance.json'), `${JSON.stringify(record, null, 2)}\n`);
console.log(JSON.stringify(record, null, 2));
process.exitCode = record.failures.length === 0 ? 0 : 1;
