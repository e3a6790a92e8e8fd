import type { KnownFile } from '../../main/model/known-file.ts';
import type { SeenFile } from '../../main/model/seen.ts';

/** Long before `sampleNowMs`. */
const mtimeNs = '1764000000123456789';

/** 2025-12-01T00:00:00Z, a week after the sample file was written. */
export const sampleNowMs = Date.UTC(2025, 11, 1);

/** A file of 100 bytes that has rested for long. */
export function sampleSeen(change: Partial<SeenFile> = {}): SeenFile {
  const identity = { size: 100, mtimeNs, ctimeNs: mtimeNs, inode: '11', device: '1' };
  return { ...identity, name: 'a.txt', mode: 0o100644, ...change };
}

/** That file as it was proven, at `a.txt`. */
export function sampleKnown(change: Partial<KnownFile> = {}): KnownFile {
  const { size, ctimeNs, inode, device } = sampleSeen();
  return {
    path: 'a.txt',
    identity: { size, mtimeNs, ctimeNs, inode, device },
    key: 'a.txt',
    etag: 'AAA',
    checksum: { algorithm: 'crc64', value: '00000000000000aa' },
    versionId: null,
    provenAtMs: sampleNowMs - 86_400_000,
    verifiedAtMs: null,
    ...change,
  };
}
