import { toAppError } from '../base/app-error.ts';
import { maxKeyBytes } from '../model/object-key.ts';
import { createDownload, rangeHeader } from './download.ts';
import type { Failure } from './failure.ts';
import { type Headers, type Http, openHttp } from './http.ts';
import { makeLink } from './link.ts';
import { etagOf, opacityOf, readObjectInfo, requestIdOf, sizesOf } from './object-headers.ts';
import type { ObjectStore, StoreLimits } from './object-store.ts';
import { createPlainCalls, removeObject } from './plain-calls.ts';
import { checksumOfHeaders, claimHeader } from './s3-checksum.ts';
import { createS3Conditions } from './s3-conditions.ts';
import { createS3Copy } from './s3-copy.ts';
import { s3Dialect } from './s3-dialect.ts';
import { createS3Multipart } from './s3-multipart.ts';
import { s3CreationHeaders } from './s3-options.ts';
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
  const server: S3Server = { knowsChecksums: true, unconditional: new Set() };
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

  const head: ObjectStore['head'] = async (key, signal) => {
    const bare = { method: 'HEAD', key, signal } as const;
    const call = server.knowsChecksums ? { ...bare, headers: checksumMode } : bare;
    const isMissing = (failure: Failure) => failure.status === 404;
    let told = await caller.sendExpecting(call, failure => isMissing(failure) || isSilent(failure));
    // Answers to HEAD have no document. GET asks the same and names the reason, such as an expired token; where the
    // wish for checksums is the reason, GET succeeds without it, and the same HEAD fails again.
    if (isFailure(told) && !isMissing(told)) {
      const { status } = told;
      told = await caller.sendExpecting({ ...bare, method: 'GET' }, isMissing);
      if (!isFailure(told) && status !== 403 && call !== bare) {
        // Its headers are all that is wanted, and its body may hold the only connection.
        told.discard();
        const again = await caller.sendExpecting(call, () => true);
        if (!isFailure(again)) told = again;
        else if (again.status === status) server.knowsChecksums = false;
      }
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
  };
  const conditions = createS3Conditions(head, server, () => caller.address().endpoint);
  const { conditionally } = conditions;

  return {
    get address() {
      return caller.address();
    },
    limits,
    algorithm: wanted,
    ...plain,
    ...createS3Multipart(caller, plain.abandon, wanted, server, conditions),

    presign: (wish, signal) => makeLink(caller, wish, signal),

    head,

    put: (key, body, options, signal) =>
      conditionally('put', key, options, signal, async condition => {
        const { answer } = await sendWithChecksums(caller, server, async withChecksums => {
          const algorithm = withChecksums ? wanted : 'md5';
          const claim = claimHeader(algorithm, await body.digest(algorithm));
          const headers = { ...s3CreationHeaders(options), ...condition, ...claim };
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
      }),

    async deleteIfMatch(key, etag, signal) {
      const send = (condition: Headers) => removeObject(caller, key, condition, signal);
      try {
        await conditionally('delete', key, { ifMatch: etag }, signal, send);
      } catch (thrown) {
        // One that is gone is fine, whoever has removed it.
        if (toAppError(thrown).code !== 'object.changed' || (await head(key, signal)) !== null) throw thrown;
      }
    },

    async get(key, range, signal) {
      const { answer } = await sendWithChecksums(caller, server, withChecksums => {
        const headers = { ...rangeHeader(range), ...(withChecksums ? checksumMode : {}) };
        return { method: 'GET', key, headers, signal };
      });
      return createDownload(prefix, key, range, answer, checksumOfHeaders(answer.headers, wanted));
    },

    copy: createS3Copy(caller, head, wanted, server, conditions),
  };
}

/** A refusal that S3 gives no code for. */
function isSilent({ code, status, isFromStore }: Failure): boolean {
  return code === null && isFromStore && [400, 403, 501].includes(status);
}
