import type { ObjectOptions } from '../model/target.ts';
import { bareEtag, readPartsPage, readUploadId, writeComplete } from './bucket-xml.ts';
import { checksumFromDecimal, hexToBase64 } from './checksum-text.ts';
import { createDownload, rangeHeader } from './download.ts';
import { type Headers, type Http, openHttp } from './http.ts';
import { lateResult } from './late-result.ts';
import { makeLink } from './link.ts';
import { createMemoryBody } from './memory-body.ts';
import { copyRange, copySourceHeaders, isSourceChanged, sourceChanged } from './object-copy.ts';
import { etagOf, headersOfOptions, readObjectInfo, requestIdOf, sizesOf } from './object-headers.ts';
import { maxKeyBytes } from './object-names.ts';
import type { ObjectStore, StoredObject, StoreLimits } from './object-store.ts';
import { ossDialect } from './oss-dialect.ts';
import { createPlainCalls, pageSize } from './plain-calls.ts';
import { createCaller, isFailure } from './signed-call.ts';
import type { StoreHooks, StoreSetup } from './store-setup.ts';

const KiB = 1024;
const GiB = KiB ** 3;

/** Limits of the service, from its API reference; a copy by one request is documented up to 1 GB. */
const limits: StoreLimits = {
  minPart: 100 * KiB,
  maxPart: 5 * GiB,
  maxParts: 10_000,
  maxPut: 5 * GiB,
  maxObject: 10_000 * 5 * GiB,
  maxCopy: GiB,
  maxAppend: 5 * GiB,
  maxKeyBytes: maxKeyBytes.oss,
  maxDelete: 1000,
};

const prefix = 'x-oss-';

/** A bucket of Alibaba Cloud OSS. Every object and part is proven by the CRC-64 that OSS answers with. */
export function createOssStore(
  setup: StoreSetup,
  hooks: StoreHooks,
  http: Http = openHttp(setup.network),
): ObjectStore {
  const caller = createCaller(setup, hooks, http, ossDialect(setup.signing));

  return {
    get address() {
      return caller.address();
    },
    limits,
    algorithm: 'crc64',
    ...createPlainCalls(caller, true),

    presign: (wish, signal) => makeLink(caller, wish, signal),

    async head(key, signal) {
      const call = { method: 'HEAD', key, signal } as const;
      const answer = await caller.sendExpecting(call, failure => failure.status === 404);
      if (isFailure(answer)) {
        const error = caller.errorOf(answer, call);
        if (error.code === 'object.missing') return null;
        throw error;
      }
      await answer.text();
      etagOf(answer.headers);
      const { whole } = sizesOf(answer.status, answer.headers);
      return readObjectInfo(prefix, key, answer.headers, whole, checksumOf(answer.headers));
    },

    async put(key, body, options, signal) {
      const headers = creationHeaders(options);
      const answer = await caller.send({ method: 'PUT', key, headers, body, signal });
      await answer.text();
      return storedObject(answer.headers, etagOf(answer.headers));
    },

    async begin(key, options, signal) {
      const answer = await caller.send({
        method: 'POST',
        key,
        query: [
          ['uploads', ''],
          ['encoding-type', 'url'],
        ],
        headers: creationHeaders(options),
        signal,
      });
      return { uploadId: readUploadId(await answer.text()), algorithm: 'crc64' };
    },

    async sendPart({ key, uploadId, number, algorithm, body }, signal) {
      const answer = await caller.send({
        method: 'PUT',
        key,
        query: partQuery(number, uploadId),
        // A part of an upload that is proven by MD5 is compared by the server itself.
        headers: algorithm === 'md5' ? { 'content-md5': hexToBase64(await body.digest('md5')) } : {},
        body,
        signal,
      });
      await answer.text();
      const { headers } = answer;
      return {
        number,
        size: body.size,
        etag: etagOf(headers),
        checksum: checksumOf(headers),
        requestId: requestIdOf(headers),
      };
    },

    async listParts({ key, uploadId }, after, signal) {
      const answer = await caller.send({
        method: 'GET',
        key,
        query: [
          ['uploadId', uploadId],
          ['max-parts', String(pageSize)],
          ['part-number-marker', String(after)],
          ['encoding-type', 'url'],
        ],
        signal,
      });
      return readPartsPage(await answer.text(), part =>
        checksumFromDecimal(part.text('HashCrc64ecma') ?? undefined),
      );
    },

    async complete({ key, uploadId, parts, options }, signal) {
      const call = {
        method: 'POST',
        key,
        query: [
          ['uploadId', uploadId],
          ['encoding-type', 'url'],
        ],
        headers: { 'content-type': 'application/xml', ...accessHeaders(options) },
        body: createMemoryBody(Buffer.from(writeComplete(parts))),
        isLate: true,
        signal,
      } as const;
      const answer = await caller.send(call);
      const result = await lateResult(caller, call, answer, 'CompleteMultipartUploadResult');
      const etag = bareEtag(answer.headers['etag'] ?? result.text('ETag'));
      return storedObject(answer.headers, etag);
    },

    async get(key, range, signal) {
      // Without the second header an impossible range is answered with the whole object.
      const headers = range === null ? {} : { ...rangeHeader(range), 'x-oss-range-behavior': 'standard' };
      const answer = await caller.send({ method: 'GET', key, headers, signal });
      return createDownload(prefix, key, range, answer, checksumOf(answer.headers));
    },

    async copy(source, key, options, signal) {
      const headers = {
        ...copySourceHeaders(prefix, source),
        ...(options === null ? {} : { 'x-oss-metadata-directive': 'REPLACE', ...creationHeaders(options) }),
      };
      const call = { method: 'PUT', key, headers, isLate: true, signal } as const;
      const answer = await caller.sendExpecting(call, isSourceChanged);
      if (isFailure(answer)) throw sourceChanged(source);
      const result = await lateResult(caller, call, answer, 'CopyObjectResult');
      return storedObject(answer.headers, bareEtag(result.text('ETag')));
    },

    async copyPart({ key, uploadId, number }, source, range, signal) {
      const { headers, size } = copyRange(prefix, range);
      const call = {
        method: 'PUT',
        key,
        query: partQuery(number, uploadId),
        headers: { ...headers, ...copySourceHeaders(prefix, source) },
        isLate: true,
        signal,
      } as const;
      const answer = await caller.sendExpecting(call, isSourceChanged);
      if (isFailure(answer)) throw sourceChanged(source);
      const result = await lateResult(caller, call, answer, 'CopyPartResult');
      return {
        number,
        size,
        etag: bareEtag(result.text('ETag')),
        checksum: checksumOf(answer.headers),
        requestId: requestIdOf(answer.headers),
      };
    },

    async append({ key, position, body, options }, signal) {
      const answer = await caller.send({
        method: 'POST',
        key,
        query: [
          ['append', ''],
          ['position', String(position)],
        ],
        headers: position === 0 ? creationHeaders(options) : {},
        body,
        signal,
      });
      await answer.text();
      const next = Number(answer.headers['x-oss-next-append-position'] ?? position + body.size);
      return { ...storedObject(answer.headers, etagOf(answer.headers)), position: next };
    },
  };
}

/** What belongs to the request that creates an object or its upload. */
function creationHeaders(options: ObjectOptions): Record<string, string> {
  return { ...headersOfOptions(prefix, options), ...accessHeaders(options) };
}

/** What Complete takes as well. Overwriting can't be forbidden in a bucket with versions: OSS ignores it there. */
function accessHeaders(options: ObjectOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  if (options.acl !== undefined) headers['x-oss-object-acl'] = options.acl;
  if (options.forbidOverwrite) headers['x-oss-forbid-overwrite'] = 'true';
  return headers;
}

function partQuery(number: number, uploadId: string) {
  return [
    ['partNumber', String(number)],
    ['uploadId', uploadId],
  ] as const;
}

function checksumOf(headers: Headers) {
  return checksumFromDecimal(headers['x-oss-hash-crc64ecma']);
}

function storedObject(headers: Headers, etag: string): StoredObject {
  return {
    etag,
    checksum: checksumOf(headers),
    versionId: headers['x-oss-version-id'] ?? null,
    requestId: requestIdOf(headers),
  };
}
