import { expect, test } from 'vitest';
import type { Outcome } from '../../reliability/sim/outcome.ts';
import { commandOf, describeFailure, type Told } from '../../reliability/sim/report.ts';
import { playTwice } from '../../reliability/sim/twice.ts';

const held = { seed: 5, failure: null, trace: 'a' } as Outcome;
const broken = { ...held, failure: { rule: 'lost file', message: 'b is gone' } };

function playing(...outcomes: readonly Outcome[]) {
  const left = [...outcomes];
  return { left, run: playTwice(async () => left.shift() as Outcome) };
}

test('a history that goes the same way twice ends as its first run did', async () => {
  const holding = playing(held, held);
  expect(await holding.run).toBe(held);
  expect(holding.left).toEqual([]);
  const failing = playing(broken, broken);
  expect(await failing.run).toBe(broken);
  expect(failing.left).toEqual([]);
});

test('one that goes another way fails for that, whatever else was broken', async () => {
  expect((await playing(held, { ...held, trace: 'b' }).run).failure?.rule).toBe('not determined');
  const { failure } = await playing(broken, { ...held, trace: 'b' }).run;
  expect(failure).toEqual({
    rule: 'not determined',
    message: 'the second run went another way: a (lost file: b is gone) and b (all held)',
  });
});

test('what failed is told with one command and the shortened history', () => {
  const history = { seed: 5, kind: 'oss', settings: {}, parallel: null, steps: [{ do: 'mount' }] } as const;
  const told: Told = { seed: 5, corpus: null, failure: broken.failure, shrunk: { kept: [2, 9], history } };
  expect(describeFailure(told, false)).toBe(
    'b is gone\n  repeat: npm run test:histories -- --seed 5 --keep 2,9\n  {"do":"mount"}',
  );
  expect(commandOf({ ...told, corpus: 3, shrunk: null }, false)).toBe('npm run test:histories -- --corpus 3');
  expect(commandOf({ ...told, shrunk: { kept: [], history } }, false)).toBe(
    'npm run test:histories -- --seed 5 --keep none',
  );
  expect(commandOf({ ...told, shrunk: null }, true)).toBe('npm run test:histories -- --seed 5 --once');
});
