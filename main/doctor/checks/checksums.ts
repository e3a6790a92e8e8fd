import { toAppError } from '../../base/app-error.ts';
import type { BucketAccess } from '../../model/access.ts';
import { type Finding, passed, warned } from '../report.ts';
import type { Visit } from '../visit.ts';

const kinds: readonly BucketAccess['checksum'][] = ['crc64nvme', 'crc32', 'crc32c'];

/** By what a whole object can be proven here. OSS has one way; S3 is asked about each, for servers like it differ. */
export async function checkChecksums(visit: Visit): Promise<Finding> {
  const { access, notes } = visit;
  return access.address.kind === 'oss' ? ossChecksums(notes) : s3Checksums(visit);
}

function ossChecksums({ putChecksum, joinedChecksum }: Visit['notes']): Finding {
  const isMissing = putChecksum === null || joinedChecksum === null;
  return isMissing ? warned('checksums.noCrc64') : passed('checksums.crc64');
}

async function s3Checksums(visit: Visit): Promise<Finding> {
  const known: string[] = [];
  for (const kind of kinds) if (await coversWholeObjects(visit, kind)) known.push(kind.toUpperCase());
  const wanted = visit.access.checksum.toUpperCase();
  if (known.length === 0) {
    return warned('checksums.none');
  }
  const names = known.join(', ');
  return known.includes(wanted)
    ? passed('checksums.works', { names })
    : warned('checksums.others', { wanted, best: known.at(-1)?.toLowerCase() ?? '', names });
}

/** An upload shows it: servers that know checksums of parts alone do not confirm the wish for one of the whole. */
async function coversWholeObjects(visit: Visit, kind: BucketAccess['checksum']): Promise<boolean> {
  const { prefix, notes, signal } = visit;
  const store = visit.storeWith(kind);
  const key = `${prefix}checksum.txt`;
  const { uploadId, algorithm } = await store.begin(key, {}, signal);
  const upload = { key, uploadId };
  notes.uploads.set(uploadId, { ...upload, algorithm });
  try {
    await store.abandon(upload, signal);
    notes.uploads.delete(uploadId);
  } catch (thrown) {
    if (toAppError(thrown).code !== 'remote.denied') throw thrown;
  }
  return algorithm === kind;
}
