import { beforeEach, expect, test } from 'vitest';
import type { PutItem } from '../../../../main/cli/put/put-item.ts';
import { createPutJsonView } from '../../../../main/cli/put/put-json-view.ts';
import type { Terminal } from '../../../../main/cli/terminal.ts';
import type { Proof } from '../../../../main/model/proof.ts';

let events: object[];

beforeEach(() => {
  events = [];
});

const terminal: Terminal = {
  isLive: false,
  gone: new AbortController().signal,
  columns: () => 100,
  print() {},
  tell() {},
  tellRaw() {},
  emit: (event, facts) => void events.push({ event, ...facts }),
  redraw() {},
  async pipe() {},
  async drained() {},
  failure: () => null,
};

const item: PutItem = {
  source: { kind: 'file', path: '/data/a.bin' },
  access: {
    address: {
      kind: 'oss',
      endpoint: 'http://127.0.0.1:9',
      bucket: 'bucket',
      region: 'cn-hangzhou',
      addressing: 'path',
    },
    signing: 'v4',
    checksum: 'crc32',
    credentials: { current: () => Promise.reject(new Error('none')), invalidate() {} },
  },
  key: 'a.bin',
  options: {},
  way: ['oss://bucket/a.bin'],
  threshold: 1,
};

const proof: Proof = {
  size: 3,
  ours: { algorithm: 'crc64', value: '995dc9bbdf1939fa' },
  theirs: '995dc9bbdf1939fa',
  etag: 'E',
  requestId: 'R1',
  versionId: null,
  provenAtMs: 0,
  callback: null,
};

test('what goes up is told with where it comes from, without what may be secret', () => {
  const url = new URL('https://user:pass@example.com/b.iso?token=secret');
  createPutJsonView(terminal, 'en').started([item, { ...item, key: 'b', source: { kind: 'web', url } }]);
  expect(events).toEqual([
    { event: 'started', files: 2 },
    { event: 'file', path: '/data/a.bin', bucket: 'bucket', key: 'a.bin', from: 'file', name: '/data/a.bin' },
    { event: 'file', path: null, bucket: 'bucket', key: 'b', from: 'web', name: 'example.com/b.iso' },
  ]);
});

test("an application's answer is there as it came", () => {
  const callback = { became: 'answered', answer: '{\n}' } as const;
  createPutJsonView(terminal, 'en').ended({
    item,
    became: 'proven',
    transferId: 'one',
    proof: { ...proof, callback },
  });
  expect(events).toMatchObject([{ event: 'proven', transferId: 'one', size: 3, callbackAnswer: '{\n}' }]);
});

test('a callback in vain has the proof, the words of the store, cause and remedy', () => {
  const callback = { became: 'failed', message: 'Error status : 502.', ec: 'E1', requestId: 'R2' } as const;
  createPutJsonView(terminal, 'en').ended({
    item,
    became: 'callbackFailed',
    transferId: 'one',
    proof: { ...proof, callback },
  });
  expect(events).toMatchObject([
    {
      event: 'callbackFailed',
      key: 'a.bin',
      size: 3,
      etag: 'E',
      code: 'upload.callback-failed',
      cause: expect.stringContaining('Error status : 502.'),
      callbackMessage: 'Error status : 502.',
      callbackEc: 'E1',
    },
  ]);
});

test('what ended by a signal is paused or stopped', () => {
  const view = createPutJsonView(terminal, 'en');
  view.ended({ item, became: 'paused' });
  view.ended({ item: { ...item, source: { kind: 'stdin' } }, became: 'stopped' });
  expect(events).toEqual([
    { event: 'paused', path: '/data/a.bin', bucket: 'bucket', key: 'a.bin' },
    { event: 'stopped', path: null, bucket: 'bucket', key: 'a.bin' },
  ]);
});

test('a report that could not be written is an error of the command', () => {
  const facts = { path: '/proof.json', reason: 'ENOSPC' };
  createPutJsonView(terminal, 'en').reportFailed({ code: 'disk.full', message: 'full', facts });
  expect(events).toMatchObject([{ event: 'error', code: 'disk.full' }]);
});
