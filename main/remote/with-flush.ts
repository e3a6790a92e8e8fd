import type { ObjectStore } from './object-store.ts';

/**
 * The same store, whose calls that change the bucket are made only once `flush` has put on the disk what was recorded of them. A power cut then takes
 * back no intention that was acted on, so an object of ours is never taken for somebody else's. Parts do not wait: the store lists them. Whatever
 * `flush` rejects with comes from the call, which then is not made.
 */
export function withFlush(inner: ObjectStore, flush: () => Promise<void>): ObjectStore {
  async function after<T>(work: () => Promise<T>): Promise<T> {
    await flush();
    return work();
  }

  const { append, putStream } = inner;
  return {
    ...inner,
    get address() {
      return inner.address;
    },
    put: (key, body, options, signal) => after(() => inner.put(key, body, options, signal)),
    begin: (key, options, signal) => after(() => inner.begin(key, options, signal)),
    complete: (completion, signal) => after(() => inner.complete(completion, signal)),
    copy: (source, key, options, signal) => after(() => inner.copy(source, key, options, signal)),
    delete: (key, signal) => after(() => inner.delete(key, signal)),
    deleteIfMatch: (key, etag, signal) => after(() => inner.deleteIfMatch(key, etag, signal)),
    deleteMany: (keys, signal) => after(() => inner.deleteMany(keys, signal)),
    ...(putStream
      ? { putStream: (key, bytes, options, signal) => after(() => putStream(key, bytes, options, signal)) }
      : {}),
    ...(append ? { append: (wish, signal) => after(() => append(wish, signal)) } : {}),
  };
}
