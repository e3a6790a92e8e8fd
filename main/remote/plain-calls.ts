import { createHash } from 'node:crypto';
import { AppError } from '../base/app-error.ts';
import { readDeleteFailures, readListPage, readUploadsPage, writeDelete } from './bucket-xml.ts';
import type { Headers } from './http.ts';
import { createMemoryBody } from './memory-body.ts';
import type { DeleteFailure, ObjectStore } from './object-store.ts';
import { type Caller, isFailure } from './signed-call.ts';
import type { Query } from './uri.ts';
import { fitsXml } from './xml.ts';

/** Entries of one page: the most that both services give. */
export const pageSize = 1000;

/** Begins a `next` that stands for a marker of version 1. Tokens of servers are printable. */
const markerSign = '\u0000marker=';

/** The calls that OSS and S3 understand alike. */
export type PlainCalls = Pick<ObjectStore, 'list' | 'listUploads' | 'abandon' | 'delete' | 'deleteMany'>;

/** `isTokenEncoded`: whether `encoding-type=url` covers the continuation token too. */
export function createPlainCalls(caller: Caller, isTokenEncoded: boolean): PlainCalls {
  const remove = (key: string, signal: AbortSignal) => removeObject(caller, key, {}, signal);

  return {
    async list({ prefix, delimiter, startAfter, maxKeys = pageSize, token }, signal) {
      const isMarker = token?.startsWith(markerSign) === true;
      const query = present([
        ...(isMarker
          ? ([['marker', token.slice(markerSign.length)]] as const)
          : ([
              ['list-type', '2'],
              ['start-after', startAfter],
              ['continuation-token', token],
            ] as const)),
        ['encoding-type', 'url'],
        ['max-keys', String(maxKeys)],
        ['prefix', prefix],
        ['delimiter', delimiter],
      ]);
      const answer = await caller.send({ method: 'GET', key: null, query, signal });
      const { marker, token: next, ...page } = readListPage(await answer.text(), isTokenEncoded);
      return { ...page, next: marker === null ? next : `${markerSign}${marker}` };
    },

    async listUploads(prefix, after, signal) {
      const query = present([
        ['uploads', ''],
        ['encoding-type', 'url'],
        ['max-uploads', String(pageSize)],
        ['prefix', prefix || undefined],
        ['key-marker', after?.key],
        ['upload-id-marker', after?.uploadId],
      ]);
      const answer = await caller.send({ method: 'GET', key: null, query, signal });
      return readUploadsPage(await answer.text());
    },

    async abandon({ key, uploadId }, signal) {
      // `DELETE /key?uploadId` may be read as the removal of the object.
      if (uploadId === '') throw new AppError('bug', 'an upload without an id cannot be abandoned', { key });
      const answer = await caller.sendExpecting(
        { method: 'DELETE', key, query: [['uploadId', uploadId]], signal },
        failure => failure.code === 'NoSuchUpload',
      );
      if (!isFailure(answer)) await answer.text();
    },

    delete: remove,

    async deleteMany(keys, signal) {
      if (keys.length > pageSize) {
        throw new AppError('bug', 'too many keys for one request', { keys: keys.length });
      }
      // XML can't name every key; those few go one by one.
      for (const key of keys.filter(each => !fitsXml(each))) await remove(key, signal);
      const named = keys.filter(fitsXml);
      return named.length === 0 ? [] : deleteNamed(caller, named, signal);
    },
  };
}

/** One that is missing is fine, unless there is a condition: then the store's word is thrown. */
export async function removeObject(
  caller: Caller,
  key: string,
  condition: Headers,
  signal: AbortSignal,
): Promise<void> {
  const isUnconditional = Object.keys(condition).length === 0;
  const answer = await caller.sendExpecting(
    { method: 'DELETE', key, headers: condition, signal },
    failure => isUnconditional && failure.code === 'NoSuchKey',
  );
  if (!isFailure(answer)) await answer.text();
}

async function deleteNamed(
  caller: Caller,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<readonly DeleteFailure[]> {
  const bytes = Buffer.from(writeDelete(keys));
  const answer = await caller.send({
    method: 'POST',
    key: null,
    query: [
      ['delete', ''],
      ['encoding-type', 'url'],
    ],
    headers: {
      'content-type': 'application/xml',
      // Both services demand it here.
      'content-md5': createHash('md5').update(bytes).digest('base64'),
    },
    body: createMemoryBody(bytes),
    signal,
  });
  return readDeleteFailures(await answer.text(), keys);
}

function present(query: readonly (readonly [string, string | undefined])[]): Query {
  return query.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
}
