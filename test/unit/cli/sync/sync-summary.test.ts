import { expect, test } from 'vitest';
import {
  exitCodeOfFolder,
  type FolderOutcome,
  outcomeOf,
  summariseFolders,
} from '../../../../main/cli/sync/sync-summary.ts';
import type { FolderState } from '../../../../main/sync/folder-sync.ts';
import { sampleRecord, sampleResult, sampleState } from '../../../support/sample-sync.ts';

const failing: Partial<FolderState> = {
  isUpToDate: false,
  problems: { failed: 1, warnings: 0, skipped: 0 },
};

test.each<[string, Partial<FolderState>, boolean, FolderOutcome['became'], number]>([
  ['all is proven', {}, false, 'upToDate', 0],
  [
    'warnings and what is left out do no harm',
    { problems: { failed: 0, warnings: 2, skipped: 3 } },
    false,
    'upToDate',
    0,
  ],
  ['watching ends by a signal while all is proven', {}, true, 'upToDate', 0],
  ['a file failed', failing, false, 'notUpToDate', 1],
  ['watching ends by a signal while a file has failed', failing, true, 'notUpToDate', 1],
  ['something is not proven, whatever the cause', { isUpToDate: false }, false, 'notUpToDate', 1],
  ['a signal ends a run', { isUpToDate: false, waiting: 3 }, true, 'stopped', 130],
  ['a signal ends a run in which a file has failed', { ...failing, waiting: 3 }, true, 'stopped', 130],
  [
    'a signal ends a run before the first scan',
    { ...failing, record: sampleRecord({}, { lastScan: null }) },
    true,
    'stopped',
    130,
  ],
  ['a signal ends a run that is quiet but not compared', { isUpToDate: false }, true, 'stopped', 130],
  ['deletions are held', { isUpToDate: false, heldDeletes: 5 }, false, 'held', 3],
  ['deletions are held while watching ends', { isUpToDate: false, heldDeletes: 5 }, true, 'held', 3],
  [
    'the folder is paused',
    { isUpToDate: false, waiting: 3, record: sampleRecord({ isPaused: true }) },
    false,
    'paused',
    3,
  ],
  [
    'the folder is paused, however it stood before',
    { record: sampleRecord({ isPaused: true }) },
    false,
    'paused',
    3,
  ],
])('%s', (_, state, isStopped, became, exitCode) => {
  const outcome = outcomeOf(sampleResult({ state: sampleState(state), isStopped }));
  expect(outcome.became).toBe(became);
  expect(exitCodeOfFolder(outcome)).toBe(exitCode);
});

test.each([
  ['folder.missing', 3],
  ['folder.marker-missing', 3],
  ['credentials.wrong', 3],
  ['folder.busy', 1],
  ['folder.overlaps', 2],
  ['ignore.invalid', 2],
  ['bug', 1],
] as const)('a folder that ends with %s gives exit code %i', (code, exitCode) => {
  expect(exitCodeOfFolder({ became: 'failed', error: { code, message: '', facts: {} } })).toBe(exitCode);
});

test('the whole is as good as its worst folder', () => {
  const good = outcomeOf(sampleResult());
  const bad = outcomeOf(sampleResult({ state: sampleState(failing) }));
  const held = outcomeOf(sampleResult({ state: sampleState({ isUpToDate: false, heldDeletes: 1 }) }));
  expect(summariseFolders([good, good])).toEqual({ folders: 2, upToDate: 2, exitCode: 0 });
  expect(summariseFolders([good, bad])).toEqual({ folders: 2, upToDate: 1, exitCode: 1 });
  expect(summariseFolders([good, bad, held])).toEqual({ folders: 3, upToDate: 1, exitCode: 3 });
  expect(summariseFolders([good, { became: 'notBegun' }])).toEqual({
    folders: 2,
    upToDate: 1,
    exitCode: 130,
  });
});
