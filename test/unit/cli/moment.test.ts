import { expect, test } from 'vitest';
import { parseMoment } from '../../../main/cli/moment.ts';

const nowMs = Date.UTC(2027, 0, 30, 12);

test.each([
  ['2027-02-01', 'Mon, 01 Feb 2027 00:00:00 GMT'],
  ['2027-02-01T06:30', 'Mon, 01 Feb 2027 06:30:00 GMT'],
  ['2027-02-01 06:30:15', 'Mon, 01 Feb 2027 06:30:15 GMT'],
  ['2027-02-01t06:30:15.5z', 'Mon, 01 Feb 2027 06:30:15 GMT'],
  ['2027-02-01T06:30+08:00', 'Sun, 31 Jan 2027 22:30:00 GMT'],
  ['2027-02-01T06:30:00-0500', 'Mon, 01 Feb 2027 11:30:00 GMT'],
  ['Mon, 01 Feb 2027 06:30:00 GMT', 'Mon, 01 Feb 2027 06:30:00 GMT'],
  ['2d', 'Mon, 01 Feb 2027 12:00:00 GMT'],
  ['90m', 'Sat, 30 Jan 2027 13:30:00 GMT'],
  ['2028-02-29', 'Tue, 29 Feb 2028 00:00:00 GMT'],
])('%s is the moment %s', (text, date) => {
  expect(parseMoment(text, nowMs)).toBe(date);
});

test.each([
  '',
  'tomorrow',
  '2027',
  '2027-02-30',
  '2027-13-01',
  '2027-02-01T25:00',
  '2027-02-01Z',
  'Tue, 01 Feb 2027 06:30:00 GMT',
  'Mon, 01 Feb 2027 06:30:00 CET',
  '9999999w',
  '-1d',
])('"%s" is refused', text => {
  expect(() => parseMoment(text, nowMs)).toThrow(expect.objectContaining({ code: 'usage' }));
});
