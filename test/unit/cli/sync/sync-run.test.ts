import { expect, test } from 'vitest';
import { AppError, type ErrorRecord } from '../../../../main/base/app-error.ts';
import type { FolderTask } from '../../../../main/cli/sync/folder-task.ts';
import { eachProblem, type SyncWay, syncFolders } from '../../../../main/cli/sync/sync-run.ts';
import type { SyncView } from '../../../../main/cli/sync/sync-view.ts';
import { usualSettings } from '../../../../main/model/folder.ts';
import { createFakeFolders, type FakeFolderScript } from '../../../support/fake-folders.ts';
import {
  sampleAddress,
  sampleProblem,
  sampleResult,
  sampleState,
  sampleSubject,
} from '../../../support/sample-sync.ts';

function taskOf(root: string): FolderTask {
  return {
    subject: { ...sampleSubject, root },
    wish: {
      root,
      prefix: 'backup/',
      settings: usualSettings,
      access: {
        address: sampleAddress,
        signing: 'v4',
        checksum: 'crc32',
        credentials: {
          current: async () => ({ accessKeyId: 'LTAI-1234', accessKeySecret: 'secret' }),
          invalidate() {},
        },
      },
    },
  };
}

/** Keeps what it is told. */
function createKeepingView() {
  const told: string[] = [];
  const failures: ErrorRecord[] = [];
  const left: string[][] = [];
  const view: SyncView = {
    started: subjects => told.push(`started ${subjects.map(({ root }) => root).join(' ')}`),
    progressed() {},
    connected() {},
    happened: ({ root }, { type }) => told.push(`${type} ${root}`),
    failed({ root }, error) {
      told.push(`failed ${root}`);
      failures.push(error);
    },
    async ended({ root }, _, problems) {
      told.push(`ended ${root}`);
      left.push([...problems()].map(({ path }) => path));
    },
    finished: ({ exitCode }) => told.push(`finished ${exitCode}`),
  };
  return { view, told, failures, left };
}

const once: SyncWay = { isWatching: false, agreedDeletes: null, renewsMarker: false };

async function syncWith(
  script: FakeFolderScript,
  roots: readonly string[],
  way: SyncWay = once,
  signal = new AbortController().signal,
) {
  const folders = createFakeFolders(script);
  const kept = createKeepingView();
  const list = { tasks: roots.map(taskOf), unopened: [] };
  const summary = await syncFolders(folders, list, way, kept.view, signal);
  return { summary, folders, ...kept };
}

test('every folder runs once, is shown, and is given up', async () => {
  const { summary, folders, told } = await syncWith({}, ['/a', '/b']);
  expect(summary).toEqual({ folders: 2, upToDate: 2, exitCode: 0 });
  expect(folders.calls).toEqual(['run /a', 'run /b', 'close /a', 'close /b']);
  expect(told).toEqual(['started /a /b', 'ended /a', 'ended /b', 'finished 0']);
});

test('watching, agreeing to deletions and a new marker come in an order in which they count', async () => {
  const way: SyncWay = { isWatching: true, agreedDeletes: 120, renewsMarker: true };
  const { folders } = await syncWith({}, ['/a'], way);
  expect(folders.calls).toEqual(['renewMarker /a', 'agreeToDeletes 120', 'watch /a', 'close /a']);
});

test('what happens is shown for its own folder', async () => {
  const { told } = await syncWith(
    {
      async run({ root }, emit) {
        if (root === '/b') emit({ type: 'rootBack' });
        return sampleResult();
      },
    },
    ['/a', '/b'],
  );
  expect(told).toContain('rootBack /b');
  expect(told).not.toContain('rootBack /a');
});

test('a folder that can not be opened does not keep the others', async () => {
  const { summary, told, folders } = await syncWith(
    {
      onOpen({ root }) {
        if (root === '/a') throw new AppError('folder.busy', 'busy', { root, pid: 7 });
      },
    },
    ['/a', '/b'],
  );
  expect(told).toEqual(['failed /a', 'started /b', 'ended /b', 'finished 1']);
  expect(summary).toEqual({ folders: 2, upToDate: 1, exitCode: 1 });
  expect(folders.calls).toEqual(['run /b', 'close /b']);
});

test('a folder whose run is refused does not keep the others, and is blocked where the user can help', async () => {
  const { summary, told, folders } = await syncWith(
    {
      async run({ root }) {
        if (root === '/a') throw new AppError('folder.missing', 'gone', { path: root });
        return sampleResult();
      },
    },
    ['/a', '/b'],
  );
  expect(told).toContain('failed /a');
  expect(summary.exitCode).toBe(3);
  expect(folders.calls.filter(call => call.startsWith('close'))).toEqual(['close /a', 'close /b']);
});

test('refused keys are named by their id', async () => {
  const { failures } = await syncWith(
    {
      async run() {
        throw new AppError('credentials.wrong', 'no');
      },
    },
    ['/a'],
  );
  expect(failures).toEqual([expect.objectContaining({ facts: { accessKeyId: 'LTAI-1234' } })]);
});

test('a signal before the first result is a stop and no failure', async () => {
  const stop = new AbortController();
  const { summary, told } = await syncWith(
    {
      async run() {
        stop.abort();
        throw stop.signal.reason;
      },
    },
    ['/a'],
    once,
    stop.signal,
  );
  expect(told).toEqual(['started /a', 'finished 130']);
  expect(summary.exitCode).toBe(130);
});

test('a stopped run shows how far it came', async () => {
  const stop = new AbortController();
  const state = sampleState({ isUpToDate: false, waiting: 4 });
  const { summary, told } = await syncWith(
    {
      async run() {
        stop.abort();
        return sampleResult({ state, isStopped: true });
      },
    },
    ['/a'],
    once,
    stop.signal,
  );
  expect(told).toContain('ended /a');
  expect(summary.exitCode).toBe(130);
});

test('a folder whose account is gone is told among the others', async () => {
  const folders = createFakeFolders();
  const { view, told } = createKeepingView();
  const error: ErrorRecord = { code: 'account.unknown', message: '', facts: {} };
  const unopened = [{ subject: { ...sampleSubject, root: '/a' }, error }];
  const signal = new AbortController().signal;
  const summary = await syncFolders(folders, { tasks: [taskOf('/b')], unopened }, once, view, signal);
  expect(told).toEqual(['failed /a', 'started /b', 'ended /b', 'finished 1']);
  expect(summary).toEqual({ folders: 2, upToDate: 1, exitCode: 1 });
});

test.each([0, 1, 499, 500, 501, 1000, 1234])('of %i problems each is given once, in their order', count => {
  const problems = Array.from({ length: count }, (_, i) => sampleProblem(`f${i}`));
  const folders = createFakeFolders({ problems: { id: problems } });
  expect([...eachProblem(folders, 'id')]).toEqual(problems);
});
