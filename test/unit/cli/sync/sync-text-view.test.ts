import { expect, test } from 'vitest';
import { AppError } from '../../../../main/base/app-error.ts';
import { createSyncTextView } from '../../../../main/cli/sync/sync-text-view.ts';
import type { FolderSubject } from '../../../../main/cli/sync/sync-view.ts';
import type { FolderEvent } from '../../../../main/sync/folder-sync.ts';
import type { Coverage } from '../../../../main/watch/folder-watcher.ts';
import type { ProgressSnapshot } from '../../../../preload/contract.ts';
import { createLinesTerminal } from '../../../support/lines-terminal.ts';
import {
  sampleMs,
  sampleProblem,
  sampleRecord,
  sampleResult,
  sampleState,
  sampleSubject,
} from '../../../support/sample-sync.ts';

interface Choices {
  readonly isLive?: boolean;
  readonly isVerbose?: boolean;
  readonly isWatching?: boolean;
  readonly language?: 'en' | 'zh-CN';
}

function createView({
  isLive = false,
  isVerbose = false,
  isWatching = false,
  language = 'en',
}: Choices = {}) {
  const terminal = createLinesTerminal(isLive);
  const clock = { nowMs: sampleMs, now: () => clock.nowMs };
  const view = createSyncTextView(terminal, clock, { isVerbose, isWatching }, language);
  return { view, terminal, clock, happened: (event: FolderEvent) => view.happened(sampleSubject, event) };
}

const other: FolderSubject = { ...sampleSubject, root: '/more' };

const coverage: Coverage = {
  directoriesFound: 61_204,
  directoriesWatched: 61_204,
  overflows: 0,
  mode: 'live',
  reason: null,
};

function snapshotAt(atMs: number, more: Partial<ProgressSnapshot> = {}): ProgressSnapshot {
  return {
    atMs,
    totalBytes: 1000,
    isTotalKnown: true,
    confirmedBytes: 250,
    movingBytes: 0,
    resumedBytes: 0,
    bytesPerSecond: 10,
    secondsLeft: 75,
    totalParts: 1,
    confirmedParts: 0,
    totalFiles: 4,
    doneFiles: 1,
    failedFiles: 0,
    ...more,
  };
}

test('a run says what goes where, and whether its settings are remembered', () => {
  const { view, terminal } = createView({ isWatching: true });
  view.started([sampleSubject, { ...other, mode: 'mirror', isRemembered: true }]);
  expect(terminal.told).toEqual([
    'syncing /data to oss://bucket/backup/ (upload-only)',
    'syncing /more to oss://bucket/backup/ (mirror; settings that are not given again are as before)',
    'watching for changes; Ctrl-C ends it',
  ]);
});

test('a folder is up to date by comparison, and says when that was', async () => {
  const { view, terminal } = createView();
  view.started([sampleSubject]);
  await view.ended(sampleSubject, sampleResult({ uploaded: 12, uploadedBytes: 2048, deleted: 1 }), () => []);
  view.finished({ folders: 1, upToDate: 1, exitCode: 0 });
  expect(terminal.printed).toEqual([
    '12 files uploaded (2.0 KiB), 1 deleted',
    'Up to date: 3,401 files proven (4.8 MiB), compared 09:12',
  ]);
});

test('a comparison of another day tells the day', async () => {
  const { view, terminal, clock } = createView();
  clock.nowMs += 86_400_000;
  await view.ended(sampleSubject, sampleResult(), () => []);
  expect(terminal.printed.at(-1)).toContain('compared 2026-01-05 09:12');
});

test('a folder that is not up to date says why, with all causes at once', async () => {
  const { view, terminal } = createView();
  const state = sampleState({
    record: sampleRecord({ isPaused: true }, { upToDateAtMs: sampleMs - 60_000 }),
    problems: { failed: 3, warnings: 0, skipped: 0 },
    heldDeletes: 120,
    waiting: 123,
    waitingBytes: 1024,
    provenFiles: 3399,
    isUpToDate: false,
  });
  await view.ended(sampleSubject, sampleResult({ state, isStopped: true }), () => []);
  expect(terminal.printed).toEqual([
    'NOT up to date: 2 failed, 120 deletions held, 3 still to be done, paused, stopped; the same command goes on; 3,399 files proven, last up to date 09:11',
  ]);
});

test('a folder of which nothing stands in the way, but that was not compared, is not said to be up to date', async () => {
  const { view, terminal } = createView();
  await view.ended(sampleSubject, sampleResult({ state: sampleState({ isUpToDate: false }) }), () => []);
  expect(terminal.printed[0]).toMatch(/^NOT up to date: not every file that was found is proven yet/);
});

test('problems that are left are listed with their causes, and each remedy once', async () => {
  const { view, terminal } = createView();
  const problems = [
    sampleProblem('a/x'),
    sampleProblem('b.lnk', 'skipped'),
    sampleProblem('c'),
    sampleProblem('d', 'warning'),
  ];
  const state = sampleState({ problems: { failed: 2, warnings: 1, skipped: 1 }, isUpToDate: false });
  await view.ended(sampleSubject, sampleResult({ state }), () => problems);
  expect(terminal.told).toEqual([
    "  failed a/x: The file a/x can't be read. (file.unreadable)",
    "  failed c: The file c can't be read. (file.unreadable)",
    expect.stringMatching(/^ {2}warning d: .*\(name.reserved\)$/),
    expect.stringMatching(/^ {2}file\.unreadable: Give yourself the right to read it/),
    expect.stringMatching(/^ {2}name\.reserved: /),
    '1 path is left out by the rules: longshore folders list --problems /data',
  ]);
});

test('more than twenty problems are counted, the failed ones shown first, and the command that shows all is named', async () => {
  const { view, terminal } = createView();
  const problems = [
    ...Array.from({ length: 30 }, (_, i) => sampleProblem(`a${i}`, 'warning')),
    ...Array.from({ length: 5 }, (_, i) => sampleProblem(`b${i}`)),
  ];
  const state = sampleState({ problems: { failed: 5, warnings: 30, skipped: 0 }, isUpToDate: false });
  await view.ended(sampleSubject, sampleResult({ state }), () => problems);
  const lines = terminal.told.filter(line => /^ {2}(failed|warning) /.test(line));
  expect(lines).toHaveLength(20);
  expect(lines.filter(line => line.startsWith('  failed'))).toHaveLength(5);
  expect(terminal.told.at(-1)).toBe(
    'and 15 more problems; all of them: longshore folders list --problems /data, or --json',
  );
});

test('what was told during a run is not told again at its end, unless it was solved and came back', async () => {
  const { view, terminal, happened } = createView();
  happened({ type: 'problem', problem: sampleProblem('a') });
  happened({ type: 'problem', problem: sampleProblem('b') });
  happened({ type: 'solved', path: 'b' });
  terminal.told.length = 0;
  const state = sampleState({ problems: { failed: 2, warnings: 0, skipped: 0 }, isUpToDate: false });
  await view.ended(sampleSubject, sampleResult({ state }), () => [sampleProblem('a'), sampleProblem('b')]);
  expect(terminal.told.filter(line => line.includes('failed'))).toEqual([
    "  failed b: The file b can't be read. (file.unreadable)",
  ]);
});

test('held deletions are told as such, and not as a failed file besides', async () => {
  const { view, terminal, happened } = createView();
  const facts = { count: 120, known: 200 };
  const question = {
    ...sampleProblem(''),
    error: { code: 'folder.deletes-held', message: '', facts },
  } as const;
  happened({ type: 'problem', problem: question });
  const state = sampleState({
    problems: { failed: 1, warnings: 0, skipped: 0 },
    heldDeletes: 120,
    waiting: 120,
    isUpToDate: false,
  });
  await view.ended(sampleSubject, sampleResult({ state }), () => [question]);
  expect(terminal.told).toEqual([]);
  expect(terminal.printed).toEqual([expect.stringMatching(/^NOT up to date: 120 deletions held; /)]);
});

test('deletions that wait for their delay are told, so that a run does not seem to hang', () => {
  const { terminal, happened } = createView();
  happened({ type: 'deletesDelayed', count: 2, untilMs: sampleMs + 60_000 });
  expect(terminal.told).toEqual([
    '2 files are gone here; their objects are deleted in 1m 00s, unless they come back',
  ]);
});

test('a problem is told with cause, remedy and code when it comes up', () => {
  const { terminal, happened } = createView();
  happened({ type: 'problem', problem: sampleProblem('a/x') });
  expect(terminal.told).toEqual([
    "failed a/x: The file a/x can't be read.",
    expect.stringContaining('Give yourself the right to read it'),
    '  (code file.unreadable)',
  ]);
});

test('of a flood of problems twenty are told, until the folder was up to date again', () => {
  const { terminal, happened } = createView({ isWatching: true });
  for (let i = 0; i < 50; i += 1) happened({ type: 'problem', problem: sampleProblem(`f${i}`) });
  expect(terminal.told).toHaveLength(61);
  expect(terminal.told.at(-1)).toBe('there are more problems; they are counted, and listed at the end');
  happened({ type: 'upToDate', state: sampleState() });
  happened({ type: 'problem', problem: sampleProblem('again') });
  expect(terminal.told).toHaveLength(65);
});

test('what is left out on purpose is told with --verbose alone', () => {
  const quiet = createView();
  quiet.happened({ type: 'problem', problem: sampleProblem('x', 'skipped') });
  expect(quiet.terminal.told).toEqual([]);
  const verbose = createView({ isVerbose: true });
  verbose.happened({ type: 'problem', problem: sampleProblem('x', 'skipped') });
  expect(verbose.terminal.told).toHaveLength(3);
});

test('decisions, ends and solved problems are told with --verbose alone, with their reasons', () => {
  const events: readonly FolderEvent[] = [
    {
      type: 'decided',
      decision: {
        atMs: 1,
        path: 'a',
        what: 'upload',
        reason: { code: 'size-changed', facts: { sizeBefore: 1024, sizeNow: 2048 } },
      },
    },
    { type: 'began', path: 'a', what: 'upload', size: 2048 },
    { type: 'ended', path: 'a', what: 'upload', reason: { code: 'new', facts: {} }, bytes: 2048 },
    { type: 'solved', path: 'b' },
  ];
  const quiet = createView();
  for (const event of events) quiet.happened(event);
  expect(quiet.terminal.told).toEqual([]);
  const verbose = createView({ isVerbose: true });
  for (const event of events) verbose.happened(event);
  expect(verbose.terminal.told).toEqual([
    'upload a: its size changed from 1.0 KiB to 2.0 KiB',
    'uploaded a, 2.0 KiB',
    'solved b',
  ]);
});

test('a version that gave way is told one by one when all is told, and else counted at the end', async () => {
  const event: FolderEvent = { type: 'replaced', path: 'a', key: 'backup/a', trashKey: 'backup/.trash/a' };
  const quiet = createView();
  quiet.happened(event);
  expect(quiet.terminal.told).toEqual([]);
  await quiet.view.ended(
    sampleSubject,
    sampleResult({ uploaded: 2, uploadedBytes: 2048, replaced: 2 }),
    () => [],
  );
  expect(quiet.terminal.printed[0]).toBe(
    '2 files uploaded (2.0 KiB), 2 other versions replaced and kept in the trash',
  );
  const verbose = createView({ isVerbose: true });
  verbose.happened(event);
  expect(verbose.terminal.told).toEqual([
    'replaced a: backup/a was another version; a copy of it is kept as backup/.trash/a',
  ]);
});

test('a conflict names both versions', () => {
  const { terminal, happened } = createView();
  happened({ type: 'conflict', path: 'a.txt', key: 'backup/a.txt', conflictKey: 'backup/a (mine).txt' });
  expect(terminal.told).toEqual([
    'conflict a.txt: another machine changed backup/a.txt since the last sync; both are kept, ours as backup/a (mine).txt',
  ]);
});

test('held deletions say how many, some of them, and the option that agrees; once', () => {
  const { terminal, happened } = createView();
  const sample = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const event: FolderEvent = { type: 'deletesHeld', count: 120, known: 200, sample };
  happened(event);
  happened(event);
  expect(terminal.told).toEqual([
    'deletions held: 120 files of 200 are gone here, more than is deleted without asking.',
    '  gone: a',
    '  gone: b',
    '  gone: c',
    '  gone: d',
    '  gone: e',
    '  and 115 more',
    expect.stringContaining('--agree-deletes 120'),
  ]);
});

test('coverage says how much is watched and when all was looked at', () => {
  const { view, terminal, clock } = createView({ isWatching: true });
  const subject = { ...sampleSubject, lastScanMs: sampleMs - 3_600_000 };
  view.happened(subject, { type: 'watching', coverage });
  view.happened(subject, { type: 'watching', coverage });
  clock.nowMs += 60_000;
  view.happened(subject, { type: 'scanned', files: 5, directories: 2, planned: 0, plannedBytes: 0 });
  view.happened(subject, { type: 'watching', coverage: { ...coverage, overflows: 1 } });
  expect(terminal.told).toEqual([
    'watching 61,204 of 61,204 directories, last full scan 08:12, overflows: 0',
    'watching 61,204 of 61,204 directories, last full scan 09:13, overflows: 1',
  ]);
});

test('a watcher limit comes with the exact command that raises it', () => {
  const { terminal, happened } = createView({ isWatching: true });
  const command = 'sudo sysctl fs.inotify.max_user_watches=524288';
  const reason = new AppError('watch.limit', 'no more', { limit: 'max_user_watches is 8192', command });
  happened({
    type: 'watching',
    coverage: { ...coverage, directoriesWatched: 8000, mode: 'scheduled', reason },
  });
  expect(terminal.told[0]).toMatch(/^not watching live \(8,000 of 61,204 directories, overflows: 0\)/);
  expect(terminal.told[2]).toContain(command);
});

test('a lost root is waited for, says that nothing is deleted meanwhile, and its return is told', () => {
  const { terminal, happened } = createView({ isWatching: true });
  const error = { code: 'folder.missing', message: '', facts: { path: '/data' } } as const;
  happened({ type: 'rootLost', error });
  happened({ type: 'rootLost', error });
  happened({ type: 'rootBack' });
  expect(terminal.told).toEqual([
    'waiting for the folder; nothing is deleted meanwhile: The folder /data is not there; a drive may not be connected.',
    expect.stringContaining('Connect the drive'),
    '/data is back, and is scanned anew',
  ]);
});

test('pause, its end and the stale alarm are told', () => {
  const { terminal, happened } = createView({ isWatching: true });
  happened({ type: 'paused' });
  happened({ type: 'resumed' });
  happened({ type: 'stale', sinceMs: sampleMs - 2 * 86_400_000 });
  expect(terminal.told).toEqual([
    'paused; longshore folders resume /data goes on',
    'resumed',
    'ALARM: not compared in full since 2026-01-03 09:12, so nobody knows whether this folder is up to date',
  ]);
});

test('while watching without a live line, "up to date" is told once a minute at most', () => {
  const { terminal, clock, happened } = createView({ isWatching: true });
  const changed = (provenFiles: number): FolderEvent => ({
    type: 'upToDate',
    state: sampleState({ provenFiles }),
  });
  happened(changed(1));
  clock.nowMs += 10_000;
  happened(changed(2));
  clock.nowMs += 60_000;
  happened(changed(2));
  happened(changed(3));
  expect(terminal.told).toEqual([
    'Up to date: 1 file proven (4.8 MiB), compared 09:12',
    'Up to date: 2 files proven (4.8 MiB), compared 09:12',
  ]);
});

test('one pass says how it stands at its end alone', async () => {
  const { view, terminal, happened } = createView();
  happened({ type: 'upToDate', state: sampleState() });
  expect(terminal.told).toEqual([]);
  await view.ended(sampleSubject, sampleResult(), () => []);
  expect(terminal.printed).toHaveLength(1);
});

test('the live line shows the listing, the scan, transfers while the total grows, and then how it stands', () => {
  const { view, terminal, happened } = createView({ isLive: true, isWatching: true });
  happened({ type: 'listing', objects: 12_000 });
  happened({ type: 'listed', objects: 12_345, bytes: 1024 });
  happened({ type: 'scanning', files: 1234, directories: 56 });
  view.progressed(snapshotAt(1));
  happened({ type: 'scanned', files: 2000, directories: 60, planned: 4, plannedBytes: 1000 });
  view.progressed(snapshotAt(2, { doneFiles: 4 }));
  happened({ type: 'upToDate', state: sampleState() });
  expect(terminal.live).toEqual([
    'listing the bucket: 12,000 objects',
    '',
    'scanning: 1,234 files, directories: 56',
    expect.stringMatching(/25%.*still scanning.*file 1\/4/),
    expect.stringMatching(/25%.*1m 15s left.*file 1\/4/),
    '',
    'Up to date: 3,401 files proven (4.8 MiB), compared 09:12',
  ]);
  expect(terminal.told).toEqual([
    'oss://bucket/backup/ holds 12,345 objects, 1.0 KiB',
    'scanned 2,000 files, directories: 60; 4 are to be looked after, 1000 B',
  ]);
});

test('a line never fills the last column, in Chinese neither', () => {
  const terminal = createLinesTerminal(true, 12);
  const view = createSyncTextView(
    terminal,
    { now: () => 0 },
    { isVerbose: false, isWatching: false },
    'zh-CN',
  );
  view.happened(sampleSubject, { type: 'scanning', files: 1234, directories: 56 });
  expect(terminal.live).toEqual(['正在扫描：1']);
});

test('without a live line progress is told every ten seconds', () => {
  const { view, terminal } = createView();
  view.progressed(snapshotAt(sampleMs + 5_000));
  view.progressed(snapshotAt(sampleMs + 10_000));
  view.progressed(snapshotAt(sampleMs + 15_000));
  view.progressed(snapshotAt(sampleMs + 30_000, { totalFiles: 0 }));
  expect(terminal.told).toEqual([expect.stringContaining('25%')]);
});

test('lines of several folders begin with their roots, and the end counts them', async () => {
  const { view, terminal } = createView();
  view.started([sampleSubject, other]);
  view.happened(other, { type: 'resumed' });
  view.happened(other, { type: 'problem', problem: sampleProblem('x') });
  await view.ended(other, sampleResult(), () => []);
  view.finished({ folders: 2, upToDate: 1, exitCode: 1 });
  expect(terminal.told.slice(2, 4)).toEqual(['/more: resumed', "failed /more: x: The file x can't be read."]);
  expect(terminal.printed).toEqual([
    '/more: Up to date: 3,401 files proven (4.8 MiB), compared 09:12',
    '1 of 2 folders up to date',
  ]);
});

test('trouble of the connection is told once in ten seconds, with its cause', () => {
  const { view, terminal, clock } = createView();
  const error = { code: 'net.timeout', message: '', facts: { host: 'h' } } as const;
  view.connected({ type: 'retrying', what: 'put', error, inMs: 2000, subject: null });
  view.connected({ type: 'retrying', what: 'put', error, inMs: 2000, subject: null });
  clock.nowMs += 10_000;
  view.connected({ type: 'retrying', what: 'put', error, inMs: 2000, subject: null });
  expect(terminal.told).toEqual(
    Array(2).fill('trying again in 2s (net.timeout): The server h did not move a single byte.'),
  );
});

test('a folder that can not be synced at all says why, and what helps', () => {
  const { view, terminal } = createView();
  view.failed(sampleSubject, { code: 'folder.missing', message: '', facts: {} });
  expect(terminal.told).toEqual([
    'failed /data: The folder /data is not there; a drive may not be connected.',
    expect.stringContaining('Connect the drive'),
    '  (code folder.missing)',
  ]);
});

test('all of it is there in Chinese', async () => {
  const { view, terminal, happened } = createView({ language: 'zh-CN' });
  view.started([sampleSubject]);
  happened({ type: 'deletesHeld', count: 120, known: 200, sample: ['a'] });
  await view.ended(sampleSubject, sampleResult({ uploaded: 2, uploadedBytes: 2048, copied: 1 }), () => []);
  expect([...terminal.told, ...terminal.printed].join('\n')).not.toMatch(/[a-z]{4,} [a-z]{4,}/);
  expect(terminal.printed).toEqual([
    '已上传 2 个文件（2.0 KiB），在服务器端复制 1 个',
    '已是最新：3,401 个文件通过校验（4.8 MiB），比较时间 09:12',
  ]);
});
