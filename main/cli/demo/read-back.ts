import { createHash } from 'node:crypto';
import { AppError } from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';
import { presignOssV4 } from '../../remote/sign-oss-v4.ts';
import { encodeQuery, targetOf } from '../../remote/uri.ts';
import type { DemoBucket } from './demo-bucket.ts';
import type { DemoFile } from './files.ts';

const linkLastsS = 600;

/**
 * Fetches an object by a signed link with Node's own `fetch`, so that neither our client nor its checksums take part,
 * and compares length and SHA-256. Throws `upload.unproven` when they differ.
 */
export async function readBack(
  file: DemoFile,
  { access, address }: DemoBucket,
  nowMs: number,
  signal: AbortSignal,
): Promise<void> {
  const query = presignOssV4(
    { method: 'GET', bucket: address.bucket, key: file.name, query: [], headers: {} },
    { ...access, region: address.region },
    nowMs,
    linkLastsS,
  );
  const { origin, path } = targetOf(address, file.name);
  const answer = await fetch(`${origin}${path}?${encodeQuery(query)}`, { signal });
  if (!answer.ok || !answer.body) {
    throw new AppError('remote.refused', 'the demo bucket did not give an object back', {
      status: answer.status,
      key: file.name,
    });
  }
  const hash = createHash('sha256');
  let size = 0;
  for await (const bytes of answer.body) {
    hash.update(bytes);
    size += bytes.length;
  }
  const sha256 = hash.digest('hex');
  if (size !== file.size || sha256 !== file.sha256) {
    throw new AppError('upload.unproven', 'the bucket gave other bytes back than were sent', {
      ...problem('unproven.readBack'),
      key: file.name,
      theirs: sha256,
      ours: file.sha256,
    });
  }
}
