import { describe, expect, test } from 'vitest';
import type { AppendPlace } from '../../../../main/store/append-log.ts';
import {
  type FileLook,
  type FoundObject,
  judgeFile,
  judgeObject,
  judgeOpenAppend,
} from '../../../../main/upload/append/decide.ts';

const zero = '0000000000000000';
const place: AppendPlace = {
  key: 'app.log',
  roll: 0,
  base: 0,
  position: 100,
  crc: 'aa',
  headCrc: 'h',
  tailCrc: 't',
  next: null,
  inode: '1',
  device: '1',
};
const fresh: AppendPlace = { ...place, position: 0, crc: zero, inode: '', device: '' };
const open: AppendPlace = { ...place, next: { size: 10, crc: 'bb' } };
const openFirst: AppendPlace = { ...fresh, next: { size: 10, crc: 'bb' } };

const missing: FoundObject = { is: 'missing' };
const fixed: FoundObject = { is: 'fixed' };
const holding = (size: number, crc: string | null): FoundObject => ({ is: 'appendable', size, crc });

describe('when a run begins', () => {
  const compare = (size: number, crc: string, otherwise: string) => ({
    is: 'toCompare',
    size,
    crc,
    otherwise,
  });
  const refused = (code: string) => ({ is: 'refused', code });

  test.each<[string, AppendPlace, FoundObject, boolean, object]>([
    ['nothing is known and nothing there', fresh, missing, false, { is: 'asRecorded' }],
    ['an empty object is there', fresh, holding(0, zero), false, { is: 'asRecorded' }],
    ['an unknown object is there', fresh, holding(50, 'cc'), false, refused('object.position')],
    ['it is to go on from it', fresh, holding(50, 'cc'), true, compare(50, 'cc', 'append.diverged')],
    ['the store keeps no checksum', fresh, holding(50, null), true, refused('object.position')],
    ['the object was put', fresh, fixed, true, refused('object.not-appendable')],
    ['a known object was replaced by a put', place, fixed, false, refused('object.not-appendable')],
    ['all is as recorded', place, holding(100, 'aa'), false, { is: 'asRecorded' }],
    [
      'the length is right and the bytes are not',
      place,
      holding(100, 'cc'),
      false,
      refused('append.diverged'),
    ],
    ['the object is shorter', place, holding(90, 'cc'), false, refused('object.position')],
    ['the object is longer', place, holding(120, 'cc'), false, compare(120, 'cc', 'object.position')],
    ['the object was deleted', place, missing, false, { is: 'gone' }],
    ['the open append has arrived', open, holding(110, 'bb'), false, { is: 'nextArrived' }],
    ['the open append has not arrived', open, holding(100, 'aa'), false, { is: 'asRecorded' }],
    [
      'the open append arrived with other bytes',
      open,
      holding(110, 'cc'),
      false,
      compare(110, 'cc', 'append.diverged'),
    ],
    ['the open first append has arrived', openFirst, holding(10, 'bb'), false, { is: 'nextArrived' }],
    ['the open first append has not arrived', openFirst, missing, false, { is: 'asRecorded' }],
    [
      'a first append was open and more is there',
      openFirst,
      holding(30, 'cc'),
      false,
      compare(30, 'cc', 'object.position'),
    ],
  ])('and %s', (_, recorded, found, fromRemote, verdict) => {
    expect(judgeObject(recorded, found, fromRemote)).toEqual(verdict);
  });
});

describe('an append without an answer', () => {
  const next = { size: 10, crc: 'bb' };

  test.each<[string, AppendPlace, FoundObject, string]>([
    ['has arrived when length and bytes are those that it makes', place, holding(110, 'bb'), 'arrived'],
    ['has not arrived when the object is as before', place, holding(100, 'aa'), 'notArrived'],
    ['has not arrived when it was the first and nothing is there', fresh, missing, 'notArrived'],
    ['met another writer when the bytes are others', place, holding(110, 'cc'), 'other'],
    ['met another writer when the length is another', place, holding(120, 'dd'), 'other'],
    ['met another writer when the object is shorter', place, holding(50, 'dd'), 'other'],
    ['met another writer when the object was deleted', place, missing, 'other'],
    ['met another writer when the object was put', place, fixed, 'other'],
    ['is open to doubt when the store keeps no checksum', place, holding(110, null), 'other'],
  ])('%s', (_, recorded, found, verdict) => {
    expect(judgeOpenAppend(recorded, next, found)).toBe(verdict);
  });
});

test.each<[string, FileLook, string]>([
  ['the same', { size: 120, isSameFile: true, holdsAppended: true }, 'same'],
  ['the same, restored from a copy', { size: 120, isSameFile: false, holdsAppended: true }, 'same'],
  ['another one', { size: 120, isSameFile: false, holdsAppended: false }, 'rotated'],
  ['another one and shorter', { size: 20, isSameFile: false, holdsAppended: false }, 'rotated'],
  ['shorter', { size: 20, isSameFile: true, holdsAppended: false }, 'truncated'],
  ['long enough with other bytes', { size: 120, isSameFile: true, holdsAppended: false }, 'rewritten'],
])('a file that is %s', (_, look, verdict) => {
  expect(judgeFile(place, look)).toBe(verdict);
});
