import { AppError } from '../base/app-error.ts';
import { maxKeyBytes } from '../model/object-key.ts';
import type { ObjectOptions } from '../model/target.ts';
import { bareEtag, readPartsPage, readUploadId, writeComplete } from './bucket-xml.ts';
import { sendWithCallback } from './callback-answer.ts';
import { checksumFromDecimal, hexToBase64 } from './checksum-text.ts';
import { deleteLooked, requireEtag } from './conditions.ts';
import { createDownload, rangeHeader } from './download.ts';
import { type Headers, type Http, type HttpAnswer, openHttp, type StreamBody } from './http.ts';
import { lateResult } from './late-result.ts';
import { makeLink } from './link.ts';
import { createMemoryBody } from './memory-body.ts';
import { copyHeaders, copyRange, copySourceHeaders, isSourceChanged, sourceChanged } from './object-copy.ts';
import { etagOf, readObjectInfo, requestIdOf, sizesOf } from './object-headers.ts';
import type { Body, ObjectStore, StoredObject, StoreLimits } from './object-store.ts';
import { ossDialect } from './oss-dialect.ts';
import { ossAccessHeaders, ossCreationHeaders, ossTrafficHeaders } from './oss-options.ts';
import { createPlainCalls, pageSize } from './plain-calls.ts';
import { type Call, createCaller, isFailure } from './signed-call.ts';
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
  const plain = createPlainCalls(caller, true);

  const head: ObjectStore['head'] = async (key, signal) => {
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
  };

  /** A request that makes an object visible. OSS has no `If-Match` for it, so the key is looked at right before. With a callback, the application's answer stands in place of the store's own. */
  async function store(
    call: Call & { readonly key: string },
    { callback: wish, ifMatch }: ObjectOptions,
    readEtag: (answer: HttpAnswer) => Promise<string>,
  ): Promise<StoredObject> {
    if (ifMatch !== undefined) await requireEtag(head, call.key, ifMatch, call.signal);
    if (wish === undefined) {
      const answer = await caller.send(call);
      const etag = await readEtag(answer);
      return storedObject(answer.headers, etag);
    }
    const { headers, callback } = await sendWithCallback(caller, call, wish);
    // Without an ETag here, HEAD has to tell it.
    return { ...storedObject(headers, bareEtag(headers['etag'])), ...(callback && { callback }) };
  }

  function putBody(key: string, body: Body | StreamBody, options: ObjectOptions, signal: AbortSignal) {
    const headers = { ...ossCreationHeaders(options), ...ossTrafficHeaders(options) };
    return store({ method: 'PUT', key, headers, body, signal }, options, async answer => {
      await answer.text();
      return etagOf(answer.headers);
    });
  }

  return {
    get address() {
      return caller.address();
    },
    limits,
    algorithm: 'crc64',
    ...plain,
    deleteIfMatch: (key, etag, signal) => deleteLooked({ ...plain, head }, key, etag, signal),

    presign: (wish, signal) => makeLink(caller, wish, signal),

    head,

    put: putBody,

    putStream(key, bytes, options, signal) {
      const body = { size: null, open: () => atMost(limits.maxPut, bytes, key) };
      return putBody(key, body, options, signal);
    },

    async begin(key, options, signal) {
      const answer = await caller.send({
        method: 'POST',
        key,
        query: [
          ['uploads', ''],
          ['encoding-type', 'url'],
        ],
        headers: ossCreationHeaders(options),
        signal,
      });
      return { uploadId: readUploadId(await answer.text()), algorithm: 'crc64' };
    },

    async sendPart({ key, uploadId, number, algorithm, body, ...limit }, signal) {
      const answer = await caller.send({
        method: 'PUT',
        key,
        query: partQuery(number, uploadId),
        // A part of an upload that is proven by MD5 is compared by the server itself.
        headers: {
          ...(algorithm === 'md5' ? { 'content-md5': hexToBase64(await body.digest('md5')) } : {}),
          ...ossTrafficHeaders(limit),
        },
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
        headers: { 'content-type': 'application/xml', ...ossAccessHeaders(options) },
        body: createMemoryBody(Buffer.from(writeComplete(parts))),
        isLate: true,
        signal,
      } as const;
      return store(call, options, async answer => {
        const result = await lateResult(caller, call, answer, 'CompleteMultipartUploadResult');
        return bareEtag(answer.headers['etag'] ?? result.text('ETag'));
      });
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
        ...copyHeaders(prefix, options),
        ...ossAccessHeaders(options),
        ...ossTrafficHeaders(options),
      };
      const call = { method: 'PUT', key, headers, isLate: true, signal } as const;
      const answer = await caller.sendExpecting(call, isSourceChanged);
      if (isFailure(answer)) throw sourceChanged(source);
      const result = await lateResult(caller, call, answer, 'CopyObjectResult');
      return storedObject(answer.headers, bareEtag(result.text('ETag')));
    },

    async copyPart({ key, uploadId, number, ...limit }, source, range, signal) {
      const { headers, size } = copyRange(prefix, range);
      const call = {
        method: 'PUT',
        key,
        query: partQuery(number, uploadId),
        headers: { ...headers, ...copySourceHeaders(prefix, source), ...ossTrafficHeaders(limit) },
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
        headers: { ...(position === 0 ? ossCreationHeaders(options) : {}), ...ossTrafficHeaders(options) },
        body,
        signal,
      });
      await answer.text();
      const next = Number(answer.headers['x-oss-next-append-position'] ?? position + body.size);
      return { ...storedObject(answer.headers, etagOf(answer.headers)), position: next };
    },
  };
}

function partQuery(number: number, uploadId: string) {
  return [
    ['partNumber', String(number)],
    ['uploadId', uploadId],
  ] as const;
}

/** The same bytes; throws `file.too-large` behind the last that may come, which ends the request before it is whole. */
async function* atMost(
  largest: number,
  bytes: AsyncIterable<Uint8Array>,
  key: string,
): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of bytes) {
    sent += chunk.byteLength;
    if (sent > largest) {
      throw new AppError('file.too-large', 'the stream is longer than one request may be', { key, largest });
    }
    yield chunk;
  }
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
