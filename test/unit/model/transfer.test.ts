import { expect, test } from 'vitest';
import {
  isOver,
  step,
  type TransferEvent,
  type TransferState,
  type Upload,
} from '../../../main/model/transfer.ts';

const upload: Upload = { uploadId: 'u1', partSize: 1024, algorithm: 'crc64', existedBefore: false };
const error = { code: 'net.timeout', message: 'no byte moved', facts: {} } as const;
const proof = {
  size: 3,
  ours: { algorithm: 'crc64', value: '0000000000000001' },
  theirs: '0000000000000001',
  etag: 'E',
  requestId: 'R',
  versionId: null,
  provenAtMs: 1,
  callback: null,
} as const;

const through = (first: TransferState, events: readonly TransferEvent[]) => events.reduce(step, first);
const waiting: TransferState = { at: 'waiting', upload: null };

test('a large file goes from waiting to done', () => {
  const end = through(waiting, [
    { type: 'started' },
    { type: 'begun', upload },
    { type: 'allPartsStored' },
    { type: 'proven', proof },
  ]);
  expect(end).toEqual({ at: 'done', proof });
});

test('a lost answer is checked before it is proven', () => {
  const finishing = through(waiting, [
    { type: 'started' },
    { type: 'begun', upload },
    { type: 'allPartsStored' },
  ]);
  expect(step(finishing, { type: 'answerLost' })).toEqual({ at: 'checking', upload });
});

test('pause, block and failure keep the upload, and starting again goes on with it', () => {
  const sending = through(waiting, [{ type: 'started' }, { type: 'begun', upload }]);
  for (const stop of [
    { type: 'paused' },
    { type: 'blocked', error },
    { type: 'failed', error },
  ] as const satisfies readonly TransferEvent[]) {
    expect(through(sending, [stop, { type: 'started' }])).toEqual({ at: 'sending', upload });
  }
});

test('starting over forgets the upload', () => {
  const sending = through(waiting, [{ type: 'started' }, { type: 'begun', upload }]);
  expect(step(sending, { type: 'restarted' })).toEqual({ at: 'starting' });
});

test('a part that the server lost leads back to sending', () => {
  expect(step({ at: 'finishing', upload }, { type: 'partsMissing' })).toEqual({ at: 'sending', upload });
});

test.each<[TransferState, TransferEvent]>([
  [{ at: 'done', proof }, { type: 'started' }],
  [{ at: 'cancelled' }, { type: 'paused' }],
  [waiting, { type: 'proven', proof }],
  [waiting, { type: 'allPartsStored' }],
  [{ at: 'sending', upload: null }, { type: 'allPartsStored' }],
  [
    { at: 'sending', upload },
    { type: 'begun', upload },
  ],
  [{ at: 'finishing', upload }, { type: 'started' }],
  [waiting, { type: 'answerLost' }],
  [{ at: 'sending', upload }, { type: 'partsMissing' }],
])('%j refuses %j as a bug', (state, event) => {
  expect(() => step(state, event)).toThrow(expect.objectContaining({ code: 'bug' }));
});

test('only done and cancelled are over', () => {
  expect(isOver({ at: 'done', proof })).toBe(true);
  expect(isOver({ at: 'cancelled' })).toBe(true);
  expect(isOver({ at: 'failed', upload, error })).toBe(false);
});
