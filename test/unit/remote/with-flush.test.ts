import { expect, test } from 'vitest';
import type { ObjectStore } from '../../../main/remote/object-store.ts';
import { withFlush } from '../../../main/remote/with-flush.ts';

const changing = [
  ...['put', 'begin', 'complete', 'copy', 'delete', 'deleteIfMatch', 'deleteMany', 'putStream', 'append'],
] as const;
const others = [
  ...['head', 'sendPart', 'listParts', 'abandon', 'listUploads', 'list', 'get', 'copyPart', 'presign'],
] as const;
type Call = (typeof changing)[number] | (typeof others)[number];

/** A store that only tells what was called. */
function listening(flush: (told: string[]) => Promise<void>) {
  const told: string[] = [];
  const calls = [...changing, ...others].map(name => [name, async () => void told.push(name)]);
  const store = withFlush(Object.fromEntries(calls) as ObjectStore, () => flush(told));
  const call = (name: Call) => (store[name] as (...words: unknown[]) => Promise<unknown>)();
  return { told, call };
}

test.each(changing)('%s waits until what was recorded is on the disk', async name => {
  const { told, call } = listening(async list => void list.push('flushed'));
  await call(name);
  expect(told).toEqual(['flushed', name]);
});

test.each(others)('%s does not wait', async name => {
  const { told, call } = listening(async list => void list.push('flushed'));
  await call(name);
  expect(told).toEqual([name]);
});

test('what can not be put on the disk is not acted on', async () => {
  const { told, call } = listening(() => Promise.reject(new Error('planned')));
  await expect(call('put')).rejects.toThrow('planned');
  expect(told).toEqual([]);
});
