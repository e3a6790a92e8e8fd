import { expect, test } from 'vitest';
import { createLedger } from '../../../main/progress/ledger.ts';
import { createRate, secondsLeft } from '../../../main/progress/rate.ts';

test('moving bytes are shown apart and never confirmed by themselves', () => {
  let moving: [string, number][] = [['t:1', 300]];
  const ledger = createLedger(() => moving);
  ledger.open('t', 1000);
  ledger.resume('t', 0, 0, 4);
  expect(ledger.snapshot(0)).toMatchObject({ totalBytes: 1000, confirmedBytes: 0, movingBytes: 300 });
  moving = [];
  expect(ledger.snapshot(1000)).toMatchObject({ confirmedBytes: 0, movingBytes: 0 });
  ledger.confirm('t', 250);
  expect(ledger.snapshot(2000)).toMatchObject({ confirmedBytes: 250, confirmedParts: 1, totalParts: 4 });
});

test('what earlier runs stored counts as done, but not as speed', () => {
  const ledger = createLedger(() => []);
  ledger.open('t', 1000);
  ledger.resume('t', 600, 6, 10);
  ledger.snapshot(0);
  ledger.confirm('t', 100);
  ledger.adopt('t', 100);
  expect(ledger.snapshot(1000)).toMatchObject({
    confirmedBytes: 800,
    resumedBytes: 700,
    bytesPerSecond: 100,
    secondsLeft: 2,
    confirmedParts: 8,
  });
});

test('starting over takes everything back', () => {
  const ledger = createLedger(() => []);
  ledger.open('t', 1000);
  ledger.confirm('t', 500);
  ledger.open('t', 1000);
  expect(ledger.snapshot(0)).toMatchObject({ confirmedBytes: 0, confirmedParts: 0, totalBytes: 1000 });
});

test('finished and failed files stay in the totals', () => {
  const ledger = createLedger(() => []);
  ledger.open('a', 10);
  ledger.open('b', 20);
  ledger.confirm('a', 10);
  ledger.close('a', 'done');
  ledger.close('b', 'failed');
  expect(ledger.snapshot(0)).toMatchObject({
    totalFiles: 2,
    doneFiles: 1,
    failedFiles: 1,
    totalBytes: 30,
    confirmedBytes: 10,
  });
});

test('a failed file that is tried again is counted once', () => {
  const ledger = createLedger(() => []);
  ledger.open('b', 20);
  ledger.close('b', 'failed');
  ledger.open('b', 20);
  expect(ledger.snapshot(0)).toMatchObject({ totalFiles: 1, failedFiles: 0, totalBytes: 20 });
});

test('a stream of unknown length has no total and no time left until its end', () => {
  let moving: [string, number][] = [];
  const ledger = createLedger(() => moving);
  ledger.open('file', 1000);
  ledger.open('stream', null);
  ledger.grow('stream', 300);
  moving = [['stream:1', 200]];
  ledger.snapshot(0);
  moving = [];
  ledger.confirm('stream', 300);
  ledger.grow('stream', 100, 1);
  expect(ledger.snapshot(1000)).toMatchObject({
    totalBytes: 1400,
    isTotalKnown: false,
    confirmedBytes: 300,
    bytesPerSecond: 100,
    secondsLeft: null,
    totalParts: 3,
  });
  ledger.know('stream');
  expect(ledger.snapshot(1000)).toMatchObject({ totalBytes: 1400, isTotalKnown: true, secondsLeft: 11 });
  ledger.confirm('stream', 100);
  ledger.close('stream', 'done');
  expect(ledger.snapshot(2000)).toMatchObject({ totalBytes: 1400, confirmedBytes: 400, doneFiles: 1 });
});

test('a stream that failed hides no total', () => {
  const ledger = createLedger(() => []);
  ledger.open('stream', null);
  ledger.grow('stream', 300);
  ledger.close('stream', 'failed');
  expect(ledger.snapshot(0)).toMatchObject({ totalBytes: 300, isTotalKnown: true, failedFiles: 1 });
});

test('a known size does not grow', () => {
  const ledger = createLedger(() => []);
  ledger.open('t', 1000);
  ledger.grow('t', 300, 1);
  expect(ledger.snapshot(0)).toMatchObject({ totalBytes: 1000, totalParts: 1, isTotalKnown: true });
});

test('speed is an average over the last seconds and falls to 0 when nothing moves', () => {
  const rate = createRate();
  expect(rate.bytesPerSecond()).toBe(0);
  for (let second = 0; second <= 4; second += 1) rate.add(second * 1000, second * 500);
  expect(rate.bytesPerSecond()).toBe(500);
  for (let second = 5; second <= 20; second += 1) rate.add(second * 1000, 2000);
  expect(rate.bytesPerSecond()).toBe(0);
});

test('bytes that fall back after a lost part give no negative speed', () => {
  const rate = createRate();
  rate.add(0, 1000);
  rate.add(1000, 200);
  expect(rate.bytesPerSecond()).toBe(0);
});

test('time left is not guessed while nothing moves', () => {
  expect(secondsLeft(100, 0)).toBeNull();
  expect(secondsLeft(0, 0)).toBe(0);
  expect(secondsLeft(1000, 300)).toBe(4);
  expect(secondsLeft(1e15, 1)).toBeNull();
});
