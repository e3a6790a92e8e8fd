import { expect, test } from 'vitest';
import type { ObjectStore } from '../../../main/remote/object-store.ts';
import { eachObject, eachPage, eachPart, eachUpload } from '../../../main/remote/paging.ts';

const signal = new AbortController().signal;

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('a server whose pages do not advance is given up', async () => {
  const store = {
    listParts: async () => ({ parts: [], next: 7 }),
    listUploads: async () => ({ uploads: [], next: { key: 'a', uploadId: 'u' } }),
    list: async () => ({ objects: [], prefixes: [], next: 'token' }),
  } as unknown as ObjectStore;
  const stuck = expect.objectContaining({ code: 'remote.not-storage' });
  await expect(collect(eachPart(store, { key: 'a', uploadId: 'u' }, signal))).rejects.toEqual(stuck);
  await expect(collect(eachUpload(store, '', signal))).rejects.toEqual(stuck);
  await expect(collect(eachObject(store, {}, signal))).rejects.toEqual(stuck);
});

test('objects come page by page, a thousand in each unless told otherwise', async () => {
  const asked: unknown[] = [];
  const page = (keys: readonly string[], next: string | null) => ({
    objects: keys.map(key => ({ key })),
    prefixes: [],
    next,
  });
  const pages = [page(['a', 'b'], 't1'), page([], 't2'), page(['c'], null)];
  const store = {
    list: async (query: unknown) => {
      asked.push(query);
      return pages[asked.length - 1];
    },
  } as unknown as ObjectStore;
  const got = await collect(eachPage(store, { prefix: 'p/' }, signal));
  expect(got.map(objects => objects.map(({ key }) => key))).toEqual([['a', 'b'], [], ['c']]);
  expect(asked).toEqual([{ prefix: 'p/' }, { prefix: 'p/', token: 't1' }, { prefix: 'p/', token: 't2' }]);
});
