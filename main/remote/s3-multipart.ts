import { AppError } from '../base/app-error.ts';
import { bareEtag, readPartsPage, readUploadId, writeComplete } from './bucket-xml.ts';
import { lateResult } from './late-result.ts';
import { createMemoryBody } from './memory-body.ts';
import { copyRange, copySourceHeaders, isSourceChanged, sourceChanged } from './object-copy.ts';
import { etagOf, opacityOf, requestIdOf } from './object-headers.ts';
import type { ObjectStore, UploadRef } from './object-store.ts';
import { pageSize } from './plain-calls.ts';
import {
  beginHeaders,
  checksumOfElement,
  checksumOfHeaders,
  claimElement,
  claimHeader,
  completeHeaders,
  confirmsChecksum,
  type FullChecksum,
} from './s3-checksum.ts';
import type { S3Conditions } from './s3-conditions.ts';
import { s3CreationHeaders } from './s3-options.ts';
import { type S3Server, sendWithChecksums } from './s3-server.ts';
import { type Caller, isFailure } from './signed-call.ts';

const prefix = 'x-amz-';

export type S3Multipart = Pick<ObjectStore, 'begin' | 'sendPart' | 'listParts' | 'complete' | 'copyPart'>;

export function createS3Multipart(
  caller: Caller,
  abandon: ObjectStore['abandon'],
  wanted: FullChecksum,
  server: S3Server,
  { conditionally }: S3Conditions,
): S3Multipart {
  /** Whoever may begin an upload may not always end it; an empty one that stays harms nobody. */
  async function leave(upload: UploadRef, signal: AbortSignal): Promise<void> {
    try {
      await abandon(upload, signal);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
    }
  }

  return {
    async begin(key, options, signal) {
      const callOf = (withChecksums: boolean) =>
        ({
          method: 'POST',
          key,
          query: [['uploads', '']],
          headers: { ...s3CreationHeaders(options), ...(withChecksums ? beginHeaders(wanted) : {}) },
          signal,
        }) as const;
      const { answer, hadChecksums } = await sendWithChecksums(caller, server, callOf);
      const uploadId = readUploadId(await answer.text());
      if (!hadChecksums) return { uploadId, algorithm: 'md5' };
      if (confirmsChecksum(answer.headers, wanted)) return { uploadId, algorithm: wanted };
      server.knowsChecksums = false;
      // What such a server expects of the parts is not known, so this upload is not used.
      await leave({ key, uploadId }, signal);
      const plain = await caller.send(callOf(false));
      return { uploadId: readUploadId(await plain.text()), algorithm: 'md5' };
    },

    async sendPart({ key, uploadId, number, algorithm, body }, signal) {
      const answer = await caller.send({
        method: 'PUT',
        key,
        query: partQuery(number, uploadId),
        headers: claimHeader(algorithm, await body.digest(algorithm)),
        body,
        signal,
      });
      await answer.text();
      return {
        number,
        size: body.size,
        etag: etagOf(answer.headers),
        ...opacityOf(answer.headers),
        checksum: checksumOfHeaders(answer.headers, wanted),
        requestId: requestIdOf(answer.headers),
      };
    },

    async listParts({ key, uploadId }, after, signal) {
      const answer = await caller.send({
        method: 'GET',
        key,
        query: [
          ['max-parts', String(pageSize)],
          ['part-number-marker', String(after)],
          ['uploadId', uploadId],
        ],
        signal,
      });
      return readPartsPage(await answer.text(), part => checksumOfElement(part, wanted));
    },

    complete: ({ key, uploadId, parts, size, checksum, options }, signal) =>
      conditionally('complete', key, options, signal, async condition => {
        const call = {
          method: 'POST',
          key,
          query: [['uploadId', uploadId]],
          headers: {
            'content-type': 'application/xml',
            ...condition,
            ...completeHeaders(checksum, size),
          },
          body: createMemoryBody(Buffer.from(writeComplete(parts, part => claimElement(part.checksum)))),
          isLate: true,
          signal,
        } as const;
        const answer = await caller.sendExpecting(
          call,
          failure => failure.code === 'ConditionalRequestConflict',
        );
        if (isFailure(answer)) {
          // S3 wants the whole upload anew after that.
          throw new AppError('upload.gone', 'another request was writing the same key', { key });
        }
        const result = await lateResult(caller, call, answer, 'CompleteMultipartUploadResult');
        return {
          etag: bareEtag(result.text('ETag')),
          ...opacityOf(answer.headers),
          checksum: checksumOfElement(result, wanted),
          versionId: answer.headers['x-amz-version-id'] ?? null,
          requestId: requestIdOf(answer.headers),
        };
      }),

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
        ...opacityOf(answer.headers),
        checksum: checksumOfElement(result, wanted),
        requestId: requestIdOf(answer.headers),
      };
    },
  };
}

function partQuery(number: number, uploadId: string) {
  return [
    ['partNumber', String(number)],
    ['uploadId', uploadId],
  ] as const;
}
