import { expect, test } from 'vitest';
import { transferDetail, transferRow } from '../../../main/api/transfer-view.ts';
import type { ListedTransfer, TransferRecord } from '../../../main/store/transfer-list.ts';
import { sampleProof } from '../../support/sample-transfer.ts';

const file: ListedTransfer = {
  ...{
    id: 'i',
    origin: 'file',
    path: '/home/me/a b/c.txt',
    place: null,
    kind: 'oss',
    bucket: 'b',
    key: 'x/c.txt',
  },
  ...{ endpoint: 'https://oss-cn-hangzhou.aliyuncs.com', region: 'cn-hangzhou', size: 100, state: 'sending' },
  ...{ error: null, confirmedBytes: 40, createdAtMs: 1, changedAtMs: 2 },
};
const rootOf = (id: string) => (id === 'f' ? '/home/me/photos' : '');

test.each<[string, Partial<ListedTransfer>, object]>([
  ['a file', {}, { name: 'c.txt', path: '/home/me/a b/c.txt', size: 100, source: 'file' }],
  ['a text', { origin: 'text', path: '/data/texts/1/n.txt' }, { name: 'n.txt', path: null, size: 100 }],
  [
    'an append',
    { origin: 'append', path: 'append:/var/log/app.log' },
    { name: 'app.log', path: '/var/log/app.log' },
  ],
  [
    'a file of the web',
    { origin: 'web', path: 'web:example.com/a/', key: 'x/y.zip' },
    { name: 'y.zip', path: null },
  ],
  ['bytes of a page', { origin: 'page', path: 'page:d/e.txt' }, { name: 'e.txt', path: null }],
  ['a stream of a length that nobody knows', { origin: 'web', path: 'web:h/a', size: 0 }, { size: null }],
  ['an empty stream that is done', { origin: 'web', path: 'web:h/a', size: 0, state: 'done' }, { size: 0 }],
  ['an empty file', { size: 0 }, { size: 0 }],
  [
    'a file of a folder',
    { place: { folderId: 'f', path: 'a.jpg' } },
    { folder: { id: 'f', name: 'photos' }, progress: { confirmedBytes: 40 } },
  ],
  [
    'what is done',
    { state: 'done', confirmedBytes: 0 },
    { progress: { confirmedBytes: 100, state: 'done' } },
  ],
])('%s is a row', (_, over, expected) => {
  expect(transferRow({ ...file, ...over }, rootOf)).toMatchObject(expected);
});

test('the detail holds proof and request ids once each, and no state that only the record has', () => {
  const record: TransferRecord = {
    listed: { ...file, state: 'done' },
    options: { contentType: 'text/plain' },
    ...{ upload: null, receivedParts: [], proof: sampleProof },
    events: [
      { atMs: 1, what: 'added', reason: '', said: null, error: null },
      {
        ...{ atMs: 2, what: 'failed', reason: '', said: null },
        error: { code: 'remote.unavailable', message: 'no', facts: { requestId: 'R1' } },
      },
    ],
  };
  const around = {
    rootOf,
    parts: null,
    retries: 2,
    requestIds: [sampleProof.requestId, 'R1'],
    decisions: [],
  };
  expect(transferDetail(record, around)).toMatchObject({
    requestIds: [sampleProof.requestId, 'R1'],
    ...{ retries: 2, checksumAlgorithm: 'crc64', uploadId: null },
    events: [
      { what: 'added', requestId: null },
      { what: 'failed', requestId: 'R1' },
    ],
    proof: { ours: sampleProof.ours.value, theirs: sampleProof.theirs, callback: null },
  });
});
