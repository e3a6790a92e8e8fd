import './loader.ts';
const { playHistory } = await import('./outcome.ts');
const { makeHistory } = await import('./make-history.ts');
const from = Number(process.argv[2] ?? 1);
const to = Number(process.argv[3] ?? from);
const isLoud = process.argv.includes('-v');
let ms = 0;
for (let seed = from; seed <= to; seed += 1) {
  const history = makeHistory(seed);
  const begun = process.cpuUsage();
  const outcome = await playHistory(history);
  const used = process.cpuUsage(begun); const took = (used.user + used.system) / 1000;
  ms += took;
  const { labels, hits, ...rest } = outcome;
  if (outcome.failure || from === to) console.log(took.toFixed(0), JSON.stringify(rest), JSON.stringify(hits));
  if (process.argv.includes('-t')) (await import('node:fs')).writeFileSync(`/tmp/trace-${process.argv.at(-1)}`, labels.join('\n'));
  if (isLoud) console.log(labels.join('\n'));
}
console.log('mean', (ms / (to - from + 1)).toFixed(1), 'ms');
process.exit(0);
process.exit(0);
