import type { Figure } from './measure.ts';
import { median } from './median.ts';
import { cappedRate, type Workload } from './workloads.ts';

export interface Outcome {
  readonly workload: string;
  readonly what: string;
  readonly wanted: string;
  /** Null where a figure is missing. */
  readonly found: string | null;
  readonly isReached: boolean | null;
  /** By how much of the wanted value it is missed. */
  readonly missedBy: string | null;
}

/** What Longshore is measured by; see `Targets` of the issue on speed. */
type Target = Readonly<
  {
    workload: string;
    what: string;
  } & ({ atLeast: number } | { atMost: number })
> & { value(view: View): number | null; readonly unit?: string };

interface View {
  readonly workload: Workload;
  readonly nodeStartSeconds: number;
  /** The median of a figure, null where nothing was measured. */
  of(peer: string, pick: (run: Figure['runs'][number]) => number | null, parallel?: number): number | null;
}

const ours = 'Longshore';

/** Whom a target names. */
export const rivals: readonly string[] = ['ossutil', 'ali-oss', 'rclone'];

const seconds = (run: Figure['runs'][number]) => run.seconds;

function divided(above: number | null, below: number | null): number | null {
  return above === null || below === null || below === 0 ? null : above / below;
}

/** How many times as fast as a peer. */
function speed(workload: string, peer: string, atLeast: number, parallel?: number): Target {
  const what = `speed, × ${peer}${parallel === undefined ? '' : ` at ${parallel}`}`;
  const value = (view: View) => divided(view.of(peer, seconds, parallel), view.of(ours, seconds));
  return { workload, what, atLeast, value };
}

const memory = (workload: string, atMost: number): Target => ({
  ...{ workload, what: 'peak memory', atMost, unit: ' MB' },
  value: ({ of }) =>
    divided(
      of(ours, run => run.peakBytes),
      1e6,
    ),
});

const processorTime = (workload: string): Target => ({
  ...{ workload, what: 'CPU for a GiB, × ossutil', atMost: 1.2 },
  value: ({ of }) =>
    divided(
      of(ours, run => run.cpuSeconds),
      of('ossutil', run => run.cpuSeconds),
    ),
});

const manyUnchanged = 1_000_000;

const targets: readonly Target[] = [
  ...['large', 'tls-large'].flatMap(name => [
    speed(name, 'ossutil', 1),
    speed(name, 'ali-oss', 1.5),
    speed(name, 'rclone', 4),
    processorTime(name),
    memory(name, 200),
  ]),
  ...['many', 'tls-many'].map(name => speed(name, 'ossutil', 1)),
  ...['small', 'tls-small'].flatMap(name => [speed(name, 'ossutil', 1), speed(name, 'rclone', 3)]),
  {
    ...{ workload: 'unchanged', what: 'requests', atMost: 0 },
    value: ({ of }) => of(ours, run => run.sink.requests),
  },
  {
    ...{ workload: 'unchanged', what: "time, × ossutil's and the start of Node", atMost: 1 },
    value: ({ of, nodeStartSeconds }) => {
      const theirs = of('ossutil', seconds);
      return divided(of(ours, seconds), theirs === null ? null : theirs + nodeStartSeconds);
    },
  },
  {
    ...{ workload: 'unchanged', what: `time with ${manyUnchanged} files, × find`, atMost: 1.5 },
    value: ({ of, workload }) =>
      workload.files < manyUnchanged ? null : divided(of(ours, seconds), of('find', seconds)),
  },
  memory('unchanged', 300),
  speed('wan-large', 'ossutil', 1.5, 16),
  speed('wan-small', 'ossutil', 1, 64),
  {
    ...{ workload: 'wan-cap', what: 'share of what the line can carry', atLeast: 0.95 },
    value: ({ of, workload }) =>
      divided((workload.files * workload.bytesPerFile) / cappedRate, of(ours, seconds)),
  },
  {
    ...{ workload: 'wan-busy', what: 'requests answered by 503, of all', atMost: 0.05 },
    value: ({ of }) => of(ours, ({ sink }) => sink.refused / sink.requests),
  },
];

/** The targets of the workloads that were measured. */
export function compare(
  workloads: readonly Workload[],
  figures: readonly Figure[],
  nodeStartSeconds: number,
): readonly Outcome[] {
  return workloads.flatMap(workload => {
    const view: View = {
      ...{ workload, nodeStartSeconds },
      of(peer, pick, parallel) {
        const figure = figures.find(
          each =>
            each.workload === workload.name &&
            each.peer === peer &&
            (parallel === undefined || each.parallel === parallel),
        );
        if (!figure || figure.runs.length === 0 || figure.failure !== null) return null;
        const values = figure.runs.map(pick);
        return values.every(value => value !== null) ? median(values) : null;
      },
    };
    return targets.filter(target => target.workload === workload.name).map(each => outcomeOf(each, view));
  });
}

function outcomeOf(target: Target, view: View): Outcome {
  const isLeast = 'atLeast' in target;
  const bound = isLeast ? target.atLeast : target.atMost;
  const unit = target.unit ?? '';
  const base = { workload: target.workload, what: target.what };
  const wanted = `${isLeast ? '≥' : '≤'} ${bound}${unit}`;
  const value = target.value(view);
  if (value === null) return { ...base, wanted, found: null, isReached: null, missedBy: null };
  const isReached = isLeast ? value >= bound : value <= bound;
  const missed = bound === 0 ? `${value}` : `${Math.round((Math.abs(value - bound) / bound) * 100)} %`;
  const found = `${value < 10 && !Number.isInteger(value) ? value.toFixed(2) : Math.round(value)}${unit}`;
  return { ...base, wanted, found, isReached, missedBy: isReached ? null : missed };
}
