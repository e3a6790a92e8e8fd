import type { Action } from '../../main/model/action.ts';
import { usualSettings } from '../../main/model/folder.ts';
import type { KnownFile } from '../../main/model/known-file.ts';
import type { Problem } from '../../main/model/problem.ts';
import type { NewFolder } from '../../main/store/folder-log.ts';
import { sampleTransfer } from './sample-transfer.ts';

/** A wish for one folder, the same each time but for its root and prefix. */
export function sampleFolder(root = '/home/ann/photos', prefix = 'photos/'): NewFolder {
  const { address } = sampleTransfer().target;
  return { root, address, prefix, settings: { ...usualSettings, ignore: ['*.tmp', '!keep.tmp'] } };
}

/** What is known of a file of `sampleFolder`, the same each time but for its path. */
export function sampleKnown(path: string, changes: Partial<KnownFile> = {}): KnownFile {
  return {
    path,
    identity: {
      size: 1_234,
      mtimeNs: '1723456789123456789',
      ctimeNs: '1700000000123456790',
      inode: '9007199254740993',
      device: '66',
    },
    key: `photos/${path}`,
    etag: 'B5C1A2F0',
    checksum: { algorithm: 'crc64', value: '2f8c1d3a5b6e7f90' },
    versionId: null,
    provenAtMs: 1_723_456_999_000,
    verifiedAtMs: null,
    ...changes,
  };
}

export function sampleAction(path: string, changes: Partial<Action> = {}): Action {
  return {
    path,
    do: 'upload',
    from: null,
    lane: 'small',
    size: 100,
    reason: { code: 'size-changed', facts: { was: 90, is: 100 } },
    dueAtMs: 1_000,
    attempts: 0,
    ...changes,
  };
}

export function sampleProblem(path: string, changes: Partial<Problem> = {}): Problem {
  return {
    path,
    error: { code: 'file.unreadable', message: 'EACCES', facts: { path, errno: 'EACCES' } },
    weight: 'failed',
    sinceMs: 1_000,
    retryAtMs: null,
    ...changes,
  };
}

/** Names of files that something between a disk and a table may well break, in byte order. */
export const hostileNames = [
  ' ',
  '"quoted".txt',
  '$(rm -rf).txt',
  '%2F%.txt',
  "'; DROP TABLE known_file; --",
  '..two-dots',
  '?:name@x',
  'A_B',
  'AxB',
  '\\back\\slash',
  'a_b',
  'axb',
  'e\u0301.txt',
  'line\nfeed\r\ttab',
  '\u00e9.txt',
  '\u6587\u4ef6',
  '\ufffd',
  '\u{1f6a2}.bin',
  '\u{10ffff}',
];
