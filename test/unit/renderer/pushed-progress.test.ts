import { expect, test } from 'vitest';
import type { TransferProgress, TransferRow } from '../../../preload/contract/transfers.ts';
import { newestOf, noProgress, withRows } from '../../../renderer/client/pushed-progress.ts';

const progress = (confirmedBytes: number, more: Partial<TransferProgress> = {}): TransferProgress => ({
  id: 'a',
  state: 'sending',
  confirmedBytes,
  movingBytes: 0,
  bytesPerSecond: 10,
  secondsLeft: 5,
  ...more,
});
const row = (asked: TransferProgress): TransferRow => ({
  id: 'a',
  source: 'file',
  folder: null,
  name: 'a',
  path: '/a',
  kind: 'oss',
  bucket: 'b',
  key: 'a',
  size: 100,
  state: asked.state,
  error: null,
  createdAtMs: 0,
  changedAtMs: 0,
  progress: asked,
});

test('progress that is pushed counts for more than what came with the row', () => {
  expect(newestOf(withRows(noProgress, [progress(50)]), row(progress(10)))).toEqual(progress(50));
});

test('progress that did not change stays the same object, so that its row is not drawn anew', () => {
  const first = withRows(noProgress, [progress(50)]);
  const second = withRows(first, [progress(50)]);
  expect(second.live.get('a')).toBe(first.live.get('a'));
  expect(withRows(second, [progress(51)]).live.get('a')).not.toBe(first.live.get('a'));
});

test('a bar does not jump back when a transfer ends before the list was asked for again', () => {
  const ended = withRows(withRows(noProgress, [progress(90)]), []);
  expect(newestOf(ended, row(progress(10))).confirmedBytes).toBe(90);
});

test('once the row was asked for again, it counts', () => {
  const ended = withRows(withRows(noProgress, [progress(90)]), []);
  const done = progress(100, { state: 'done' });
  expect(newestOf(ended, row(done))).toBe(done);
  const again = progress(0, { state: 'waiting' });
  expect(newestOf(ended, row(again))).toBe(again);
});

test('what is no longer pushed is forgotten once it is many', () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => progress(index, { id: `t${index}` }));
  const ended = withRows(withRows(noProgress, ids), []);
  expect(ended.past.size).toBe(400);
});
