import { expect, test } from 'vitest';
import { AppError } from '../../../../main/base/app-error.ts';
import { createSyncJsonView } from '../../../../main/cli/sync/sync-json-view.ts';
import type { FolderEvent } from '../../../../main/sync/folder-sync.ts';
import { createLinesTerminal } from '../../../support/lines-terminal.ts';
import {
  sampleMs,
  sampleProblem,
  sampleResult,
  sampleState,
  sampleSubject,
} from '../../../support/sample-sync.ts';

function eventsOf(event: FolderEvent, isVerbose = false) {
  const terminal = createLinesTerminal();
  createSyncJsonView(terminal, { isVerbose }, 'en').happened(sampleSubject, event);
  return terminal.events;
}

test('a run begins with its folders', () => {
  const terminal = createLinesTerminal();
  createSyncJsonView(terminal, { isVerbose: false }, 'en').started([sampleSubject]);
  expect(terminal.events).toEqual([
    {
      event: 'folder',
      root: '/data',
      target: 'oss://bucket/backup/',
      mode: 'upload-only',
      isRemembered: false,
    },
  ]);
});

test.each<FolderEvent>([
  { type: 'listing', objects: 3 },
  { type: 'listed', objects: 3, bytes: 4 },
  { type: 'scanning', files: 1, directories: 2 },
  { type: 'scanned', files: 1, directories: 2, planned: 3, plannedBytes: 4 },
  { type: 'began', path: 'a', what: 'upload', size: 5 },
  { type: 'solved', path: 'a' },
  { type: 'replaced', path: 'a', key: 'b', trashKey: 'c' },
  { type: 'conflict', path: 'a', key: 'b', conflictKey: 'c' },
  { type: 'deletesHeld', count: 1, known: 2, sample: ['a'] },
  { type: 'deletesDelayed', count: 1, untilMs: 2 },
  { type: 'rootBack' },
  { type: 'paused' },
  { type: 'resumed' },
  { type: 'stale', sinceMs: 7 },
])('$type is one line with the root of its folder', event => {
  const { type, ...facts } = event;
  expect(eventsOf(event)).toEqual([{ event: type, root: '/data', ...facts }]);
});

test('what was done comes with its reason as code, sentence and facts', () => {
  const reason = { code: 'moved', facts: { from: 'old' } } as const;
  expect(eventsOf({ type: 'ended', path: 'a', what: 'copy', reason, bytes: 5 })).toEqual([
    {
      event: 'ended',
      root: '/data',
      path: 'a',
      what: 'copy',
      bytes: 5,
      reason: 'moved',
      why: 'it was moved from old, and its object is copied on the server',
      facts: { from: 'old' },
    },
  ]);
});

test('decisions come with --verbose alone', () => {
  const event: FolderEvent = {
    type: 'decided',
    decision: { atMs: 1, path: 'a', what: 'skip', reason: { code: 'unchanged', facts: {} } },
  };
  expect(eventsOf(event)).toEqual([]);
  expect(eventsOf(event, true)).toEqual([
    expect.objectContaining({ event: 'decided', atMs: 1, path: 'a', what: 'skip', reason: 'unchanged' }),
  ]);
});

test('a problem has its code, cause and remedy', () => {
  expect(eventsOf({ type: 'problem', problem: sampleProblem('a') })).toEqual([
    {
      event: 'problem',
      root: '/data',
      path: 'a',
      weight: 'failed',
      sinceMs: sampleMs,
      retryAtMs: null,
      code: 'file.unreadable',
      cause: "The file a can't be read.",
      remedy: expect.stringContaining('Give yourself'),
      requestId: null,
    },
  ]);
});

test('coverage that is not live has the cause and the command in it', () => {
  const reason = new AppError('watch.limit', 'no', { command: 'sudo sysctl x=1' });
  const coverage = {
    directoriesFound: 2,
    directoriesWatched: 1,
    overflows: 3,
    mode: 'scheduled',
    reason,
  } as const;
  expect(eventsOf({ type: 'watching', coverage })).toEqual([
    expect.objectContaining({
      event: 'watching',
      directoriesFound: 2,
      directoriesWatched: 1,
      overflows: 3,
      mode: 'scheduled',
      code: 'watch.limit',
      remedy: expect.stringContaining('sudo sysctl x=1'),
    }),
  ]);
});

test('a lost root has its cause', () => {
  const error = { code: 'folder.missing', message: '', facts: {} } as const;
  expect(eventsOf({ type: 'rootLost', error })).toEqual([
    expect.objectContaining({ event: 'rootLost', root: '/data', code: 'folder.missing' }),
  ]);
});

test('up to date has its figures and its date', () => {
  expect(eventsOf({ type: 'upToDate', state: sampleState() })).toEqual([
    {
      event: 'upToDate',
      root: '/data',
      isUpToDate: true,
      upToDateAtMs: sampleMs,
      files: 3401,
      bytes: 5_000_000,
      scannedAtMs: sampleMs,
      provenFiles: 3401,
      provenBytes: 5_000_000,
      failed: 0,
      warnings: 0,
      skipped: 0,
      waiting: 0,
      waitingBytes: 0,
      heldDeletes: 0,
      isPaused: false,
      verifiedAtMs: null,
    },
  ]);
});

test('a folder ends with every problem that is left, and what the run came to', async () => {
  const terminal = createLinesTerminal();
  const view = createSyncJsonView(terminal, { isVerbose: false }, 'en');
  const problems = Array.from({ length: 50 }, (_, i) => sampleProblem(`f${i}`));
  await view.ended(sampleSubject, sampleResult({ uploaded: 2, isStopped: true }), () => problems);
  view.finished({ folders: 1, upToDate: 0, exitCode: 130 });
  expect(terminal.events.slice(0, 50).map(({ event, path }) => [event, path])).toEqual(
    problems.map(({ path }) => ['left', path]),
  );
  expect(terminal.events.slice(50)).toEqual([
    expect.objectContaining({
      event: 'result',
      root: '/data',
      uploaded: 2,
      isStopped: true,
      isUpToDate: true,
    }),
    { event: 'summary', folders: 1, upToDate: 0, exitCode: 130 },
  ]);
});

test('a folder that could not be synced has its code', () => {
  const terminal = createLinesTerminal();
  createSyncJsonView(terminal, { isVerbose: false }, 'en').failed(sampleSubject, {
    code: 'folder.busy',
    message: '',
    facts: { root: '/data', pid: 7 },
  });
  expect(terminal.events).toEqual([
    expect.objectContaining({ event: 'failed', root: '/data', code: 'folder.busy' }),
  ]);
});
