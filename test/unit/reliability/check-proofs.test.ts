import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkProofs } from '../../reliability/sim/checker/check-proofs.ts';
import { checksumOf } from '../../reliability/sim/checker/checksums.ts';
import type { TransferRow } from '../../reliability/sim/checker/state-view.ts';

const bytes = Buffer.from('what was sent');
const etag = createHash('md5').update(bytes).digest('hex');
const crc = checksumOf('crc64', bytes);
const proven: TransferRow = {
  ...{ id: '1', path: 'a', key: 'p/a', at: 'done', detail: '{}', folderPath: 'a' },
  ...{ size: bytes.length, algorithm: 'crc64', ours: crc, theirs: crc, etag },
};

const check = (...transfers: readonly TransferRow[]) => checkAfter(null, ...transfers);

function checkAfter(toldLast: string | null, ...transfers: readonly TransferRow[]): void {
  checkProofs({
    prefix: 'p/',
    bucket: { find: key => (key === 'p/a' ? { key, size: bytes.length, etag, bytes } : null) },
    state: { known: () => [], transfers: () => transfers },
    watchman: { isOfOthers: () => false, lastTagOf: () => toldLast },
  });
}

test('the newest proof of a key is that of its object', () => {
  check({ ...proven, id: '0', size: 1, etag: 'older' }, proven);
});

test('by a clock that was put back, the newest is the one that was told last', () => {
  checkAfter(etag, proven, { ...proven, id: '2', etag: 'older' });
  expect(() => checkAfter('older', proven, { ...proven, id: '2', etag: 'older' })).toThrow('proof');
});

test.each<[string, Partial<TransferRow>]>([
  ['no proof', { algorithm: null, size: null, ours: null, theirs: null, etag: null }],
  ['another size', { size: bytes.length - 1 }],
  ['another checksum', { ours: '0123456789abcdef', theirs: '0123456789abcdef' }],
  ['another word of the store', { theirs: '0123456789abcdef' }],
  ['a checksum that nobody knows', { algorithm: 'sum' }],
  ['another object', { etag: 'another' }],
])('%s is found', (_, change) => {
  expect(() => check({ ...proven, ...change })).toThrow('proof');
});

test('another object is that of a later transfer that came to no proof', () => {
  check({ ...proven, etag: 'another' }, { ...proven, id: '2', at: 'failed', algorithm: null });
});
