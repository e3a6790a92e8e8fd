import { expect, test } from 'vitest';
import { Faults } from '../../reliability/sim/faults.ts';
import { spoilAnswer } from '../../reliability/sim/spoil-answer.ts';

const planned = (does: string, store: 'oss' | 's3' = 'oss') => {
  const faults = new Faults(store);
  faults.plan({ place: 'request', does, after: 0, times: 1 });
  return faults;
};

const listing = (entries: string) => ({
  status: 200,
  body: Buffer.from(`<ListPartsResult>${entries}</ListPartsResult>`),
});

test('a listing is incomplete only where there was something to leave out', () => {
  const faults = planned('incompleteListing');
  expect(spoilAnswer(faults, 'listParts', 'oss', listing(''))).toBeNull();
  expect(spoilAnswer(faults, 'put', 'oss', { status: 200, body: Buffer.from('<Part>1</Part>') })).toBeNull();
  expect(faults.hits).toEqual({});
  const spoilt = spoilAnswer(faults, 'listParts', 'oss', listing('<Part>1</Part><Part>2</Part>'));
  expect(spoilt?.body.toString()).toBe('<ListPartsResult><Part>2</Part></ListPartsResult>');
  expect(faults.hits).toEqual({ 'request: incompleteListing': 1 });
});

test('an incomplete listing tells what it lacks', () => {
  const lacks = (operation: 'list' | 'listParts' | 'listUploads', entries: string) =>
    spoilAnswer(planned('incompleteListing'), operation, 'oss', listing(entries))?.leftOut;
  expect(lacks('listParts', '<Part><PartNumber>3</PartNumber></Part>')).toBe('3');
  expect(
    lacks('list', '<Contents><Key>p/caf%C3%A9%0A</Key></Contents><Contents><Key>p/d</Key></Contents>'),
  ).toBe('p/café\n');
  expect(lacks('listUploads', '<Upload><Key>p/a</Key><UploadId>u1</UploadId></Upload>')).toBe('u1');
});

test('a callback fails only for what OSS has stored', () => {
  const faults = planned('203 CallbackFailed');
  const stored = { status: 200, body: Buffer.alloc(0) };
  expect(spoilAnswer(faults, 'put', 's3', stored)).toBeNull();
  expect(spoilAnswer(faults, 'put', 'oss', { ...stored, status: 403 })).toBeNull();
  expect(spoilAnswer(faults, 'begin', 'oss', stored)).toBeNull();
  expect(faults.hits).toEqual({});
  expect(spoilAnswer(faults, 'put', 'oss', stored)?.status).toBe(203);
  expect(faults.hits).toEqual({ 'request: oss 203 CallbackFailed': 1 });
});

test('what a store answers is counted by store, and a reset in the body where it is seen', () => {
  const faults = planned('403 AccessDenied', 's3');
  expect(faults.next('request')).toBe('403 AccessDenied');
  expect(faults.hits).toEqual({ 'request: s3 403 AccessDenied': 1 });
  const late = planned('resetInBody');
  expect(late.next('request')).toBe('resetInBody');
  expect(late.hits).toEqual({});
});
