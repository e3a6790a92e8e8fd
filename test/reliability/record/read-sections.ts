import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeathsRecord } from '../sim/deaths/record.ts';
import { tellingCount } from '../sim/kinds.ts';
import { expectedKinds, type SectionTitle, withExpected } from './expected-kinds.ts';
import { readLives } from './read-lives.ts';
import type { Section } from './section.ts';
import { withoutMended } from './verdicts.ts';

const top = join(import.meta.dirname, '..');

/** Null for a run that was not made yet. */
function read<T>(...path: string[]): T | null {
  const file = join(top, ...path);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

/** What runs have left in test/reliability, in the order of the record: every one that is expected, and with every kind of fault. */
export function readSections(): readonly Section[] {
  const histories = read<HistoriesRecord>('histories.json');
  const deaths = read<DeathsRecord>('deaths.json');
  const ith = read<IthRecord>('ith', 'ith-oss.json');
  const ithOnS3 = read<IthRecord>('ith', 'ith-s3.json');
  const fuzz = read<FuzzRecord>('fuzz', 'fuzz.json');
  const found = [
    histories && ofHistories(histories),
    deaths && ofDeaths(deaths),
    ith && ofIth(ith),
    ithOnS3 && ofIth(ithOnS3),
    fuzz && ofFuzz(fuzz),
    ...readLives(read),
  ].filter(section => section !== null);
  return completed(found);
}

/** With a section for each run that is expected and not there, in which nothing struck. */
export function completed(found: readonly Section[]): readonly Section[] {
  return (Object.keys(expectedKinds) as SectionTitle[]).map(title => {
    const section = found.find(each => each.title === title) ?? notMade(title);
    return { ...section, faults: withExpected(title, section.faults) };
  });
}

function notMade(title: SectionTitle): Section {
  return {
    ...{ title, about: 'Was not made yet.', command: '', runs: 0, seeds: '', faults: {}, facts: {} },
    ...{ sentTwice: null, failures: [], mendedSince: 0 },
  };
}

const notKnown = 'not known';

interface HistoriesRecord {
  readonly commit?: string;
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
  readonly failures: readonly { readonly rule: string; readonly seed: number; readonly command: string }[];
}

function ofHistories(record: HistoriesRecord): Section {
  const { commit = notKnown, runs, seeds, events, requests, lives, hits, neverHit, failures } = record;
  return {
    title: 'Histories',
    about:
      'One seed decides a whole history of a tree, its faults, crashes and commands; each is checked by rules.',
    command: `npm run test:histories -- --seed ${seeds.from} --count ${seeds.to - seeds.from + 1}`,
    runs,
    seeds: `${seeds.from} to ${seeds.to}`,
    tellsFrom: tellingCount,
    faults: { ...hits, ...Object.fromEntries(neverHit.map(kind => [kind, 0])) },
    sentTwice: null,
    facts: {
      commit,
      ...{ 'events checked': events, requests, 'lives of the engine': lives },
      ...(record.sentBytes === undefined ? {} : { 'bytes sent': record.sentBytes }),
      'bytes sent twice': record.sentTwiceBytes,
      ...(record.allowedTwiceBytes === undefined ? {} : { 'bytes that may be': record.allowedTwiceBytes }),
      ...{ 'files open at most': record.mostOpenFiles, 'memory at most (bytes)': record.mostResidentBytes },
    },
    ...withoutMended(failures.map(each => ({ ...each, text: `${each.rule}: ${each.command}` }))),
  };
}

export function ofDeaths(record: DeathsRecord): Section {
  const { command, commit, seconds, runs, events, requests, lives, scenarios, faultsHit, failures } = record;
  return {
    title: 'Deaths',
    about:
      'In fixed scenarios the program dies after every event and in every call of the database and on files, lives again, and the rules of the histories are checked.',
    command,
    runs,
    seeds: 'none: every place',
    faults: faultsHit,
    sentTwice: null,
    facts: {
      ...{ commit, seconds, 'events checked': events, requests, 'lives of the engine': lives },
      ...Object.fromEntries(
        Object.entries(scenarios).map(([name, extent]) => [
          `places to die in scenario ${name}`,
          Object.values(extent).reduce((sum, count) => sum + count, 0),
        ]),
      ),
    },
    ...withoutMended(failures.map(each => ({ ...each, text: `${each.message}: ${each.command}` }))),
  };
}

interface IthRecord {
  readonly commit?: string;
  readonly store: string;
  readonly calls: Readonly<Record<string, number>>;
  readonly plans: number;
  readonly tried: number;
  readonly hit: number;
  /** Records of before have none. */
  readonly missed?: readonly string[];
  readonly faults: readonly { readonly kind: string; readonly fault: string; readonly hit: number }[];
  readonly failures: readonly { readonly what: string; readonly plan: string }[];
}

export function ofIth({
  commit = notKnown,
  store,
  calls,
  plans,
  tried,
  hit,
  missed,
  faults,
  failures,
}: IthRecord): Section {
  const hits: Record<string, number> = {};
  for (const { kind, fault, hit: count } of faults) {
    const name = `${kind}: ${fault}`;
    hits[name] = (hits[name] ?? 0) + count;
  }
  const command = store === 'oss' ? 'npm run test:ith' : `npm run test:ith -- --store ${store}`;
  return {
    title: store === 'oss' ? 'Fail the i-th' : 'Fail the i-th on S3',
    about:
      'Of one scenario the i-th database call, request and file call fails, for every i, once and for ever.',
    command,
    runs: tried,
    seeds: 'none: every i',
    faults: hits,
    sentTwice: null,
    facts: {
      ...{ commit, store, plans, 'trials whose fault struck': hit },
      ...(missed && { 'trials whose fault never struck': missed.length }),
      ...Object.fromEntries(Object.entries(calls).map(([kind, count]) => [`calls of kind ${kind}`, count])),
    },
    ...withoutMended(
      failures.map(({ what, plan }) => {
        const again = `npm run test:ith -- --store ${store} --plan '${plan}'`;
        return { command: again, text: `${what}: ${again}` };
      }),
    ),
  };
}

interface FuzzRecord {
  readonly commit?: string;
  readonly seed: number;
  readonly runs: number;
  readonly targets: readonly {
    readonly target: string;
    readonly runs: number;
    readonly taken?: number;
    readonly slowestMs?: number;
    readonly failure: { readonly error: string } | null;
  }[];
}

function ofFuzz({ commit = notKnown, seed, runs, targets }: FuzzRecord): Section {
  return {
    title: 'Fuzz',
    about:
      'Rubbish for everything that reads what others wrote: no crash, no hang, a clear error. Struck have those samples that got in, past the first thing that may refuse them.',
    command: `npm run test:fuzz -- --seed ${seed}`,
    runs,
    seeds: String(seed),
    faults: Object.fromEntries(targets.map(({ target, taken = null }) => [target, taken])),
    sentTwice: null,
    facts: {
      commit,
      ...Object.fromEntries(targets.map(({ target, runs: given }) => [`samples: ${target}`, given])),
      'the slowest sample (ms)': slowestOf(targets) ?? notKnown,
    },
    failures: targets.flatMap(({ target, failure }) => (failure ? [`${target}: ${failure.error}`] : [])),
    mendedSince: 0,
  };
}

function slowestOf(targets: FuzzRecord['targets']): number | null {
  const known = targets.flatMap(({ slowestMs }) => slowestMs ?? []);
  return known.length === 0 ? null : Math.max(...known);
}
