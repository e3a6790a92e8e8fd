import { describe, expect, test } from 'vitest';
import { folderView } from '../../../main/api/folder-view.ts';
import { AppError, type ErrorCode } from '../../../main/base/app-error.ts';
import {
  afterEvent,
  afterFailure,
  atRest,
  atWatch,
  type LiveFolder,
  startingFolder,
} from '../../../main/desk/kept-folders/live-folder.ts';
import { nextScanMs, standingOf } from '../../../main/desk/kept-folders/standing.ts';
import type { FolderEvent, FolderState } from '../../../main/sync/folder-sync.ts';
import { sampleMs, sampleRecord, sampleState } from '../../support/sample-sync.ts';

const idle: LiveFolder = { ...startingFolder, phase: 'idle' };
const record = (code: ErrorCode) => ({ code, message: '', facts: {} });
const failing = (code: ErrorCode): LiveFolder => ({ ...idle, error: record(code) });
const paused = { record: sampleRecord({ isPaused: true }) };
const held = { waiting: 20, deletes: { actions: 20, bytes: 5 }, heldDeletes: 20, isUpToDate: false };
const failed = { problems: { failed: 1, warnings: 0, skipped: 0 }, isUpToDate: false };
const old = { record: sampleRecord({}, { upToDateAtMs: sampleMs - 90_000_000 }) };

const standings: readonly (readonly [string, Partial<FolderState>, LiveFolder, string])[] = [
  ['all is proven', {}, idle, 'upToDate'],
  ['it was just opened', {}, startingFolder, 'starting'],
  ['the bucket is listed', {}, { ...idle, phase: 'listing' }, 'listing'],
  ['everything is looked at', {}, { ...idle, phase: 'scanning' }, 'scanning'],
  ['files wait', { waiting: 2, isUpToDate: false }, idle, 'sending'],
  ['deletions wait for their time', { ...held, heldDeletes: 0 }, idle, 'sending'],
  ['deletions wait for a word', held, idle, 'deletesHeld'],
  ['deletions wait for a word in a paused folder', { ...held, ...paused }, idle, 'paused'],
  ['something can not go up', failed, idle, 'problems'],
  ['it was not compared for long', old, idle, 'stale'],
  ['it is compared after long', old, { ...idle, phase: 'scanning' }, 'scanning'],
  ['a file is still being written', { isUpToDate: false }, idle, 'scanning'],
  ['it is paused', paused, { ...idle, phase: 'scanning' }, 'paused'],
  ['another process has it, paused or not', paused, failing('folder.busy'), 'busyElsewhere'],
  ['its root is not there', {}, failing('folder.missing'), 'rootLost'],
  ['its root can not be read', {}, failing('folder.unreadable'), 'rootLost'],
  ['its root is another one', {}, failing('folder.other-drive'), 'rootLost'],
  ['its marker is missing', held, failing('folder.marker-missing'), 'rootLost'],
  ['its keys are refused', { waiting: 1 }, failing('credentials.wrong'), 'blocked'],
  ['it was overlapped', {}, failing('folder.overlaps'), 'blocked'],
];

describe('how a folder stands when', () => {
  test.each(standings)('%s', (_, state, live, expected) => {
    expect(standingOf(sampleState(state), live, false, sampleMs)).toBe(expected);
  });
});

test('a pause of everything is one of each folder', () => {
  expect(standingOf(sampleState(), idle, true, sampleMs)).toBe('paused');
});

test('what blocks a folder stays while it is tried in vain, and goes with what ends it', () => {
  const scanning: FolderEvent = { type: 'scanning', files: 5, directories: 1 };
  const scanned: FolderEvent = { type: 'scanned', files: 5, directories: 1, planned: 0, plannedBytes: 0 };
  const listed: FolderEvent = { type: 'listed', objects: 1, bytes: 1 };
  const lost = afterEvent(idle, { type: 'rootLost', error: record('net.unreachable') });
  const tried = [listed, scanning, scanned].reduce(afterEvent, lost);
  expect(tried.error?.code).toBe('net.unreachable');
  const ends: readonly FolderEvent[] = [
    { type: 'rootBack' },
    { type: 'paused' },
    { type: 'upToDate', state: sampleState() },
  ];
  for (const end of ends) expect(afterEvent(tried, end).error).toBeNull();
  expect(atWatch(tried).error).toBeNull();
  expect(afterFailure(idle, new AppError('folder.busy', 'busy')).error?.code).toBe('folder.busy');
});

test('files are counted from one rest to the next, deletions are not', () => {
  const ended = (what: 'upload' | 'delete'): FolderEvent => ({
    ...{ type: 'ended', path: 'a', bytes: 1, reason: { code: 'new', facts: {} } },
    what,
  });
  const live = [ended('upload'), ended('delete'), ended('upload')].reduce(afterEvent, idle);
  expect(live.done).toBe(2);
  expect(atRest(live).done).toBe(0);
  const view = (state: Partial<FolderState>) =>
    folderView({ state: sampleState(state), live }, sampleMs, false);
  expect(view({ waiting: 3, waitingBytes: 10 })).toMatchObject({
    sent: 2,
    toSend: 5,
    waiting: 3,
    waitingBytes: 10,
  });
  expect(view({})).toMatchObject({ sent: 0, toSend: 0, waiting: 0 });
});

test('held deletions are a question and neither files that wait nor a problem', () => {
  const state = sampleState({
    ...held,
    ...{ waiting: 23, waitingBytes: 12, problems: { failed: 4, warnings: 1, skipped: 2 } },
  });
  expect(folderView({ state, live: idle }, sampleMs, false)).toMatchObject({
    ...{ waiting: 3, waitingBytes: 7, failed: 3, warnings: 1, skipped: 2 },
    heldDeletes: { count: 20, known: 3401 },
  });
});

test('the next scan has a time that stands still, and none where nothing will scan', () => {
  const state = sampleState();
  const due = sampleMs + state.record.folder.settings.rescanMs;
  expect(nextScanMs(state, 'upToDate')).toBe(due);
  for (const standing of ['paused', 'scanning', 'rootLost', 'blocked', 'busyElsewhere'] as const) {
    expect(nextScanMs(state, standing)).toBeNull();
  }
  expect(nextScanMs(sampleState({ record: sampleRecord({}, { lastScan: null }) }), 'sending')).toBeNull();
  const late = folderView({ state, live: idle }, due + 5_000, false);
  expect(late).toEqual(folderView({ state, live: idle }, due + 9_000, false));
});
