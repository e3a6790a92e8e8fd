import { expect, test } from 'vitest';
import { callbackError } from '../../../../main/cli/callback-text.ts';
import type { PutItem } from '../../../../main/cli/put/put-item.ts';
import { failedOutcome, type PutOutcome, provenOutcome } from '../../../../main/cli/put/put-outcome.ts';
import { summarise } from '../../../../main/cli/put/put-summary.ts';
import { reportEntries } from '../../../../main/cli/put/report-file.ts';
import type { CallbackOutcome } from '../../../../main/model/callback.ts';
import type { Proof } from '../../../../main/model/proof.ts';

const item: PutItem = {
  source: { kind: 'file', path: '/data/a.bin', window: { offset: 7 } },
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

function proven(size: number, callback: CallbackOutcome | null = null): PutOutcome {
  const proof: Proof = {
    size,
    ours: { algorithm: 'crc64', value: '995dc9bbdf1939fa' },
    theirs: '995dc9bbdf1939fa',
    etag: 'E',
    requestId: 'R1',
    versionId: null,
    provenAtMs: 0,
    callback,
  };
  return provenOutcome(item, 'one', proof);
}

const inVain = { became: 'failed', message: 'Error status : 502.', ec: null, requestId: 'R1' } as const;
const failed = failedOutcome(item, { code: 'file.missing', message: 'gone', facts: {} });
const blocked = failedOutcome(item, { code: 'credentials.wrong', message: 'no', facts: {} });

test('everything proven is done', () => {
  expect(summarise([proven(3), proven(4, { became: 'answered', answer: '{}' })], 7, 12.4)).toEqual({
    proven: 2,
    callbackFailed: 0,
    failed: 0,
    blocked: 0,
    paused: 0,
    stopped: 0,
    provenBytes: 7,
    safeBytes: 7,
    elapsedMs: 12,
    exitCode: 0,
  });
});

test('a callback in vain is proven all the same, and has an exit code of its own', () => {
  const summary = summarise([proven(3, inVain), proven(4)], 7, 1);
  expect(summary).toMatchObject({ proven: 2, callbackFailed: 1, provenBytes: 7, exitCode: 4 });
});

test('what is worse outranks a callback in vain', () => {
  expect(summarise([proven(3, inVain), failed], 0, 1).exitCode).toBe(1);
  expect(summarise([proven(3, inVain), failed, blocked], 0, 1).exitCode).toBe(3);
  expect(summarise([proven(3, inVain), { item, became: 'stopped' }], 0, 1).exitCode).toBe(130);
});

test('a report that was not written counts, too', () => {
  expect(summarise([proven(3)], 3, 1, [3]).exitCode).toBe(3);
});

test("a callback in vain becomes an error with the store's words", () => {
  const outcome = proven(3, inVain);
  expect('proof' in outcome && callbackError(outcome.proof)).toEqual({
    code: 'upload.callback-failed',
    message: 'Error status : 502.',
    facts: { status: 203, code: 'CallbackFailed', ec: null, requestId: 'R1' },
  });
});

test('a report holds what is proven, each with its place', () => {
  const streamed = { ...proven(4), item: { ...item, source: { kind: 'stdin' } } } as const;
  const entries = reportEntries([proven(3, inVain), failed, { item, became: 'paused' }, streamed]);
  expect(entries).toMatchObject([
    { path: '/data/a.bin', offset: 7, target: { key: 'a.bin' }, proof: { size: 3 } },
    { path: null, offset: 0, target: { address: item.access.address }, proof: { size: 4 } },
  ]);
});
