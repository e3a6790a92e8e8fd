import { expect, test } from 'vitest';
import { checkEvents, type Events } from '../../reliability/sim/checker/check-events.ts';

const row = {
  path: '/a',
  key: 'a',
  detail: '{}',
  size: null,
  algorithm: null,
  ours: null,
  theirs: null,
  etag: null,
};
const byHand = { ...row, id: 'hand', at: 'done', folderPath: null };
const ofFolder = { ...row, id: 'folder', at: 'done', folderPath: 'a' };
const sound = {
  transfers: [byHand, ofFolder],
  events: [
    { transferId: 'hand', what: 'added' },
    { transferId: 'hand', what: 'paused' },
    { transferId: 'hand', what: 'done' },
  ],
  decisions: [
    { path: 'a', what: 'fail', reason: 'failed' },
    { path: 'a', what: 'done', reason: 'new' },
  ],
  told: { hand: { at: 'done', isFolder: false }, folder: { at: 'done', isFolder: true } },
  ended: { a: 1 },
};

function eventsOf(change: Partial<typeof sound>): Events {
  const { transfers, events, decisions, told, ended } = { ...sound, ...change };
  return {
    state: { transfers: () => transfers, events: () => events, decisions: () => decisions },
    told: new Map(Object.entries(told)),
    ended: new Map(Object.entries(ended)),
  };
}

test('a history that holds all that was told is complete', () => {
  expect(() => checkEvents(eventsOf({}))).not.toThrow();
});

test('the last line of a transfer by hand is the state of its row', () => {
  const events = sound.events.slice(0, 2);
  expect(() => checkEvents(eventsOf({ events }))).toThrow('hand is done, and paused is its last line');
});

test('a transfer by hand never leaves the record by itself, one of a folder may', () => {
  expect(() => checkEvents(eventsOf({ transfers: [ofFolder] }))).toThrow('is not in the record any more');
  expect(() => checkEvents(eventsOf({ transfers: [byHand] }))).not.toThrow();
});

test('what was told to be done is done, also of a folder', () => {
  const transfers = [byHand, { ...ofFolder, at: 'sending' }];
  expect(() => checkEvents(eventsOf({ transfers }))).toThrow('folder was told to be done, and is sending');
});

test('each end of work on a path has its line', () => {
  expect(() => checkEvents(eventsOf({ ended: { a: 2 } }))).toThrow('a was told to have ended 2 times, and 1');
  expect(() => checkEvents(eventsOf({ decisions: [] }))).toThrow('and 0 are written down');
  const dropped = Array.from({ length: 20 }, () => ({ path: 'a', what: 'fail', reason: 'failed' }));
  expect(() => checkEvents(eventsOf({ decisions: dropped }))).not.toThrow();
});
