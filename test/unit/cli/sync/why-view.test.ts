import { expect, test } from 'vitest';
import { createWhyJsonView, createWhyTextView } from '../../../../main/cli/sync/why-view.ts';
import type { KnownFile } from '../../../../main/model/known-file.ts';
import type { Explanation } from '../../../../main/sync/folder-sync.ts';
import { createLinesTerminal } from '../../../support/lines-terminal.ts';
import { sampleMs, sampleProblem, sampleRecord } from '../../../support/sample-sync.ts';

const known: KnownFile = {
  path: 'a/b.txt',
  identity: {
    size: 3,
    mtimeNs: '1',
    ctimeNs: '1',
    inode: '1',
    device: '1',
  },
  key: 'backup/a/b.txt',
  etag: 'E',
  checksum: { algorithm: 'crc32', value: 'cafe' },
  versionId: null,
  provenAtMs: sampleMs,
  verifiedAtMs: null,
};

const bare: Explanation = {
  folder: sampleRecord().folder,
  path: 'a/b.txt',
  known: null,
  problem: null,
  planned: null,
  decisions: [],
};

function linesOf(explanation: Explanation): readonly string[] {
  const terminal = createLinesTerminal();
  createWhyTextView(terminal, { now: () => sampleMs }, 'en').explained(explanation);
  return terminal.printed;
}

test('a path of which nothing is known says so', () => {
  expect(linesOf(bare)).toEqual([
    'a/b.txt in /data, which goes to oss://bucket/backup/',
    '  nothing is proven of it',
    'no decisions are on record',
  ]);
});

test('a file is explained by its object, its trouble, what is planned, and its decisions', () => {
  const problem = { ...sampleProblem('a/b.txt'), retryAtMs: sampleMs + 60_000 };
  const decisions = [
    {
      atMs: sampleMs,
      path: 'a/b.txt',
      what: 'fail',
      reason: { code: 'failed', facts: { code: 'file.unreadable' } },
    },
    { atMs: sampleMs - 60_000, path: 'a/b.txt', what: 'upload', reason: { code: 'new', facts: {} } },
  ] as const;
  const planned = { code: 'time-changed', facts: {} } as const;
  expect(linesOf({ ...bare, known, problem, planned, decisions })).toEqual([
    'a/b.txt in /data, which goes to oss://bucket/backup/',
    '  proven 09:12 as oss://bucket/backup/a/b.txt: 3 bytes, CRC32 cafe, ETag E',
    '  never verified since',
    "  failed since 09:12: The file a/b.txt can't be read. (file.unreadable)",
    expect.stringContaining('Give yourself the right'),
    '  tried again by itself 09:13',
    '  to be done: its time of modification changed',
    'decisions, newest first:',
    '  2026-01-05 09:12 fail: it did not work (file.unreadable)',
    '  2026-01-05 09:11 upload: nothing was known of it here',
  ]);
});

test('a file that was adopted by its time has no checksum to show, and a verified one its date', () => {
  const [, proof, verified] = linesOf({
    ...bare,
    known: { ...known, checksum: null, versionId: 'V', verifiedAtMs: sampleMs },
  });
  expect(proof).toBe('  proven 09:12 as oss://bucket/backup/a/b.txt: 3 bytes, ETag E, version V');
  expect(verified).toBe('  verified 09:12');
});

test('as data, the path is one line and each decision another', () => {
  const terminal = createLinesTerminal();
  const decision = {
    atMs: 1,
    path: 'a/b.txt',
    what: 'skip',
    reason: { code: 'unchanged', facts: {} },
  } as const;
  createWhyJsonView(terminal, 'en').explained({
    ...bare,
    problem: sampleProblem('a/b.txt'),
    decisions: [decision],
  });
  expect(terminal.events).toEqual([
    {
      event: 'path',
      root: '/data',
      target: 'oss://bucket/backup/',
      path: 'a/b.txt',
      known: null,
      problem: expect.objectContaining({ code: 'file.unreadable', weight: 'failed' }),
      planned: null,
    },
    {
      event: 'decision',
      root: '/data',
      atMs: 1,
      path: 'a/b.txt',
      what: 'skip',
      reason: 'unchanged',
      why: 'it is as it was when it was proven',
      facts: {},
    },
  ]);
});
