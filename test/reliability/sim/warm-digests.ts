import { createDigest } from '../../../main/model/digest.ts';

/** More than any history has under way at once. */
const most = 16;

/**
 * Makes digests and gives them back, to be lent again. One that has to be made in the middle of a history takes other turns of the event loop than one
 * that is lent, and the history would depend on those that were played before.
 */
export async function warmDigests(): Promise<void> {
  for (const algorithm of ['crc64', 'crc64nvme', 'crc32c'] as const) {
    const digests = await Promise.all(Array.from({ length: most }, () => createDigest(algorithm)));
    for (const digest of digests) digest.hex();
  }
}
