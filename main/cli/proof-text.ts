import type { Checksum, ChecksumAlgorithm } from '../model/checksum.ts';
import type { Proof } from '../model/proof.ts';
import type { BucketAddress } from '../model/target.ts';
import { printable } from '../text/format.ts';
import type { Language } from '../text/language.ts';
import { textsIn } from '../text/texts.ts';

/** `oss://bucket/key`, as the command line takes it. */
export function showTarget(address: BucketAddress, key: string): string {
  return printable(`${address.kind}://${address.bucket}/${key}`);
}

const labels: Readonly<Record<ChecksumAlgorithm, string>> = {
  crc64: 'CRC64',
  crc64nvme: 'CRC64NVME',
  crc32: 'CRC32',
  crc32c: 'CRC32C',
  md5: 'MD5',
};

/** OSS writes its CRC64 in decimal, so that comes first; others are hex everywhere. */
export function showChecksum({ algorithm, value }: Checksum, language: Language): string {
  if (algorithm !== 'crc64') return `${labels[algorithm]} ${value}`;
  const decimal = BigInt(`0x${value}`).toString();
  return textsIn(language).say('proof.crc64', { decimal, hex: value });
}

/** What tells the reader that the object is whole: size, checksum, ETag, request id. */
export function showProof(proof: Proof, language: Language): string {
  const { say } = textsIn(language);
  const { size, etag, requestId, versionId } = proof;
  const checksum =
    proof.ours.algorithm === 'md5' && etag.includes('-')
      ? say('proof.md5OfParts', { etag })
      : showChecksum(proof.ours, language);
  return say('proof.fields', { size, checksum, etag, requestId, versionId });
}

/** The same as data. `checksum` is hex; `crc64` in decimal stands beside it where OSS would print it. */
export function proofFacts(proof: Proof): object {
  const { algorithm, value } = proof.ours;
  return {
    size: proof.size,
    algorithm,
    checksum: value,
    ...(algorithm === 'crc64' && { crc64: BigInt(`0x${value}`).toString() }),
    storeChecksum: proof.theirs,
    etag: proof.etag,
    requestId: proof.requestId,
    versionId: proof.versionId,
  };
}
