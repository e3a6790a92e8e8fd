import { beforeEach, expect, test } from 'vitest';
import { noted } from '../../../../main/base/said.ts';
import type { PutItem } from '../../../../main/cli/put/put-item.ts';
import type { PutSummary } from '../../../../main/cli/put/put-summary.ts';
import { createPutTextView } from '../../../../main/cli/put/put-text-view.ts';
import type { Terminal } from '../../../../main/cli/terminal.ts';
import type { Proof } from '../../../../main/model/proof.ts';
import type { Transfer, TransferState } from '../../../../main/model/transfer.ts';
import type { ProgressSnapshot } from '../../../../preload/contract.ts';

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
    isTotalKnown: true,
    totalParts: 10,
    confirmedParts: 1,
    totalFiles: 1,
    doneFiles: 0,
    failedFiles: 0,
    ...more,
  };
}

const item: PutItem = {
  source: { kind: 'file', path: '/data/a.bin' },
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
  way: ['oss://bucket/a.bin'],
  threshold: 1,
};

const summary: PutSummary = {
  proven: 0,
  callbackFailed: 0,
  failed: 0,
  blocked: 0,
  paused: 0,
  stopped: 0,
  provenBytes: 0,
  safeBytes: 0,
  elapsedMs: 0,
  exitCode: 0,
};

const proof: Proof = {
  size: 3,
  ours: { algorithm: 'crc64', value: '995dc9bbdf1939fa' },
  theirs: '995dc9bbdf1939fa',
  etag: 'E',
  requestId: 'R1',
  versionId: null,
  provenAtMs: 0,
  callback: null,
};

function changedTo(state: TransferState) {
  const source = {
    path: '/data/a.bin',
    size: 1000,
    offset: 0,
    length: 1000,
    mtimeNs: '1',
    ctimeNs: '1',
    inode: '1',
    device: '1',
  };
  const target = { address: item.access.address, key: item.key };
  const transfer: Transfer = { id: 'one', source, target, options: {}, place: null, state, createdAtMs: 0 };
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
    view.happened({ type: 'retrying', what: 'sendPart', error, inMs: 2000, subject: null });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe(
    'trying again in 2s (net.interrupted): The connection to h was cut in the middle of a request (ECONNRESET).',
  );
});

test('a restart is told with its reason', () => {
  const view = createView(true);
  view.happened({
    type: 'noted',
    transferId: 'one',
    what: 'restarted',
    reason: 'for the record',
    note: noted('restartedChanged', { code: 'file.changed' }),
  });
  expect(lines).toEqual(['restarted: the file is not the one that this upload was begun for (file.changed)']);
});

test('a failure is a cause, a remedy and a code', () => {
  const view = createView(true);
  const error = { code: 'bucket.missing', message: 'no', facts: { requestId: 'R1' } } as const;
  view.ended({ item, became: 'failed', error });
  expect(lines).toEqual([
    'failed a.bin: There is no bucket bucket at http://127.0.0.1:9.',
    expect.stringContaining("Check the bucket's name"),
    '  (code bucket.missing, request R1)',
  ]);
});

test('several files end in a summary, and a pause says what is safe', () => {
  const view = createView(false);
  view.finished({
    ...summary,
    proven: 3,
    failed: 1,
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

test('what was refused before it became a transfer shows no bar', () => {
  const view = createView(false);
  view.progressed(snapshotAt(0, { totalBytes: 0, totalParts: 0, confirmedParts: 0, totalFiles: 0 }));
  expect(lines).toEqual([]);
});

test('a stream of unknown length shows bytes, rate and time, now and then', () => {
  const view = createView(false);
  for (; nowMs <= 25_000; nowMs += 250) view.progressed(snapshotAt(nowMs / 250, { isTotalKnown: false }));
  expect(lines).toEqual(['400 B  10s  10 B/s  1 part', '800 B  20s  10 B/s  1 part']);
});

test('a stream is named as on the command line, without what may be secret', () => {
  const view = createView(false);
  const url = new URL('https://user:pass@example.com/a/b%20c.iso?token=secret');
  view.started([{ ...item, source: { kind: 'web', url } }]);
  view.started([{ ...item, source: { kind: 'stdin' } }]);
  expect(lines).toEqual([
    'sending example.com/a/b%20c.iso to oss://bucket/a.bin',
    'sending standard input to oss://bucket/a.bin',
  ]);
});

test('several sources go to a folder', () => {
  const view = createView(false);
  const other: PutItem = { ...item, key: 'x/b', source: { kind: 'file', path: '/b' } };
  view.started([{ ...item, key: 'x/a.bin' }, other]);
  view.started([other, { ...item, key: 'x/c', source: { kind: 'web', url: new URL('http://a/c') } }]);
  expect(lines).toEqual(['sending 2 files to oss://bucket/x/', 'sending 2 objects to oss://bucket/x/']);
});

test("an application's answer is shown on one line, and cut when it is long", () => {
  const view = createView(false);
  const answered = (answer: string) => {
    view.ended({
      item,
      became: 'proven',
      transferId: 'one',
      proof: { ...proof, callback: { became: 'answered', answer } },
    });
  };
  answered('{"Status": "OK",\n  "by": "\u001b[2J"}\n');
  answered('x'.repeat(500));
  expect(lines[1]).toBe('  callback answered: {"Status": "OK", "by": "\\x1b[2J"}');
  expect(lines[3]).toBe(`  callback answered: ${'x'.repeat(400)}…`);
});

test("a callback in vain has the proof, the store's words, and the command that repeats it", () => {
  const view = createView(false);
  const callback = {
    became: 'failed',
    message: 'Error status : 502.',
    ec: '0007-00000203',
    requestId: 'R1',
  } as const;
  const asked = { urls: ['http://b/'], body: 'a', bodyType: 'application/json', variables: {} } as const;
  const asking = { ...item, options: { callback: asked } };
  view.ended({ item: asking, became: 'callbackFailed', transferId: 'one', proof: { ...proof, callback } });
  expect(lines[0]).toMatch(
    /^stored, callback failed a\.bin -> oss:\/\/bucket\/a\.bin: 3 bytes, CRC64 11051210869376104954/,
  );
  expect(lines[1]).toMatch(/^callback failed a\.bin: .*Error status : 502\./);
  expect(lines.at(-2)).toBe('  (code upload.callback-failed, request R1)');
  expect(lines.at(-1)).toBe(
    '  longshore callback oss://bucket/a.bin --callback-url http://b/ --callback-body a --callback-body-type json',
  );
  view.finished({ ...summary, proven: 2, callbackFailed: 1, exitCode: 4 });
  expect(lines.at(-1)).toBe('2 proven (1 callback failed), 0 failed, 0 bytes');
});

test('a stream that was stopped left nothing behind', () => {
  const view = createView(false);
  view.ended({ item: { ...item, source: { kind: 'stdin' } }, became: 'stopped' });
  view.finished({ ...summary, stopped: 1, exitCode: 130 });
  expect(lines).toEqual([
    'stopped standard input: nothing was stored, and nothing of it is left on the server',
    '0 proven, 0 failed, 1 stopped, 0 bytes',
  ]);
});

test('notes are written in words', () => {
  const view = createView(false);
  view.happened({
    type: 'noted',
    transferId: 'one',
    what: 'partSizeKept',
    reason: 'for the record',
    note: noted('partSizeKept', { partSize: 1_048_576 }),
  });
  expect(lines).toEqual([
    'part size kept: this upload was begun by parts of 1048576 bytes, and goes on with them',
  ]);
});
