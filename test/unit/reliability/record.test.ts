import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { targets } from '../../reliability/fuzz/targets.ts';
import { faultNames } from '../../reliability/ith/fault-names.ts';
import { momentKinds } from '../../reliability/kills/moment.ts';
import { cutKinds } from '../../reliability/power/cut-power.ts';
import { expectedKinds } from '../../reliability/record/expected-kinds.ts';
import { completed, readSections } from '../../reliability/record/read-sections.ts';
import { renderRecord } from '../../reliability/record/render.ts';
import { missedKinds, type Section } from '../../reliability/record/section.ts';
import { readCheckerMended, readMended, withoutMended } from '../../reliability/record/verdicts.ts';
import { readCorpus } from '../../reliability/sim/corpus.ts';

const sample: Section = {
  ...{ title: 'Kills', about: 'Many.', command: 'npm run x', runs: 1_200, seeds: '1 to 9', failures: [] },
  mendedSince: 2,
  faults: { engineKilled: 1_000, bucketKilled: 20 },
  sentTwice: { sent: 2_000, twice: 30, allowed: 900 },
  facts: { commit: 'abc1234' },
};

test('RELIABILITY.md is what npm run reliability makes', () => {
  const file = join(import.meta.dirname, '..', '..', 'RELIABILITY.md');
  expect(readFileSync(file, 'utf8')).toBe(renderRecord(readSections(), readMended(), readCheckerMended()));
});

test('every kind of fault in it has struck', () => {
  const sections = readSections();
  expect(sections.map(({ title }) => title)).toEqual(Object.keys(expectedKinds));
  expect(missedKinds(sections)).toEqual([]);
});

test('what was mended names its commit and how to see it again', () => {
  for (const { what, commit, corpus, seed, command } of readMended()) {
    expect(commit, what).toMatch(/^[0-9a-f]{7,40}$/);
    expect(corpus ?? seed ?? command, what).toBeDefined();
  }
});

test('a kind that never struck is told with its run', () => {
  expect(missedKinds([sample])).toEqual([]);
  expect(missedKinds([{ ...sample, faults: { engineKilled: 3, bucketKilled: 0 } }])).toEqual([
    'Kills: bucketKilled',
  ]);
  const few = { ...sample, faults: { bucketKilled: 0 }, tellsFrom: sample.runs + 1 };
  expect(missedKinds([few])).toEqual([]);
  expect(missedKinds([{ ...few, runs: sample.runs + 1 }])).toEqual(['Kills: bucketKilled']);
});

test('runs, faults, bytes sent twice, what is left and what was mended are told', () => {
  const failed = { ...sample, failures: ['two\nlines | of it'] };
  const text = renderRecord(
    [failed],
    [{ what: 'a hole', seed: 7, commit: 'abc1234' }],
    [{ what: 'it was allowed', corpus: 3, seed: 8, commit: 'abc1235' }],
  );
  expect(text).toContain('| [Kills](#kills) | 1,200 | 1 to 9 | 2 | 1,020 | 2 | 1 |');
  expect(text).toContain('| Kills | 2,000 | 30 | 1.50 % | 900 |');
  expect(text).toContain('| engineKilled | 1,000 |');
  expect(text).toContain('- two lines \\| of it');
  expect(text).toContain('| a hole | seed 7 | `abc1234` |');
  expect(text).toContain('| `npm run test:histories -- --corpus 3` | it was allowed | `abc1235` |');
});

test('what has a verdict was mended since; all else is left', () => {
  const [known] = readCorpus();
  const [byCommand] = readMended().flatMap(({ command }) => command ?? []);
  const failures = [
    { text: 'of the corpus', command: 'x', seed: known?.history.seed ?? 0 },
    { text: 'of a command', command: byCommand ?? '' },
    { text: 'of nobody', command: 'y', seed: -1 },
    { text: 'of nothing', command: 'z' },
  ];
  expect(withoutMended(failures)).toEqual({ failures: ['of nobody', 'of nothing'], mendedSince: 2 });
});

test('a run that was not made, and a kind that a run tells nothing of, are missed', () => {
  const [, ...others] = readSections();
  const gone = completed(others);
  expect(gone.length).toBe(others.length + 1);
  expect(missedKinds(gone)).toContain('Histories: request: slow');
  const kills = completed([{ ...sample, faults: { bucketKilled: 20 } }]).filter(
    ({ title }) => title === 'Kills',
  );
  expect(missedKinds(kills)).toContain('Kills: engineKilled');
  expect(missedKinds(kills)).not.toContain('Kills: bucketKilled');
});

test('the kinds that the record expects are those that the runs have', () => {
  expect([...targets.map(({ name }) => name)]).toEqual([...expectedKinds.Fuzz]);
  const ith = Object.entries(faultNames).flatMap(([kind, names]) => names.map(name => `${kind}: ${name}`));
  expect(ith.toSorted()).toEqual([...expectedKinds['Fail the i-th']].toSorted());
  const kills = ['engineKilled', 'bucketKilled', ...momentKinds];
  expect(kills).toEqual([...expectedKinds.Kills]);
  expect([...kills, ...cutKinds]).toEqual([...expectedKinds['Power cuts']]);
});

test('every history of the corpus has a verdict', () => {
  const corpus = readCorpus();
  const judged = [
    ...readMended().flatMap(({ corpus: places = [] }) => places),
    ...readCheckerMended().flatMap(({ corpus: at }) => at ?? []),
  ].toSorted((a, b) => a - b);
  expect(judged).toEqual(corpus.map((_, at) => at));
  for (const { corpus: at, seed } of readCheckerMended()) {
    if (at !== undefined) expect(corpus[at]?.history.seed).toBe(seed);
  }
});
