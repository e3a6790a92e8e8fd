import type { BucketServer } from '../../main/bucket/server.ts';
import type { Query } from '../../main/remote/uri.ts';
import { type RawAnswer, sendSigned } from './signed-request.ts';

/** Uploads pieces as the parts of an OSS object; headers and query go with the request that completes it. */
export async function sendByParts(
  server: BucketServer,
  key: string,
  pieces: readonly string[],
  last: { readonly headers?: Readonly<Record<string, string>>; readonly query?: Query } = {},
): Promise<RawAnswer> {
  const headers = { 'content-type': 'text/plain' };
  const begun = await sendSigned(server, { method: 'POST', key, query: [['uploads', '']], headers });
  const uploadId = /<UploadId>([^<]*)</.exec(begun.text)?.[1] ?? '';
  for (const [index, body] of pieces.entries()) {
    const query: Query = [
      ['partNumber', String(index + 1)],
      ['uploadId', uploadId],
    ];
    await sendSigned(server, { method: 'PUT', key, query, body });
  }
  return sendSigned(server, {
    method: 'POST',
    key,
    query: [['uploadId', uploadId], ...(last.query ?? [])],
    headers: { 'x-oss-complete-all': 'yes', ...last.headers },
  });
}
