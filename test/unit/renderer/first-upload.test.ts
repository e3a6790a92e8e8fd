import { describe, expect, test } from 'vitest';
import type {
  TransferProgress,
  TransferRow,
  TransferStateName,
} from '../../../preload/contract/transfers.ts';
import type { ProgressSnapshot } from '../../../preload/contract.ts';
import { firstUpload } from '../../../renderer/views/start/first-upload.ts';

const progressOf = (id: string, state: TransferStateName, confirmedBytes = 0): TransferProgress => ({
  id,
  state,
  confirmedBytes,
  movingBytes: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
});
const row = (id: string, size: number | null): TransferRow => ({
  id,
  source: 'file',
  folder: null,
  name: id,
  path: `/home/li/${id}`,
  kind: 'oss',
  bucket: 'trial',
  key: id,
  size,
  state: 'waiting',
  error: null,
  createdAtMs: 1,
  changedAtMs: 1,
  progress: progressOf(id, 'waiting'),
});
const totals: ProgressSnapshot = {
  atMs: 1,
  totalBytes: 9_000,
  isTotalKnown: true,
  confirmedBytes: 4_000,
  movingBytes: 500,
  resumedBytes: 0,
  bytesPerSecond: 1,
  secondsLeft: null,
  totalParts: 1,
  confirmedParts: 1,
  totalFiles: 900,
  doneFiles: 400,
  failedFiles: 2,
};
const two = { count: 2, rows: [row('a', 100), row('b', 300)] };

describe('the first upload', () => {
  test('has sent nothing before the first push', () => {
    expect(firstUpload(two, [], null)).toEqual({
      sent: 0,
      size: 400,
      failed: 0,
      isProven: false,
      shownId: null,
    });
  });

  test('is proven when every file of it is, and not before', () => {
    const one = firstUpload(two, [progressOf('a', 'done'), progressOf('b', 'sending', 50)], totals);
    expect(one).toMatchObject({ sent: 150, isProven: false, shownId: 'a' });
    expect(firstUpload(two, [progressOf('a', 'done'), progressOf('b', 'done')], totals).isProven).toBe(true);
  });

  test('shows a file that failed before one that is proven', () => {
    const some = [progressOf('a', 'done'), progressOf('b', 'blocked')];
    expect(firstUpload(two, some, totals)).toMatchObject({ failed: 1, isProven: false, shownId: 'b' });
  });

  test('takes no other file for one of its own', () => {
    expect(firstUpload(two, [progressOf('z', 'failed')], totals)).toMatchObject({ failed: 0, shownId: null });
  });

  test('of more files than a page has in view is told by the totals', () => {
    expect(firstUpload({ ...two, count: 900 }, [progressOf('a', 'done')], totals)).toEqual({
      sent: 4_500,
      size: 9_000,
      failed: 2,
      isProven: false,
      shownId: 'a',
    });
  });

  test('of no known size, and of nothing at all, is no division by zero and no proof', () => {
    expect(firstUpload({ count: 1, rows: [row('a', null)] }, [], null).size).toBe(0);
    expect(firstUpload({ count: 0, rows: [] }, [], null).isProven).toBe(false);
  });
});
