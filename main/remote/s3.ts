import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { bareEtag } from './bucket-xml.ts';
import { createDownload, rangeHeader } from './download.ts';
import type { Failure } from './failure.ts';
import { type Http, openHttp } from './http.ts';
import { lateResult } from './late-result.ts';
import { makeLink } from './link.ts';
import { copySourceHeaders, isSourceChanged, sourceChanged } from './object-copy.ts';
import { etagOf, opacityOf, readObjectInfo, requestIdOf, sizesOf } from './object-headers.ts';
import { maxKeyBytes } from './object-names.ts';
import type { ObjectStore, StoreLimits } from './object-store.ts';
import { replacingHeaders } from './option-headers.ts';
import { createPlainCalls } from './plain-calls.ts';
import { checksumOfElement, checksumOfHeaders, claimHeader } from './s3-checksum.ts';
import { s3Dialect } from './s3-dialect.ts';
import { createS3Multipart } from './s3-multipart.ts';
import { s3CreationHeaders, s3OverwriteHeaders } from './s3-options.ts';
import { type S3Server, sendWithChecksums } from './s3-server.ts';
import { createCaller, isFailure } from './signed-call.ts';
import type { StoreHooks, StoreSetup } from './store-setup.ts';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

/** Limits of Amazon S3, from its user guide; servers like it keep to them. */
const limits: StoreLimits = {
  minPart: 5 * MiB,
  maxPart: 5 * GiB,
  maxParts: 10_000,
  maxPut: 5 * GiB,
  maxObject: 10_000 * 5 * GiB,
  maxCopy: 5 * GiB,
  maxKeyBytes: maxKeyBytes.s3,
  maxDelete: 1000,
};

const prefix = 'x-amz-';
/** Asks for the checksums of an object to be told. */
const checksumMode = { 'x-amz-checksum-mode': 'ENABLED' };

/**
 * A bucket of Amazon S3 or of a server like it. Objects are proven by a full-object checksum of the kind that the setup
 * names; a server that knows none is found out on the first try, and from then on bytes are guarded by Content-MD5.
 */
export function createS3Store(
  setup: StoreSetup,
  hooks: StoreHooks,
  http: Http = openHttp(setup.network),
): ObjectStore {
  const wanted = setup.checksum;
  const caller = createCaller(setup, hooks, http, s3Dialect);
  const plain = createPlainCalls(caller, false);
  const server: S3Server = { knowsChecksums: true };
  let isBucketSeen = false;

  /** HEAD of an object answers 404 for a missing bucket too, so the bucket is asked for, once. */
  async function seeBucket(signal: AbortSignal): Promise<void> {
    if (isBucketSeen) return;
    const call = { method: 'HEAD', key: null, signal } as const;
    const answer = await caller.sendExpecting(call, () => true);
    if (isFailure(answer) && answer.status === 404) throw caller.errorOf(answer, call);
    if (!isFailure(answer)) await answer.text();
    isBucketSeen = true;
  }

  return {
    get address() {
      return caller.address();
    },
    limits,
    algorithm: wanted,
    ...plain,
    ...createS3Multipart(caller, plain.abandon, wanted, server),

    presign: (wish, signal) => makeLink(caller, wish, signal),

    async head(key, signal) {
      const bare = { method: 'HEAD', key, signal } as const;
      const call = server.knowsChecksums ? { ...bare, headers: checksumMode } : bare;
      const isMissing = (failure: Failure) => failure.status === 404;
      let told = await caller.sendExpecting(call, failure => isMissing(failure) || isSilent(failure));
      // Answers to HEAD have no document. GET asks the same and names the reason, such as an expired token; where the
      // wish for checksums is the reason, GET succeeds without it.
      if (isFailure(told) && !isMissing(told)) {
        const { status } = told;
        told = await caller.sendExpecting({ ...bare, method: 'GET' }, isMissing);
        if (!isFailure(told) && status !== 403) server.knowsChecksums = false;
      }
      if (isFailure(told)) {
        const error = caller.errorOf(told, bare);
        if (error.code !== 'object.missing') throw error;
        await seeBucket(signal);
        return null;
      }
      told.discard();
      isBucketSeen = true;
      etagOf(told.headers);
      const { whole } = sizesOf(told.status, told.headers);
      return readObjectInfo(prefix, key, told.headers, whole, checksumOfHeaders(told.headers, wanted));
    },

    async put(key, body, options, signal) {
      const { answer } = await sendWithChecksums(caller, server, async withChecksums => {
        const algorithm = withChecksums ? wanted : 'md5';
        const claim = claimHeader(algorithm, await body.digest(algorithm));
        const headers = { ...s3CreationHeaders(options), ...s3OverwriteHeaders(options), ...claim };
        return { method: 'PUT', key, headers, body, signal };
      });
      await answer.text();
      return {
        etag: etagOf(answer.headers),
        ...opacityOf(answer.headers),
        checksum: checksumOfHeaders(answer.headers, wanted),
        versionId: answer.headers['x-amz-version-id'] ?? null,
        requestId: requestIdOf(answer.headers),
      };
    },

    async get(key, range, signal) {
      const { answer } = await sendWithChecksums(caller, server, withChecksums => {
        const headers = { ...rangeHeader(range), ...(withChecksums ? checksumMode : {}) };
        return { method: 'GET', key, headers, signal };
      });
      return createDownload(prefix, key, range, answer, checksumOfHeaders(answer.headers, wanted));
    },

    async copy(source, key, options, signal) {
      if (options?.forbidOverwrite) {
        throw new AppError('remote.unsupported', 'a copy in S3 cannot be kept from overwriting', {
          ...problem('store.copyOverwrites'),
          key,
        });
      }
      const headers = {
        ...copySourceHeaders(prefix, source),
        ...(options === null ? {} : { ...replacingHeaders(prefix, options), ...s3CreationHeaders(options) }),
      };
      const call = { method: 'PUT', key, headers, isLate: true, signal } as const;
      const answer = await caller.sendExpecting(call, isSourceChanged);
      if (isFailure(answer)) throw sourceChanged(source);
      const result = await lateResult(caller, call, answer, 'CopyObjectResult');
      return {
        etag: bareEtag(result.text('ETag')),
        ...opacityOf(answer.headers),
        checksum: checksumOfElement(result, wanted),
        versionId: answer.headers['x-amz-version-id'] ?? null,
        requestId: requestIdOf(answer.headers),
      };
    },
  };
}

/** A refusal that S3 gives no code for. */
function isSilent({ code, status, isFromStore }: Failure): boolean {
  return code === null && isFromStore && [400, 403, 501].includes(status);
}
