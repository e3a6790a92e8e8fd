import { describe, expect, test } from 'vitest';
import { parseTimetable, rateAt } from '../../../main/plan/timetable.ts';
import { refusalSaying } from '../../support/english.ts';

const MiB = 1024 ** 2;
const at = (time: string) => {
  const [hour, minute] = time.split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
};

test.each([
  ['10M', { spans: [], otherwise: 10 * MiB }],
  ['off', { spans: [], otherwise: null }],
  ['0', { spans: [], otherwise: null }],
  ['08:00-18:00=2M', { spans: [{ from: 480, to: 1080, rate: 2 * MiB }], otherwise: null }],
  ['8:00-18:00=2MB/s', { spans: [{ from: 480, to: 1080, rate: 2e6 }], otherwise: null }],
  [
    ' 08:00 - 18:00 = 2M , 22:00-06:00=off, 5M ',
    {
      spans: [
        { from: 480, to: 1080, rate: 2 * MiB },
        { from: 1320, to: 360, rate: null },
      ],
      otherwise: 5 * MiB,
    },
  ],
  ['5M,00:00-24:00=1M', { spans: [{ from: 0, to: 1440, rate: MiB }], otherwise: 5 * MiB }],
  ['22:00-00:00=1M', { spans: [{ from: 1320, to: 1440, rate: MiB }], otherwise: null }],
  [
    '22:00-24:00=1M,00:00-02:00=0',
    {
      spans: [
        { from: 1320, to: 1440, rate: MiB },
        { from: 0, to: 120, rate: null },
      ],
      otherwise: null,
    },
  ],
])('%j is a timetable', (text, timetable) => {
  expect(parseTimetable(text)).toEqual(timetable);
});

test.each([
  ['', 'is not a size'],
  ['fast', 'is not a size'],
  ['1K', 'too slow'],
  ['5M,', 'is not a size'],
  ['5M,6M', 'two rates for the rest of the day'],
  ['5M,off', 'two rates for the rest of the day'],
  ['08:00-18:00', 'no time and rate'],
  ['08:00=2M', 'no time and rate'],
  ['08:00-18:00=', 'is not a size'],
  ['08:00-18:00=1K', 'too slow'],
  ['08:00-18:60=2M', 'no time and rate'],
  ['08:00-24:01=2M', 'no time and rate'],
  ['24:00-08:00=2M', 'no time and rate'],
  ['25:00-26:00=2M', 'no time and rate'],
  ['8-18=2M', 'no time and rate'],
  ['08:00-08:00=2M', 'same time'],
  ['00:00-00:00=2M', 'same time'],
  ['08:00-18:00=2M,17:59-20:00=1M', 'overlap'],
  ['22:00-06:00=2M,05:00-07:00=1M', 'overlap'],
  ['05:00-07:00=1M,22:00-06:00=2M', 'overlap'],
  ['22:00-06:00=2M,23:00-05:00=1M', 'overlap'],
  ['00:00-24:00=2M,12:00-13:00=1M', 'overlap'],
  ['20:00-06:00=2M,22:00-04:00=1M', 'overlap'],
])('%j is none: %s', (text, problem) => {
  expect(() => parseTimetable(text)).toThrow(refusalSaying('usage', problem));
});

describe('08:00-18:00=2M,22:00-06:00=off,5M', () => {
  const timetable = parseTimetable('08:00-18:00=2M,22:00-06:00=off,5M');

  test.each([
    ['00:00', null],
    ['05:59', null],
    ['06:00', 5 * MiB],
    ['07:59', 5 * MiB],
    ['08:00', 2 * MiB],
    ['17:59', 2 * MiB],
    ['18:00', 5 * MiB],
    ['22:00', null],
    ['23:59', null],
  ])('at %s the rate is %s', (time, rate) => {
    expect(rateAt(timetable, at(time))).toBe(rate);
  });
});

test.each([
  ['10M', '12:00', 10 * MiB],
  ['00:00-24:00=1M,5M', '00:00', MiB],
  ['00:00-24:00=1M,5M', '23:59', MiB],
  ['08:00-12:00=1M,12:00-18:00=1M,5M', '12:00', MiB],
  ['08:00-12:00=1M,12:00-18:00=1M,5M', '18:00', 5 * MiB],
  ['22:00-24:00=1M', '23:59', MiB],
  ['22:00-24:00=1M', '00:00', null],
  ['22:00-24:00=1M,00:00-06:00=1M', '00:00', MiB],
  ['22:00-24:00=1M,00:00-06:00=1M', '06:00', null],
])('at the edges of %s: at %s the rate is %s', (text, time, rate) => {
  expect(rateAt(parseTimetable(text), at(time))).toBe(rate);
});
