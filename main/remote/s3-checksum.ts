import type { Checksum, ChecksumAlgorithm } from '../model/checksum.ts';
import { checksumFromBase64, hexToBase64 } from './checksum-text.ts';
import type { Headers } from './http.ts';
import type { XmlElement } from './xml.ts';

/** The checksums of S3 that can cover a whole object, however many parts it came in. */
export type FullChecksum = Extract<ChecksumAlgorithm, 'crc32' | 'crc32c' | 'crc64nvme'>;

const all: readonly FullChecksum[] = ['crc64nvme', 'crc32', 'crc32c'];

export function isFullChecksum(algorithm: ChecksumAlgorithm): algorithm is FullChecksum {
  return (all as readonly ChecksumAlgorithm[]).includes(algorithm);
}

/** Asks for an upload whose whole object gets a checksum of this kind. */
export function beginHeaders(algorithm: FullChecksum): Record<string, string> {
  return { 'x-amz-checksum-algorithm': algorithm.toUpperCase(), 'x-amz-checksum-type': 'FULL_OBJECT' };
}

/** Asks for a copy with a checksum of this kind; nothing for one that S3 does not know. */
export function askingHeaders(algorithm: ChecksumAlgorithm | undefined): Record<string, string> {
  if (algorithm === undefined || !isFullChecksum(algorithm)) return {};
  return { 'x-amz-checksum-algorithm': algorithm.toUpperCase() };
}

/**
 * Whether the server has understood `beginHeaders`. Servers that know checksums of parts only confirm the algorithm and
 * not the type; their checksum of a multipart object is one of checksums and proves nothing that we could compute.
 */
export function confirmsChecksum(headers: Headers, algorithm: FullChecksum): boolean {
  return (
    headers['x-amz-checksum-algorithm'] === algorithm.toUpperCase() &&
    headers['x-amz-checksum-type'] === 'FULL_OBJECT'
  );
}

/** The header by which the server checks bytes on arrival; `hex` is what we computed. */
export function claimHeader(algorithm: ChecksumAlgorithm, hex: string): Record<string, string> {
  return isFullChecksum(algorithm)
    ? { [`x-amz-checksum-${algorithm}`]: hexToBase64(hex) }
    : { 'content-md5': hexToBase64(hex) };
}

/** The element by which Complete names a part's checksum; empty for an upload without them. */
export function claimElement({ algorithm, value }: Checksum): string {
  if (!isFullChecksum(algorithm)) return '';
  const name = elementName(algorithm);
  return `<${name}>${hexToBase64(value)}</${name}>`;
}

/** Lets Complete fail when the whole object is not what we computed; nothing for an upload without checksums. */
export function completeHeaders({ algorithm, value }: Checksum, size: number): Record<string, string> {
  if (!isFullChecksum(algorithm)) return {};
  return {
    'x-amz-checksum-type': 'FULL_OBJECT',
    'x-amz-mp-object-size': String(size),
    ...claimHeader(algorithm, value),
  };
}

/** The checksum in an answer's headers, `wanted` first; null where there is none of the whole object. */
export function checksumOfHeaders(headers: Headers, wanted: FullChecksum): Checksum | null {
  if (headers['x-amz-checksum-type'] === 'COMPOSITE') return null;
  return firstOf(wanted, algorithm => headers[`x-amz-checksum-${algorithm}`]);
}

/** The same in the elements of a document. */
export function checksumOfElement(element: XmlElement, wanted: FullChecksum): Checksum | null {
  if (element.text('ChecksumType') === 'COMPOSITE') return null;
  return firstOf(wanted, algorithm => element.text(elementName(algorithm)) ?? undefined);
}

/** A value with `-N` at its end is one of checksums and falls through, since it is no base64. */
function firstOf(
  wanted: FullChecksum,
  textOf: (algorithm: FullChecksum) => string | undefined,
): Checksum | null {
  for (const algorithm of [wanted, ...all.filter(each => each !== wanted)]) {
    const checksum = checksumFromBase64(algorithm, textOf(algorithm));
    if (checksum) return checksum;
  }
  return null;
}

function elementName(algorithm: FullChecksum): string {
  return `Checksum${algorithm.toUpperCase()}`;
}
