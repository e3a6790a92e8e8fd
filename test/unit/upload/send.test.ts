import { expect, test } from 'vitest';
import type { Checksum } from '../../../main/model/checksum.ts';
import { digestOf } from '../../../main/model/digest.ts';
import type { ObjectStore } from '../../../main/remote/object-store.ts';
import { putVerified, type SentBody, sendVerifiedPart } from '../../../main/upload/send.ts';

const bytes = new TextEncoder().encode('123456789');
const crc = '995dc9bbdf1939fa';
const md5 = '25f9e794323b453885f5181f1b624d0b';
const never = new AbortController().signal;

const body: SentBody = {
  size: 9,
  open: () => bytes,
  digest: algorithm => digestOf(algorithm, bytes),
  sentChecksum: () => crc,
};

interface Said {
  readonly checksum: Checksum | null;
  readonly etag: string;
}

/** A store that answers every sending with `said`, and HEAD with `onHead`. */
function storeSaying(said: Said, onHead: Said | null = null): ObjectStore {
  const rest = { versionId: null, requestId: 'R' };
  return {
    put: async () => ({ ...said, ...rest }),
    sendPart: async () => ({ ...said, ...rest, number: 1, size: 9 }),
    head: async () => (onHead ? { ...onHead, ...rest, key: 'k', size: 9 } : null),
  } as unknown as ObjectStore;
}

const put = (store: ObjectStore) =>
  putVerified(store, { key: 'k', options: {}, algorithm: 'crc64' }, body, never);
const part = (store: ObjectStore) =>
  sendVerifiedPart(
    store,
    { upload: { key: 'k', uploadId: 'u' }, number: 1, algorithm: 'crc64' },
    body,
    never,
  );

const right: Said = { checksum: { algorithm: 'crc64', value: crc }, etag: 'opaque' };
const wrong: Said = { checksum: { algorithm: 'crc64', value: '0000000000000000' }, etag: md5 };
const silent: Said = { checksum: null, etag: 'opaque' };
const byEtag: Said = { checksum: null, etag: md5.toUpperCase() };
const wrongEtag: Said = { checksum: null, etag: '0'.repeat(32) };

test('a PUT is proven by the checksum, or by the ETag where there is none, or by HEAD', async () => {
  expect((await put(storeSaying(right))).checksum).toEqual({ algorithm: 'crc64', value: crc });
  expect((await put(storeSaying(byEtag))).checksum).toEqual({ algorithm: 'md5', value: md5 });
  expect((await put(storeSaying(silent, right))).checksum).toEqual({ algorithm: 'crc64', value: crc });
});

test('a PUT about which the store says nothing comparable is unproven', async () => {
  await expect(put(storeSaying(silent))).rejects.toMatchObject({ code: 'upload.unproven' });
  await expect(put(storeSaying(silent, silent))).rejects.toMatchObject({ code: 'upload.unproven' });
});

test.each([wrong, wrongEtag])(
  'a PUT or a part of which the store says %j is not what was read',
  async said => {
    await expect(put(storeSaying(said))).rejects.toMatchObject({ code: 'checksum.mismatch' });
    await expect(part(storeSaying(said))).rejects.toMatchObject({ code: 'checksum.mismatch' });
  },
);

test('a part carries our checksum, also where the store says nothing: the whole object decides later', async () => {
  for (const said of [right, byEtag, silent]) {
    expect((await part(storeSaying(said))).checksum).toEqual({ algorithm: 'crc64', value: crc });
  }
});
