import { expect, test } from 'vitest';
import { exitCodeOfJoined, joinedFacts } from '../../../../main/cli/uploads/complete.ts';
import type { Proof } from '../../../../main/model/proof.ts';
import type { Joined } from '../../../../main/upload/by-hand/join-parts.ts';

const stored = { etag: 'e', checksum: null, versionId: null, requestId: 'r' };
const proof: Proof = {
  size: 1,
  ours: { algorithm: 'crc32', value: '0000000a' },
  theirs: '0000000a',
  etag: 'e',
  requestId: 'r',
  versionId: null,
  provenAtMs: 0,
  callback: null,
};
const joined: Joined = { stored, proof, parts: 1, size: 1, isFound: false };

test('a proven object tells both checksums', () => {
  expect(joinedFacts(joined)).toMatchObject({
    proven: true,
    checksum: '0000000a',
    storeChecksum: '0000000a',
  });
  expect(exitCodeOfJoined(joined, null)).toBe(0);
});

test('one that can not be proven says why, and is not done', () => {
  const unproven = { ...joined, proof: null };
  expect(joinedFacts(unproven)).toMatchObject({
    proven: false,
    reason: expect.stringContaining('--checksum-of'),
  });
  expect(exitCodeOfJoined(unproven, null)).toBe(1);
});

test('a callback in vain has its own exit code', () => {
  expect(exitCodeOfJoined(joined, { code: 'upload.callback-failed', message: 'no', facts: {} })).toBe(4);
});
