import type { Machine } from './machine.ts';
import type { Figure, Run } from './measure.ts';
import { median } from './median.ts';
import type { Outcome } from './targets.ts';
import type { Workload } from './workloads.ts';

const reference = 'Longshore';

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

/** What the figures were taken on; they are worth comparing only within one table. */
export function machineText(machine: Machine, loads: readonly [number, number], sink: string): string {
  const { cores, processor, memoryBytes, system, node } = machine;
  const [before, after] = loads.map(each => each.toFixed(1));
  const isBusy = loads[0] > cores / 4;
  return (
    `${cores} × ${processor}, ${(memoryBytes / 1e9).toFixed(0)} GB, ${system}, Node ${node}; ` +
    `load ${before} before and ${after} after; sink: ${sink}, on the same cores.\n` +
    (isBusy ? '**The machine was busy with other things: times are too long, and ratios are rough.**\n' : '')
  );
}

const sinkCells = {
  requests: ({ sink }: Run) => sink.requests,
  connections: ({ sink }: Run) => sink.connections,
  refused: ({ sink }: Run) => sink.refused,
  cpuSeconds: ({ sink }: Run) => sink.cpuSeconds,
};

/** Of one workload: a line for each program, Longshore's speed beside it. */
export function workloadTable(workload: Workload, figures: readonly Figure[]): string {
  const own = figures.find(({ peer }) => peer === reference);
  const ownSeconds = own ? middle(own, run => run.seconds) : Number.NaN;
  const hasRefused = figures.some(({ runs }) => runs.some(({ sink }) => sink.refused > 0));
  const rows = figures.map(figure => {
    const name = `${figure.peer} ${figure.version}${figure.parallel === null ? '' : `, ${figure.parallel} at once`}`;
    if (figure.failure !== null) return [name, 'failed', ...Array(hasRefused ? 8 : 7).fill('')];
    const cell = (digits: number, pick: (run: Run) => number | null) => text(middle(figure, pick), digits);
    const { requests, connections, refused, cpuSeconds } = sinkCells;
    const seconds = middle(figure, run => run.seconds);
    return [
      ...[name, rate(workload, seconds), text(seconds, 2), spread(figure)],
      cell(2, run => run.cpuSeconds),
      cell(0, run => run.peakBytes && run.peakBytes / 1e6),
      `${cell(0, requests)} (${cell(0, connections)})`,
      ...(hasRefused ? [cell(0, refused)] : []),
      cell(2, cpuSeconds),
      figure === own ? '' : text(seconds / ownSeconds, 2),
    ];
  });
  const head = [
    'Program',
    'rate',
    'wall s',
    'fastest to slowest',
    'CPU s',
    'peak MB',
    'requests (connections)',
  ];
  const tail = ['CPU s of the sink', 'Longshore is … × as fast'];
  return markdownTable([...head, ...(hasRefused ? ['503s'] : []), ...tail], rows);
}

function middle(figure: Figure, pick: (run: Run) => number | null): number {
  return median(figure.runs.map(run => pick(run) ?? Number.NaN));
}

function spread({ runs }: Figure): string {
  const all = runs.map(run => run.seconds).toSorted((a, b) => a - b);
  return `${all[0]?.toFixed(2)}–${all.at(-1)?.toFixed(2)}`;
}

function text(value: number, digits: number): string {
  return Number.isNaN(value) ? '—' : value.toFixed(digits);
}

function rate({ bytesPerFile, files }: Workload, seconds: number): string {
  return bytesPerFile < 1024 ** 2
    ? `${Math.round(files / seconds)} files/s`
    : `${Math.round((files * bytesPerFile) / 1e6 / seconds)} MB/s`;
}

export function targetTable(outcomes: readonly Outcome[]): string {
  return markdownTable(
    ['Work', 'Measure', 'wanted', 'found', ''],
    outcomes.map(({ workload, what, wanted, found, isReached, missedBy }) => [
      ...[workload, what, wanted, found ?? '—'],
      isReached === null ? 'not measured' : isReached ? 'reached' : `missed by ${missedBy}`,
    ]),
  );
}
