/**
 * `npm run bench:curves`: what Longshore takes, in time and memory, against the number of files and the size of one, as a table and as an SVG.
 * Large files are sparse: the disk gives zeros, everything else is as ever.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mebibyte, writeSparseFile, writeTree } from './files.ts';
import { load, machineFacts } from './machine.ts';
import { type Cost, measureProcess } from './measure-process.ts';
import { median } from './median.ts';
import { longshoreOss } from './peers/longshore.ts';
import { buildSink, startSink } from './start-sink.ts';
import { type Curve, slopeOf, svgOf } from './svg.ts';
import { machineText, markdownTable } from './table.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    /** Counts of files, and MiB of a file. */
    files: { type: 'string', multiple: true },
    sizes: { type: 'string', multiple: true },
    runs: { type: 'string' },
    dir: { type: 'string', default: tmpdir() },
    svg: { type: 'string', default: join(import.meta.dirname, 'curves.svg') },
    json: { type: 'string' },
  },
});
const numbers = (given: readonly string[] | undefined, usual: readonly number[]) =>
  given?.flatMap(each => each.split(',')).map(Number) ?? usual;
const counts = numbers(values.files, values.quick ? [50, 200] : [1_000, 3_000, 10_000, 30_000, 100_000]);
const sizes = numbers(values.sizes, values.quick ? [1, 64] : [1, 4, 16, 64, 256, 1024, 4096]);
const runs = Number(values.runs ?? (values.quick ? 1 : 3));
const bytesPerFile = 1024;

interface Step {
  readonly x: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}
type Series = Readonly<{ name: string; steps: readonly Step[] }>;

const folder = mkdtempSync(join(values.dir, 'longshore-curves-'));
const clean = () => rmSync(folder, { recursive: true, force: true });
process.once('SIGINT', () => {
  clean();
  process.exit(130);
});

function stepOf(x: number, costs: readonly Cost[]): Step {
  const middle = (name: keyof Cost) => median(costs.map(cost => cost[name] ?? Number.NaN));
  return { x, seconds: middle('seconds'), cpuSeconds: middle('cpuSeconds'), peakBytes: middle('peakBytes') };
}

const sinkProgram = buildSink(folder).plain;

/** So many runs, each into an empty bucket; the costs of the first pass, and of a second over the same record for a tree. */
async function measure(path: string, work: 'file' | 'tree') {
  const first: Cost[] = [];
  const again: Cost[] = [];
  for (let run = 0; run < runs; run += 1) {
    const home = join(folder, `home-${run}`);
    const sink = await startSink(sinkProgram);
    const job = { work, path, url: sink.url, caFile: null, parallel: null, home } as const;
    first.push(await measureProcess(longshoreOss.command(job)));
    if (work === 'tree') again.push(await measureProcess(longshoreOss.command(job)));
    await sink.close();
    rmSync(home, { recursive: true });
  }
  return { first, again };
}

async function byCount(): Promise<readonly Series[]> {
  const fresh: Step[] = [];
  const unchanged: Step[] = [];
  for (const count of counts) {
    const path = join(folder, 'tree');
    writeTree(path, count, bytesPerFile);
    const { first, again } = await measure(path, 'tree');
    fresh.push(stepOf(count, first));
    unchanged.push(stepOf(count, again));
    rmSync(path, { recursive: true });
  }
  return [
    { name: 'first sync', steps: fresh },
    { name: 'unchanged', steps: unchanged },
  ];
}

async function bySize(): Promise<readonly Series[]> {
  const steps: Step[] = [];
  for (const size of sizes) {
    const path = join(folder, 'large.bin');
    writeSparseFile(path, size * mebibyte);
    steps.push(stepOf(size, (await measure(path, 'file')).first));
    rmSync(path);
  }
  return [{ name: 'put', steps }];
}

function table(what: string, series: readonly Series[]): string {
  const rows = series.flatMap(({ name, steps }) =>
    steps.map(({ x, seconds, cpuSeconds, peakBytes }) => [
      ...[name, String(x), seconds.toFixed(2), cpuSeconds.toFixed(2), (peakBytes / 1e6).toFixed(0)],
    ]),
  );
  return markdownTable(['', what, 'wall s', 'CPU s', 'peak MB'], rows);
}

const curvesOf = (series: readonly Series[], pick: (step: Step) => number): readonly Curve[] =>
  series.map(({ name, steps }) => ({ name, points: steps.map(step => ({ x: step.x, y: pick(step) })) }));

function charts(title: string, xName: string, series: readonly Series[]) {
  const text = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 3 });
  const base = { xName, xText: text, yText: text };
  const time = curvesOf(series, step => step.seconds);
  const memory = curvesOf(series, step => step.peakBytes / 1e6);
  return [
    { ...base, title: `${title}: time`, yName: 'seconds', curves: time },
    { ...base, title: `${title}: memory`, yName: 'peak MB', curves: memory },
  ];
}

try {
  const machine = machineFacts();
  const loadBefore = load();
  const files = await byCount();
  const large = await bySize();
  process.stdout.write(`${table('files of 1 KiB', files)}\n${table('MiB of one file', large)}\n`);
  const all = [...charts('Files of 1 KiB', 'files', files), ...charts('One sparse file', 'MiB', large)];
  const slopes = all.flatMap(({ title, curves }) =>
    curves.map(({ name, points }) => [title, name, slopeOf(points).toFixed(2)]),
  );
  process.stdout.write(`${markdownTable(['Curve', '', 'grows by the power of (straight: 1)'], slopes)}\n`);
  const loads = [loadBefore, load()] as const;
  process.stdout.write(
    `${runs === 1 ? '1 run' : `medians of ${runs} runs`}; ${machineText(machine, loads, sinkProgram.name)}`,
  );
  writeFileSync(values.svg, svgOf(all));
  process.stdout.write(`Drawn in ${values.svg}\n`);
  if (values.json !== undefined) {
    const report = { machine, loads, sink: sinkProgram.name, runs, bytesPerFile, files, large };
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
} finally {
  clean();
}
