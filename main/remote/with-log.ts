import { isAbort, toAppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { ObjectStore } from './object-store.ts';

/** The same store with one debug line for each attempt of each call: what, on which key, how long, how it ended. */
export function withLog(inner: ObjectStore, log: Log, clock: Pick<Clock, 'monotonic'>): ObjectStore {
  async function noted<T>(op: string, about: Record<string, unknown>, work: () => Promise<T>): Promise<T> {
    const startedMs = clock.monotonic();
    const took = () => ({ op, ...about, ms: clock.monotonic() - startedMs });
    try {
      const result = await work();
      log.debug('request', { ...took(), ...requestIdIn(result) });
      return result;
    } catch (thrown) {
      if (isAbort(thrown)) log.debug('request', { ...took(), aborted: true });
      else {
        const { code, facts } = toAppError(thrown);
        const { status = null, requestId = null, code: serverCode = null } = facts;
        log.debug('request', { ...took(), error: code, status, serverCode, requestId });
      }
      throw thrown;
    }
  }

  const { append, putStream } = inner;
  return {
    ...inner,
    get address() {
      return inner.address;
    },
    head: (key, signal) => noted('head', { key }, () => inner.head(key, signal)),
    put: (key, body, options, signal) =>
      noted('put', { key, size: body.size }, () => inner.put(key, body, options, signal)),
    begin: (key, options, signal) => noted('begin', { key }, () => inner.begin(key, options, signal)),
    sendPart: (part, signal) =>
      noted('sendPart', { key: part.key, number: part.number, size: part.body.size }, () =>
        inner.sendPart(part, signal),
      ),
    listParts: (upload, after, signal) =>
      noted('listParts', { key: upload.key, after }, () => inner.listParts(upload, after, signal)),
    complete: (completion, signal) =>
      noted('complete', { key: completion.key, size: completion.size }, () =>
        inner.complete(completion, signal),
      ),
    abandon: (upload, signal) => noted('abandon', { key: upload.key }, () => inner.abandon(upload, signal)),
    listUploads: (prefix, after, signal) =>
      noted('listUploads', { prefix }, () => inner.listUploads(prefix, after, signal)),
    list: (query, signal) => noted('list', { prefix: query.prefix ?? '' }, () => inner.list(query, signal)),
    get: (key, range, signal) =>
      noted('get', { key, first: range?.first ?? 0 }, () => inner.get(key, range, signal)),
    copy: (source, key, options, signal) =>
      noted('copy', { key, from: source.key }, () => inner.copy(source, key, options, signal)),
    copyPart: (upload, source, range, signal) =>
      noted('copyPart', { key: upload.key, number: upload.number }, () =>
        inner.copyPart(upload, source, range, signal),
      ),
    delete: (key, signal) => noted('delete', { key }, () => inner.delete(key, signal)),
    deleteIfMatch: (key, etag, signal) =>
      noted('deleteIfMatch', { key }, () => inner.deleteIfMatch(key, etag, signal)),
    deleteMany: (keys, signal) =>
      noted('deleteMany', { keys: keys.length }, () => inner.deleteMany(keys, signal)),
    ...(putStream
      ? {
          putStream: (key, bytes, options, signal) =>
            noted('putStream', { key }, () => putStream(key, bytes, options, signal)),
        }
      : {}),
    ...(append
      ? {
          append: (wish, signal) =>
            noted('append', { key: wish.key, position: wish.position, size: wish.body.size }, () =>
              append(wish, signal),
            ),
        }
      : {}),
  };
}

/** The server's id of the request, where the result has one: it is what support asks for. */
function requestIdIn(result: unknown): { readonly requestId?: string } {
  if (typeof result !== 'object' || result === null || !('requestId' in result)) return {};
  return typeof result.requestId === 'string' ? { requestId: result.requestId } : {};
}
