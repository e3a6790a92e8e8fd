import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { historyKinds, type ManyFigures, playMany } from './play-many.ts';

/**
 * `npm run test:kills -- --count 1000`: plays histories of the real program under kill -9 and writes what they came to into
 * test/reliability/kills.json, where `npm run reliability` finds it. Ends with 1 when one failed; each failure names the command that plays it again.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string' },
    'at-once': { type: 'string', default: '2' },
    /** A file for the figures; without it those of all kinds go into the record. */
    out: { type: 'string' },
  },
});
const count = Number(values.count);
const kind = historyKinds.find(name => name === values.kind) ?? null;
if (values.kind !== undefined && kind === null)
  throw new Error(`--kind is one of ${historyKinds.join(', ')}`);
const out = values.out ?? (kind === null ? join(import.meta.dirname, '..', 'kills.json') : null);
const told = new Set<number>();
const beganAtMs = Date.now();
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();

function write(figures: ManyFigures): void {
  if (out === null) return;
  const { runs, seeds, byKind, failures } = figures;
  const all = Object.values(byKind);
  const sum = (pick: (each: (typeof all)[number]) => number) =>
    all.reduce((total, each) => total + pick(each), 0);
  const record = {
    what: 'the real program and the bucket process under kill -9',
    command: `npm run test:kills -- --count ${count} --seed ${seeds.first}`,
    commit,
    endedAt: new Date().toISOString(),
    seconds: Math.round((Date.now() - beganAtMs) / 1000),
    runs,
    seeds,
    faultsHit: {
      engineKilled: sum(each => each.engineKills),
      bucketKilled: sum(each => each.bucketKills),
      ...Object.fromEntries(
        Object.keys(all[0]?.moments ?? {}).map(name => [
          name,
          sum(each => each.moments[name as keyof typeof each.moments]),
        ]),
      ),
    },
    sentBytes: sum(each => each.sentBytes),
    sentTwiceBytes: sum(each => each.sentTwiceBytes),
    allowedTwiceBytes: sum(each => each.allowedBytes),
    openAtKillsBytes: sum(each => each.openBytes),
    databaseChecks: sum(each => each.databaseChecks),
    comparedFiles: sum(each => each.comparedFiles),
    checkedProofs: sum(each => each.checkedProofs),
    byKind,
    failures,
  };
  writeFileSync(out, `${JSON.stringify(record, null, 2)}\n`);
}

const figures = await playMany({
  ...{ count, firstSeed: Number(values.seed), atOnce: Number(values['at-once']), kind },
  onPlayed(so, kills) {
    const last = so.failures.at(-1);
    console.log(`${so.runs} histories, ${kills} kills, ${so.failures.length} failed`);
    if (last && !told.has(last.seed)) console.log(`${last.command}\n${last.message}`);
    if (last) told.add(last.seed);
    write(so);
  },
});
write(figures);
process.exitCode = figures.failures.length === 0 ? 0 : 1;
