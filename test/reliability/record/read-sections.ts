import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLives } from './read-lives.ts';
import type { Mended, Section } from './section.ts';

const top = join(import.meta.dirname, '..');

/** Null for a run that was not made yet. */
function read<T>(...path: string[]): T | null {
  const file = join(top, ...path);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

/** What runs have left in test/reliability, in the order of the record; those that are not there are left out. */
export function readSections(): readonly Section[] {
  const found = [
    read<HistoriesRecord>('histories.json'),
    read<IthRecord>('ith', 'ith.json') ?? read<IthRecord>('ith.json'),
    read<FuzzRecord>('fuzz', 'fuzz.json') ?? read<FuzzRecord>('fuzz.json'),
  ] as const;
  const [histories, ith, fuzz] = found;
  return [
    histories && ofHistories(histories),
    ith && ofIth(ith),
    fuzz && ofFuzz(fuzz),
    ...readLives(read),
  ].filter(section => section !== null);
}

export function readMended(): readonly Mended[] {
  return read<readonly Mended[]>('mended.json') ?? [];
}

interface HistoriesRecord {
  readonly runs: number;
  readonly seeds: { readonly from: number; readonly to: number };
  readonly events: number;
  readonly requests: number;
  readonly lives: number;
  /** Not in older ones, which counted what had a reason by another measure. */
  readonly sentBytes?: number;
  readonly sentTwiceBytes: number;
  readonly allowedTwiceBytes?: number;
  readonly mostOpenFiles: number;
  readonly mostResidentBytes: number;
  readonly hits: Readonly<Record<string, number>>;
  readonly neverHit: readonly string[];
  readonly failures: readonly { readonly rule: string; readonly command: string }[];
}

function ofHistories(record: HistoriesRecord): Section {
  const { runs, seeds, events, requests, lives, hits, neverHit, failures } = record;
  return {
    title: 'Histories',
    about:
      'One seed decides a whole history of a tree, its faults, crashes and commands; each is checked by rules.',
    command: `npm run test:histories -- --seed ${seeds.from} --count ${seeds.to - seeds.from + 1}`,
    runs,
    seeds: `${seeds.from} to ${seeds.to}`,
    faults: { ...hits, ...Object.fromEntries(neverHit.map(kind => [kind, 0])) },
    sentTwice: null,
    facts: {
      ...{ 'events checked': events, requests, 'lives of the engine': lives },
      ...(record.sentBytes === undefined ? {} : { 'bytes sent': record.sentBytes }),
      'bytes sent twice': record.sentTwiceBytes,
      ...(record.allowedTwiceBytes === undefined ? {} : { 'bytes that may be': record.allowedTwiceBytes }),
      ...{ 'files open at most': record.mostOpenFiles, 'memory at most (bytes)': record.mostResidentBytes },
    },
    failures: failures.map(({ rule, command }) => `${rule}: ${command}`),
  };
}

interface IthRecord {
  readonly store: string;
  readonly calls: Readonly<Record<string, number>>;
  readonly plans: number;
  readonly tried: number;
  readonly hit: number;
  readonly faults: readonly { readonly kind: string; readonly fault: string; readonly hit: number }[];
  readonly failures: readonly { readonly what: string; readonly plan: string }[];
}

function ofIth({ store, calls, plans, tried, hit, faults, failures }: IthRecord): Section {
  const hits: Record<string, number> = {};
  for (const { kind, fault, hit: count } of faults) {
    const name = `${kind}: ${fault}`;
    hits[name] = (hits[name] ?? 0) + count;
  }
  return {
    title: 'Fail the i-th',
    about:
      'Of one scenario the i-th database call, request and file call fails, for every i, once and for ever.',
    command: 'npm run test:ith',
    runs: tried,
    seeds: 'none: every i',
    faults: hits,
    sentTwice: null,
    facts: {
      ...{ store, plans, 'trials whose fault struck': hit },
      ...Object.fromEntries(Object.entries(calls).map(([kind, count]) => [`calls of kind ${kind}`, count])),
    },
    failures: failures.map(({ what, plan }) => `${what}: npm run test:ith -- --plan '${plan}'`),
  };
}

interface FuzzRecord {
  readonly seed: number;
  readonly runs: number;
  readonly targets: readonly {
    readonly target: string;
    readonly runs: number;
    readonly failure: { readonly error: string } | null;
  }[];
}

function ofFuzz({ seed, runs, targets }: FuzzRecord): Section {
  return {
    title: 'Fuzz',
    about: 'Rubbish for everything that reads what others wrote: no crash, no hang, a clear error.',
    command: `npm run test:fuzz -- --seed ${seed}`,
    runs,
    seeds: String(seed),
    faults: Object.fromEntries(targets.map(each => [each.target, each.runs])),
    sentTwice: null,
    facts: {},
    failures: targets.flatMap(({ target, failure }) => (failure ? [`${target}: ${failure.error}`] : [])),
  };
}
