import { toAppError } from '../base/app-error.ts';
import { bareEtag } from './bucket-xml.ts';
import { lateResult } from './late-result.ts';
import { copyHeaders, copySourceHeaders, sourceChanged } from './object-copy.ts';
import { opacityOf, requestIdOf } from './object-headers.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { askingHeaders, checksumOfElement, type FullChecksum } from './s3-checksum.ts';
import type { S3Conditions } from './s3-conditions.ts';
import { type S3Server, sendWithChecksums } from './s3-server.ts';
import type { Call, Caller } from './signed-call.ts';

const prefix = 'x-amz-';

export function createS3Copy(
  caller: Caller,
  head: ObjectStore['head'],
  wanted: FullChecksum,
  server: S3Server,
  { conditionally }: S3Conditions,
): ObjectStore['copy'] {
  async function send(call: Call, asking: Call['headers'] = {}): Promise<StoredObject> {
    const isAsked = Object.keys(asking).length > 0;
    const callOf = (asks: boolean) => ({ ...call, headers: { ...call.headers, ...(asks ? asking : {}) } });
    const answer = isAsked
      ? (await sendWithChecksums(caller, server, callOf)).answer
      : await caller.send(call);
    const result = await lateResult(caller, call, answer, 'CopyObjectResult');
    return {
      etag: bareEtag(result.text('ETag')),
      ...opacityOf(answer.headers),
      checksum: checksumOfElement(result, wanted),
      versionId: answer.headers['x-amz-version-id'] ?? null,
      requestId: requestIdOf(answer.headers),
    };
  }

  return (source, key, options, signal) =>
    conditionally('copy', key, options, signal, async condition => {
      const headers = { ...copySourceHeaders(prefix, source), ...copyHeaders(prefix, options), ...condition };
      const call = { method: 'PUT', key, headers, isLate: true, signal } as const;
      try {
        return await send(call, askingHeaders(options.algorithm));
      } catch (thrown) {
        // The same answer stands for a source that is another one and for a target that is there.
        if (toAppError(thrown).code !== 'object.exists') throw thrown;
        if (options.forbidOverwrite && (await head(key, signal)) !== null) throw thrown;
        throw sourceChanged(source);
      }
    });
}
