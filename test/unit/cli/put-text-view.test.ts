import { beforeEach, expect, test } from 'vitest';
import { createPutTextView } from '../../../main/cli/put-text-view.ts';
import type { Terminal } from '../../../main/cli/terminal.ts';
import type { Transfer, TransferState } from '../../../main/model/transfer.ts';
import type { UploadWish } from '../../../main/upload/uploads.ts';
import type { ProgressSnapshot } from '../../../preload/contract.ts';

let lines: string[];
let live: string[];
let nowMs: number;

beforeEach(() => {
  lines = [];
  live = [];
  nowMs = 0;
});

function createView(isLive: boolean) {
  const terminal: Terminal = {
    isLive,
    gone: new AbortController().signal,
    columns: () => 100,
    print: line => lines.push(line),
    tell: line => lines.push(line),
    tellRaw() {},
    emit() {},
    redraw: line => live.push(line),
    async pipe() {},
    async drained() {},
    failure: () => null,
  };
  return createPutTextView(terminal, { now: () => nowMs }, 'en');
}

function snapshotAt(percent: number, more: Partial<ProgressSnapshot> = {}): ProgressSnapshot {
  return {
    atMs: nowMs,
    totalBytes: 1000,
    confirmedBytes: percent * 10,
    movingBytes: 0,
    resumedBytes: 0,
    bytesPerSecond: 10,
    secondsLeft: 5,
    totalParts: 10,
    confirmedParts: 1,
    totalFiles: 1,
    doneFiles: 0,
    failedFiles: 0,
    ...more,
  };
}

const wish: UploadWish = {
  path: '/data/a.bin',
  access: {
    address: {
      kind: 'oss',
      endpoint: 'http://127.0.0.1:9',
      bucket: 'bucket',
      region: 'cn-hangzhou',
      addressing: 'path',
    },
    signing: 'v4',
    checksum: 'crc32',
    credentials: { current: () => Promise.reject(new Error('none')), invalidate() {} },
  },
  key: 'a.bin',
  options: {},
  threshold: 1,
};

function changedTo(state: TransferState) {
  const source = {
    path: wish.path,
    size: 1000,
    offset: 0,
    length: 1000,
    mtimeNs: '1',
    ctimeNs: '1',
    inode: '1',
    device: '1',
  };
  const target = { address: wish.access.address, key: wish.key };
  const transfer: Transfer = { id: 'one', source, target, options: {}, state, createdAtMs: 0 };
  return { type: 'changed', transfer } as const;
}

test('plain lines come every ten per cent', () => {
  const view = createView(false);
  for (let percent = 0; percent <= 35; percent += 1) view.progressed(snapshotAt(percent));
  expect(lines.map(line => line.split(' ')[0])).toEqual(['10%', '20%', '30%']);
  expect(lines[0]).not.toContain('[');
});

test('plain lines come every ten seconds where little moves', () => {
  const view = createView(false);
  for (; nowMs <= 25_000; nowMs += 250) view.progressed(snapshotAt(3));
  expect(lines).toHaveLength(2);
});

test('a terminal gets a bar and no lines', () => {
  const view = createView(true);
  view.progressed(snapshotAt(50));
  expect(lines).toEqual([]);
  expect(live[0]).toMatch(/^\[#+ +\] 50%/);
});

test('what an earlier run had confirmed is told once', () => {
  const view = createView(true);
  view.progressed(snapshotAt(0));
  for (const percent of [40, 50]) view.progressed(snapshotAt(percent, { resumedBytes: 400 }));
  expect(lines).toEqual(['going on: 400 B were confirmed by an earlier run']);
});

test('completing and checking are named', () => {
  const view = createView(true);
  const upload = { uploadId: 'u', partSize: 100, algorithm: 'crc64', existedBefore: false } as const;
  view.happened(changedTo({ at: 'sending', upload }));
  view.progressed(snapshotAt(99));
  view.happened(changedTo({ at: 'finishing', upload }));
  view.progressed(snapshotAt(99));
  view.happened(changedTo({ at: 'checking', upload }));
  view.progressed(snapshotAt(99));
  expect(live.map(line => /left|completing|checking/.exec(line)?.[0])).toEqual([
    'left',
    'completing',
    'checking',
  ]);
});

test('the same trouble is told once in ten seconds', () => {
  const view = createView(true);
  const error = {
    code: 'net.interrupted',
    message: 'cut',
    facts: { host: 'h', errno: 'ECONNRESET' },
  } as const;
  for (; nowMs < 15_000; nowMs += 1000)
    view.happened({ type: 'retrying', what: 'sendPart', error, inMs: 2000 });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe(
    'trying again in 2s (net.interrupted): The connection to h was cut in the middle of a request (ECONNRESET).',
  );
});

test('a restart is told with its reason, everyday steps are not', () => {
  const view = createView(true);
  view.happened({ type: 'noted', transferId: 'one', what: 'starting', reason: 'asking' });
  view.happened({
    type: 'noted',
    transferId: 'one',
    what: 'restarted',
    reason: 'the file changed (file.changed)',
  });
  expect(lines).toEqual(['restarted: the file changed (file.changed)']);
});

test('a failure is a cause, a remedy and a code', () => {
  const view = createView(true);
  const error = { code: 'bucket.missing', message: 'no', facts: { requestId: 'R1' } } as const;
  view.ended({ wish, became: 'failed', error });
  expect(lines).toEqual([
    'failed a.bin: There is no bucket bucket at http://127.0.0.1:9.',
    expect.stringContaining("Check the bucket's name"),
    '  (code bucket.missing, request R1)',
  ]);
});

test('several files end in a summary, and a pause says what is safe', () => {
  const view = createView(false);
  view.finished({
    proven: 3,
    failed: 1,
    blocked: 0,
    paused: 1,
    provenBytes: 2048,
    safeBytes: 4096,
    elapsedMs: 2000,
    exitCode: 130,
  });
  expect(lines).toEqual([
    '3 proven, 1 failed, 1 paused, 2.0 KiB (2048 bytes) in 2s (1.0 KiB/s)',
    'paused: 4.0 KiB (4096 bytes) are safe on the server; run the same command to go on',
  ]);
});
