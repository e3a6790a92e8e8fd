import { describe, expect, test } from 'vitest';
import { type ErrorCode, fromErrorRecord } from '../../../main/base/app-error.ts';
import { afterFailure } from '../../../main/sync/after-failure.ts';

const failed = (code: ErrorCode) => fromErrorRecord({ code, message: 'planned', facts: {} });

describe('what follows when an action failed', () => {
  test.each<ErrorCode>(['credentials.wrong', 'net.unreachable', 'bucket.missing', 'disk.full', 'bug'])(
    '%s holds for all files alike, and ends the run',
    code => {
      expect(afterFailure(failed(code), 1, 0)).toEqual({ is: 'blocked' });
    },
  );

  test.each<ErrorCode>(['file.missing', 'file.not-regular'])(
    '%s is no failure: the next look tells what has become of the path',
    code => {
      expect(afterFailure(failed(code), 1, 0)).toEqual({ is: 'void' });
    },
  );

  test.each<ErrorCode>([
    'net.timeout',
    'remote.throttled',
    'file.unreadable',
    'file.changed',
    'transfer.busy',
  ])('%s is tried three times, later and later, and then listed with a time for another try', code => {
    expect([1, 2, 3].map(attempts => afterFailure(failed(code), attempts, 0))).toEqual([
      { is: 'again', inMs: 1_000 },
      { is: 'again', inMs: 4_000 },
      { is: 'listed', inMs: 60_000 },
    ]);
  });

  test('a right that is missing is listed at once, for a second try within seconds knows no more', () => {
    expect(afterFailure(failed('remote.denied'), 1, 0)).toEqual({ is: 'listed', inMs: 60_000 });
  });

  test('what is final waits for the file or the settings to change', () => {
    expect(afterFailure(failed('file.too-large'), 1, 0)).toEqual({ is: 'listed', inMs: null });
  });

  test.each([
    [0, 60_000],
    [600_000, 600_000],
    [86_400_000, 3_600_000],
  ])('what has failed for %i ms is tried again after %i ms', (sinceMs, inMs) => {
    expect(afterFailure(failed('net.timeout'), 3, sinceMs)).toEqual({ is: 'listed', inMs });
  });
});
