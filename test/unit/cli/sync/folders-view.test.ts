import { expect, test } from 'vitest';
import { createFoldersJsonView, createFoldersTextView } from '../../../../main/cli/sync/folders-view.ts';
import { usualSettings } from '../../../../main/model/folder.ts';
import { createLinesTerminal } from '../../../support/lines-terminal.ts';
import { sampleMs, sampleProblem, sampleRecord, sampleState } from '../../../support/sample-sync.ts';

function createView() {
  const terminal = createLinesTerminal();
  return { terminal, view: createFoldersTextView(terminal, { now: () => sampleMs }, 'en') };
}

test('a folder shows where it goes, how it stands, and when it was looked at', () => {
  const { terminal, view } = createView();
  view.folder(sampleState());
  expect(terminal.printed).toEqual([
    '/data to oss://bucket/backup/ (upload-only)',
    '  Up to date: 3,401 files proven (4.8 MiB), compared 09:12',
    '  last full scan 09:12: 3,401 files, directories: 120, ignored: 7',
  ]);
});

test('whose keys, that it is synced right now, and its problems are shown', () => {
  const { terminal, view } = createView();
  const account = { ...usualSettings.account, profile: 'work' };
  const record = sampleRecord(
    { settings: { mode: 'mirror', account } },
    { isBusy: true, verifiedAtMs: sampleMs },
  );
  const problems = { failed: 1, warnings: 2, skipped: 3 };
  view.folder(sampleState({ record, problems, isUpToDate: false }));
  expect(terminal.printed).toEqual([
    '/data to oss://bucket/backup/ (mirror, account work, synced right now)',
    '  NOT up to date: 1 failed; 3,401 files proven, last up to date 09:12',
    '  last full scan 09:12: 3,401 files, directories: 120, ignored: 7; all verified 09:12',
    '  problems: failed: 1, warnings: 2, left out by the rules: 3 (longshore folders list --problems /data)',
  ]);
});

test('a folder that was never scanned is not up to date', () => {
  const { terminal, view } = createView();
  const record = sampleRecord({}, { lastScan: null, upToDateAtMs: null });
  view.folder(sampleState({ record, provenFiles: 0, isUpToDate: false }));
  expect(terminal.printed[1]).toBe('  NOT up to date: never scanned in full; 0 files proven');
});

test('a folder that was not compared for too long raises the alarm, whatever was found then', () => {
  const terminal = createLinesTerminal();
  const clock = { now: () => sampleMs + usualSettings.staleMs };
  createFoldersTextView(terminal, clock, 'en').folder(sampleState());
  createFoldersJsonView(terminal, clock, 'en').folder(sampleState());
  expect(terminal.printed[2]).toMatch(/^ {2}ALARM: not compared in full since .* 09:12, /);
  expect(terminal.events[0]).toMatchObject({ isUpToDate: true, isStale: true });
});

test('a paused folder raises no alarm', () => {
  const terminal = createLinesTerminal();
  const clock = { now: () => sampleMs + usualSettings.staleMs };
  createFoldersTextView(terminal, clock, 'en').folder(
    sampleState({ record: sampleRecord({ isPaused: true }) }),
  );
  expect(terminal.printed.join()).not.toContain('ALARM');
});

test('a problem has cause, code and remedy', () => {
  const { terminal, view } = createView();
  view.problem(sampleRecord().folder, sampleProblem('a'));
  expect(terminal.printed).toEqual([
    "  failed a: The file a can't be read. (file.unreadable)",
    expect.stringMatching(/^ {4}Give yourself/),
  ]);
});

test('as data, a folder has its place, its settings that matter, and its figures', () => {
  const terminal = createLinesTerminal();
  createFoldersJsonView(terminal, { now: () => sampleMs }, 'en').folder(sampleState());
  expect(terminal.events).toEqual([
    expect.objectContaining({
      event: 'folder',
      root: '/data',
      target: 'oss://bucket/backup/',
      endpoint: 'http://127.0.0.1:9',
      account: null,
      mode: 'upload-only',
      isBusy: false,
      isStale: false,
      isPaused: false,
      isUpToDate: true,
      provenFiles: 3401,
    }),
  ]);
});
