/**
 * `npm run bench`: Longshore as a whole process beside every other uploader that is installed, all against a sink in a process of its
 * own on the same machine. Prints Markdown; figures are worth comparing only within one run.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load, machineFacts, nodeStartSeconds } from './machine.ts';
import { type Figure, measureWorkload } from './measure.ts';
import { peers } from './peers/all.ts';
import type { Peer } from './peers/peer.ts';
import { buildSink } from './start-sink.ts';
import { machineText, targetTable, workloadTable } from './table.ts';
import { compare, rivals } from './targets.ts';
import { quickSizes, usualSizes, type Workload, workloads } from './workloads.ts';

const usage = `npm run bench -- [options]
  --only NAME      a workload, or the beginning of names; may be given again
  --peer NAME      a program besides Longshore; may be given again
  --quick          small amounts, one run; from afar and over TLS without those that no target names
  --runs N         (3)
  --size MIB       of the large file (4096)
  --small N        small files (10000)
  --unchanged N    unchanged files (10000)
  --dir DIR        where files are made
  --json FILE      everything, to this file
  --record         put the tables into RESULTS.md
`;
const { values } = parseArgs({
  options: {
    ...{ only: { type: 'string', multiple: true }, peer: { type: 'string', multiple: true } },
    ...{ quick: { type: 'boolean' }, record: { type: 'boolean' }, help: { type: 'boolean' } },
    ...{ runs: { type: 'string' }, size: { type: 'string' }, small: { type: 'string' } },
    ...{ unchanged: { type: 'string' }, json: { type: 'string' } },
    dir: { type: 'string', default: tmpdir() },
  },
} as const);
if (values.help) {
  process.stdout.write(usage);
  process.exit();
}

const base = values.quick ? quickSizes : usualSizes;
const sizes = {
  ...base,
  large: Number(values.size ?? base.large),
  small: Number(values.small ?? base.small),
  unchanged: Number(values.unchanged ?? base.unchanged),
};
const runs = Number(values.runs ?? (values.quick ? 1 : 3));
const chosen = workloads(sizes).filter(
  ({ name }) => values.only?.some(each => name.startsWith(each)) ?? true,
);
if (chosen.length === 0) {
  process.stderr.write(usage);
  process.exit(2);
}
const invited = peers.filter(
  ({ name }) => name === 'Longshore' || (values.peer?.some(each => name.includes(each)) ?? true),
);

function contestants({ line, isTls = false }: Workload): readonly Peer[] {
  if (!values.quick || (line === undefined && !isTls)) return invited;
  return invited.filter(({ name }) => name === 'Longshore' || rivals.includes(name));
}

/** The line of what a failed program has said that tells most. */
function gist(failure: string): string {
  const lines = failure.split('\n').map(line => line.trim());
  return lines.slice(1).find(line => /(error|fail|warning).*: /i.test(line)) ?? lines[0] ?? '';
}

const folder = mkdtempSync(join(values.dir, 'longshore-bench-'));
const clean = () => rmSync(folder, { recursive: true, force: true });
process.once('SIGINT', () => {
  clean();
  process.exit(130);
});

let printed = '';
const print = (text: string) => {
  printed += text;
  process.stdout.write(text);
};
const isTerminal = process.stderr.isTTY;
const note = (text: string) => {
  if (isTerminal) process.stderr.write(`\r\x1b[K${text}`);
};

const heading = '## Beside other programs';
const resultsFile = join(import.meta.dirname, 'RESULTS.md');

/** In place of what stands below the same heading, or before all others. */
function recordResults(text: string): void {
  const before = readFileSync(resultsFile, 'utf8');
  const [first = '', ...sections] = before.split(/^(?=## )/m);
  const place = sections.findIndex(section => section.startsWith(`${heading}\n`));
  const section = `${heading}\n\n${text.trimEnd()}\n\n`;
  if (place < 0) sections.unshift(section);
  else sections[place] = section;
  writeFileSync(resultsFile, `${[first, ...sections].join('').trimEnd()}\n`);
}

try {
  const machine = machineFacts();
  const loadBefore = load();
  const sinks = buildSink(folder);
  const nodeStart = nodeStartSeconds();
  const figures: Figure[] = [];
  const missing = invited.filter(({ version }) => version === null).map(({ name }) => name);
  if (missing.length > 0) print(`Not installed, so not measured: ${missing.join(', ')}.\n\n`);
  for (const workload of chosen) {
    print(`### ${workload.title} (${workload.name})\n\n`);
    const settings = { folder, runs, sinks, note, mostSeconds: 7200 };
    try {
      const found = await measureWorkload(workload, contestants(workload), settings);
      note('');
      figures.push(...found);
      print(`${workloadTable(workload, found)}\n`);
      for (const { peer, failure } of found) {
        if (failure !== null) print(`${peer} failed: ${gist(failure)}\n\n`);
      }
    } catch (thrown) {
      print(`Not measured: ${thrown instanceof Error ? thrown.message : thrown}.\n\n`);
    }
  }
  const outcomes = compare(chosen, figures, nodeStart);
  print(`### Targets\n\n${targetTable(outcomes)}\n`);
  const loads = [loadBefore, load()] as const;
  const { plain, tls } = sinks;
  const sink = plain === tls ? plain.name : `${plain.name}, over TLS ${tls.name}`;
  print(
    `${runs} ${runs === 1 ? 'run' : 'runs in turns, medians'}; Node takes ${nodeStart.toFixed(2)} s to start. ${machineText(machine, loads, sink)}`,
  );
  if (values.json !== undefined) {
    const report = {
      machine,
      loads,
      sink,
      runs,
      sizes,
      nodeStartSeconds: nodeStart,
      missing,
      figures,
      outcomes,
    };
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  if (values.record) recordResults(printed);
  if (figures.some(({ peer, failure }) => peer === 'Longshore' && failure !== null)) process.exitCode = 1;
} finally {
  clean();
}
