import { expect, test } from 'vitest';
import { columnsOf } from '../../../main/cli/columns.ts';
import { drawProgress, percentOf } from '../../../main/cli/progress-bar.ts';
import type { ProgressSnapshot } from '../../../preload/contract.ts';

const mebibyte = 1024 * 1024;

const half: ProgressSnapshot = {
  atMs: 0,
  totalBytes: 100 * mebibyte,
  confirmedBytes: 40 * mebibyte,
  movingBytes: 10 * mebibyte,
  resumedBytes: 0,
  bytesPerSecond: 5 * mebibyte,
  secondsLeft: 10,
  isTotalKnown: true,
  totalParts: 10,
  confirmedParts: 4,
  totalFiles: 1,
  doneFiles: 0,
  failedFiles: 0,
};

test('a wide terminal shows everything, confirmed and moving bytes apart', () => {
  expect(drawProgress(half, 110, 'en')).toBe(
    `[${'#'.repeat(16)}${'-'.repeat(4)}${' '.repeat(20)}] 50%  50.0 MiB of 100 MiB  10s left  5.0 MiB/s  part 4/10`,
  );
});

test.each([200, 110, 80, 60, 40, 20, 10, 4, 1, 0])(
  'nothing is wider than a terminal of %i columns',
  columns => {
    expect(drawProgress(half, columns, 'en').length).toBeLessThanOrEqual(Math.max(0, columns - 1));
  },
);

test('a narrow terminal keeps what matters most', () => {
  expect(drawProgress(half, 70, 'en')).toBe(
    '[####-     ] 50%  50.0 MiB of 100 MiB  10s left  5.0 MiB/s  part 4/10',
  );
  expect(drawProgress(half, 60, 'en')).toBe('[####-     ] 50%  50.0 MiB of 100 MiB  10s left  5.0 MiB/s');
  expect(drawProgress(half, 50, 'en')).toBe('50%  50.0 MiB of 100 MiB  10s left  5.0 MiB/s');
  expect(drawProgress(half, 40, 'en')).toBe('50%  50.0 MiB of 100 MiB  10s left');
  expect(drawProgress(half, 8, 'en')).toBe('50%');
});

test('completing and checking are shown as steps of their own', () => {
  expect(drawProgress(half, 60, 'en', 'completing')).toContain('completing');
  expect(drawProgress(half, 60, 'en', 'completing')).not.toContain('left');
});

test('several files and failures are counted', () => {
  const many = { ...half, totalFiles: 7, doneFiles: 3, failedFiles: 2 };
  expect(drawProgress(many, 150, 'en')).toContain('file 3/7');
  expect(drawProgress(many, 150, 'en')).toContain('2 failed');
});

test('there is no estimate while nothing moves', () => {
  expect(drawProgress({ ...half, bytesPerSecond: 0, secondsLeft: null }, 110, 'en')).not.toContain('left');
});

test('100 % is shown only when all files have ended', () => {
  const all = { ...half, confirmedBytes: 100 * mebibyte, movingBytes: 0 };
  expect(percentOf(all)).toBe(99);
  expect(percentOf({ ...all, doneFiles: 1 })).toBe(100);
});

test('an empty file has a bar, too', () => {
  const empty = {
    ...half,
    totalBytes: 0,
    confirmedBytes: 0,
    movingBytes: 0,
    totalParts: 1,
    confirmedParts: 1,
  };
  expect(percentOf(empty)).toBe(0);
  expect(drawProgress({ ...empty, doneFiles: 1 }, 80, 'en')).toContain('100%');
  expect(percentOf({ ...empty, failedFiles: 1 })).toBe(0);
});

test('while the total is unknown there is neither a bar nor a percentage', () => {
  const flowing = { ...half, isTotalKnown: false, totalBytes: 50 * mebibyte, secondsLeft: null };
  expect(percentOf(flowing)).toBeNull();
  expect(drawProgress(flowing, 110, 'en', '10s')).toBe('50.0 MiB  10s  5.0 MiB/s  4 parts');
  expect(drawProgress(flowing, 20, 'en', '10s')).toBe('50.0 MiB  10s');
  for (const columns of [30, 20, 10, 5, 0]) {
    expect(drawProgress(flowing, columns, 'en', '10s').length).toBeLessThanOrEqual(Math.max(0, columns - 1));
  }
});

test('in Chinese a line keeps within the columns that its characters take', () => {
  const many = { ...half, totalFiles: 7, doneFiles: 3, failedFiles: 2 };
  expect(drawProgress(half, 110, 'zh-CN')).toBe(
    `[${'#'.repeat(16)}${'-'.repeat(4)}${' '.repeat(20)}] 50%  50.0 MiB / 100 MiB  剩余 10秒  5.0 MiB/s  分片 4/10`,
  );
  for (const columns of [200, 110, 80, 60, 50, 40, 30, 20, 10, 4, 1, 0]) {
    expect(columnsOf(drawProgress(many, columns, 'zh-CN', '校验中'))).toBeLessThanOrEqual(
      Math.max(0, columns - 1),
    );
  }
});
