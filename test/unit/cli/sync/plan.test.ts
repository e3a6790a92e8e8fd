import { describe, expect, test } from 'vitest';
import { costOfPlan, parseSyncPrice } from '../../../../main/cli/sync/plan-cost.ts';
import { createPlanJsonView, createPlanTextView } from '../../../../main/cli/sync/plan-view.ts';
import type { PlanLine, SyncPlan } from '../../../../main/sync/folder-sync.ts';
import { createLinesTerminal } from '../../../support/lines-terminal.ts';
import { sampleSubject } from '../../../support/sample-sync.ts';

const gib = 1024 ** 3;
const none = { files: 0, bytes: 0 };

const empty: SyncPlan = {
  byKind: {
    upload: none,
    compare: none,
    copy: none,
    append: none,
    delete: none,
    mark: none,
    adopt: none,
    skip: none,
  },
  requests: { put: 0, get: 0 },
  deletesHeld: false,
  problems: { failed: 0, warnings: 0, skipped: 0 },
};

const plan: SyncPlan = {
  ...empty,
  byKind: {
    ...empty.byKind,
    upload: { files: 3401, bytes: 2 * gib },
    copy: { files: 1, bytes: gib },
    append: { files: 2, bytes: gib },
    delete: { files: 120, bytes: 5 * gib },
    skip: { files: 9, bytes: 7 * gib },
  },
  requests: { put: 20_000, get: 10_000 },
  deletesHeld: true,
  problems: { failed: 1, warnings: 2, skipped: 3 },
};

const line: PlanLine = {
  what: 'upload',
  path: 'a/b.txt',
  size: 2048,
  reason: { code: 'size-changed', facts: { sizeBefore: 1024, sizeNow: 2048 } },
};

describe('what a plan costs', () => {
  test('requests cost once, and what is added to the bucket by the month', () => {
    const price = { perGbMonth: 0.5, currency: 'CNY', per10000Put: 0.1, per10000Get: 0.05 };
    expect(costOfPlan(plan, price)).toEqual({ requests: 0.25, perMonth: 2 });
  });

  test('without their prices, nothing is said of requests', () => {
    expect(costOfPlan(plan, { perGbMonth: 0.5, per10000Put: null, per10000Get: null, currency: '' })).toEqual(
      { requests: null, perMonth: 2 },
    );
  });
});

test.each([
  ['0.12', { perGbMonth: 0.12, currency: '' }],
  ['0.12 CNY', { perGbMonth: 0.12, currency: 'CNY' }],
  ['0.12 ¥', { perGbMonth: 0.12, currency: '¥' }],
  ['1, put=0.1, get=0.01, USD', { perGbMonth: 1, currency: 'USD', per10000Put: 0.1, per10000Get: 0.01 }],
  ['1 USD get=2', { perGbMonth: 1, currency: 'USD', per10000Get: 2 }],
])('%s is a price', (text, price) => {
  expect(parseSyncPrice(text)).toEqual({ per10000Put: null, per10000Get: null, ...price });
});

test.each(['', 'CNY', '-1', '1 put=', '1 put=x', '1 post=1', '1 CNY USD', '0.1.2', '1 get=-1'])(
  '%j is no price',
  text => {
    expect(() => parseSyncPrice(text)).toThrow(expect.objectContaining({ code: 'usage' }));
  },
);

test('a dry run shows each line with its reason, and a table of what would be done', () => {
  const terminal = createLinesTerminal();
  const view = createPlanTextView(terminal, false, 'en');
  view.line(sampleSubject, line);
  view.line(sampleSubject, { ...line, what: 'skip', reason: { code: 'unchanged', facts: {} } });
  view.planned(sampleSubject, plan, {
    perGbMonth: 0.5,
    currency: 'CNY',
    per10000Put: 0.1,
    per10000Get: 0.01,
  });
  expect(terminal.printed).toEqual([
    'upload a/b.txt, 2.0 KiB: its size changed from 1.0 KiB to 2.0 KiB',
    '/data to oss://bucket/backup/ would be:',
    '  upload: 3,401 files, 2.0 GiB',
    '  copy: 1 file, 1.0 GiB',
    '  append: 2 files, 1.0 GiB',
    '  delete: 120 files, 5.0 GiB',
    '  skip: 9 files, 7.0 GiB',
    '  requests: 20,000 that write or list, 10,000 that read',
    '  estimated cost: 0.21 CNY once for requests, 2.00 CNY a month for what is added',
    "  problems: can't go up: 1, warnings: 2, left out by the rules: 3",
    '  120 deletions would be held until --agree-deletes 120',
  ]);
  expect(terminal.told).toEqual(['nothing was changed']);
});

test('with --verbose also files that stay as they are have their line', () => {
  const terminal = createLinesTerminal();
  createPlanTextView(terminal, true, 'en').line(sampleSubject, {
    ...line,
    what: 'skip',
    reason: { code: 'unchanged', facts: {} },
  });
  expect(terminal.printed).toEqual(['skip a/b.txt, 2.0 KiB: it is as it was when it was proven']);
});

test('a plan of nothing says so, and how to see what it costs', () => {
  const terminal = createLinesTerminal();
  createPlanTextView(terminal, false, 'en').planned(sampleSubject, empty, null);
  expect(terminal.printed).toEqual([
    '/data to oss://bucket/backup/ would be:',
    '  nothing',
    '  requests: 0 that write or list, 0 that read',
    expect.stringContaining('--price "0.12 put=0.01 get=0.01 CNY"'),
  ]);
});

test('as data, all lines are there, and the plan with its cost', () => {
  const terminal = createLinesTerminal();
  const view = createPlanJsonView(terminal, 'en');
  view.line(sampleSubject, { ...line, what: 'skip' });
  view.planned(sampleSubject, plan, {
    perGbMonth: 0.5,
    per10000Put: null,
    per10000Get: null,
    currency: 'CNY',
  });
  view.planned(sampleSubject, empty, null);
  expect(terminal.events).toEqual([
    {
      event: 'planLine',
      root: '/data',
      what: 'skip',
      path: 'a/b.txt',
      size: 2048,
      reason: 'size-changed',
      why: 'its size changed from 1.0 KiB to 2.0 KiB',
      facts: { sizeBefore: 1024, sizeNow: 2048 },
    },
    {
      event: 'plan',
      root: '/data',
      target: 'oss://bucket/backup/',
      ...plan,
      requestCost: null,
      monthlyCost: 2,
      currency: 'CNY',
    },
    { event: 'plan', root: '/data', target: 'oss://bucket/backup/', ...empty },
  ]);
});
