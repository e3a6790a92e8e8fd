import type { Checksum, ChecksumAlgorithm } from '../model/checksum.ts';
import type { Proof } from '../model/proof.ts';
import type { BucketAddress } from '../model/target.ts';
import { formatExactBytes, printable } from './format.ts';

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
export function showChecksum({ algorithm, value }: Checksum): string {
  return algorithm === 'crc64'
    ? `CRC64 ${BigInt(`0x${value}`)} (hex ${value})`
    : `${labels[algorithm]} ${value}`;
}

/** What tells the reader that the object is whole: size, checksum, ETag, request id. */
export function showProof(proof: Proof): string {
  const checksum =
    proof.ours.algorithm === 'md5' && proof.etag.includes('-')
      ? `MD5 of the parts' MD5s ${proof.etag}`
      : showChecksum(proof.ours);
  const fields = [
    formatExactBytes(proof.size),
    checksum,
    `ETag ${printable(proof.etag)}`,
    `request ${printable(proof.requestId)}`,
    proof.versionId === null ? '' : `version ${printable(proof.versionId)}`,
  ];
  return fields.filter(field => field !== '').join(', ');
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
