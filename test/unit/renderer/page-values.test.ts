import { describe, expect, test } from 'vitest';
import { parseTimetable } from '../../../main/plan/timetable.ts';
import type { PageFile } from '../../../renderer/client/page-sends.ts';
import { noRates, withSnapshot } from '../../../renderer/client/rate-history.ts';
import { placeOf } from '../../../renderer/shell/views.ts';
import { daysBetween } from '../../../renderer/text/use-formats.ts';
import {
  addErrors,
  addFieldOf,
  emptyAddForm,
  formToAdd,
  withOptions,
} from '../../../renderer/views/add/add-form.ts';
import { sharedName, withFiles } from '../../../renderer/views/add/dropped.ts';
import { toCsv } from '../../../renderer/views/history/csv.ts';
import {
  formToRate,
  isRateRight,
  rateErrors,
  rateToForm,
} from '../../../renderer/views/settings/timetable-text.ts';
import { commandsOfAny } from '../../../renderer/views/transfers/commands-of.ts';
import { cellsOf, partsOf } from '../../../renderer/views/transfers/part-cells.ts';
import { timeWords } from '../../../renderer/views/transfers/time-words.ts';
import { sampleTotals } from '../../support/sample-totals.ts';

describe('the time left', () => {
  const totals = sampleTotals({ totalBytes: 100, secondsLeft: 40 });

  test('is a range where the rate swings', () => {
    const timeLeft = { fromSeconds: 60, toSeconds: 180 };
    expect(timeWords({ timeLeft, totals }, 50)).toEqual({ kind: 'range', fromMs: 60_000, toMs: 180_000 });
  });

  test('is one time where both ends are nearly the same', () => {
    const timeLeft = { fromSeconds: 100, toSeconds: 110 };
    expect(timeWords({ timeLeft, totals }, 50)).toEqual({ kind: 'about', ms: 110_000 });
  });

  test('is a guess before enough was seen, nothing when nobody can tell, and over when nothing is left', () => {
    expect(timeWords({ timeLeft: null, totals }, 50)).toEqual({ kind: 'about', ms: 40_000 });
    const unknown = sampleTotals({ totalBytes: 100, secondsLeft: null });
    expect(timeWords({ timeLeft: null, totals: unknown }, 50)).toEqual({ kind: 'none' });
    expect(timeWords({ timeLeft: null, totals }, 0)).toEqual({ kind: 'done' });
  });
});

describe('the part map', () => {
  test('has a cell for each part, in order', () => {
    const runs = [
      { state: 'done', count: 2 },
      { state: 'moving', count: 1 },
      { state: 'retried', count: 1 },
      { state: 'waiting', count: 3 },
    ] as const;
    const { cells, counts } = cellsOf({ runs });
    expect(cells).toEqual(['done', 'done', 'moving', 'retried', 'waiting', 'waiting', 'waiting']);
    expect(counts).toEqual({ done: 2, moving: 1, retried: 1, waiting: 3 });
  });
});

test('cells never show the parts of the transfer that was looked at before', () => {
  const asked = { partSize: 8, count: 1, runs: [] };
  const pushed = { ...asked, count: 7, transferId: 'a' };
  expect(partsOf('a', pushed, asked)).toBe(pushed);
  expect(partsOf('b', pushed, asked)).toBe(asked);
  expect(partsOf('b', pushed, null)).toBeNull();
  expect(partsOf('b', null, asked)).toBe(asked);
});

describe('commands for many', () => {
  const file = { source: 'file', isOfFolder: false } as const;

  test('are those that fit one of them at least', () => {
    expect([...commandsOfAny([{ ...file, state: 'done' }])]).toEqual(['forget']);
    expect([...commandsOfAny([{ ...file, state: 'sending' }])]).toEqual(['pause', 'cancel']);
    const mixed = commandsOfAny([
      { ...file, state: 'done' },
      { ...file, state: 'failed' },
    ]);
    expect([...mixed]).toEqual(['forget', 'retry', 'cancel']);
  });

  test('are those that the page itself need not carry out, where it has the bytes', () => {
    const page = { source: 'page', isOfFolder: false } as const;
    expect([...commandsOfAny([{ ...page, state: 'sending' }])]).toEqual(['pause', 'cancel']);
    expect([...commandsOfAny([{ ...page, state: 'paused' }])]).toEqual(['resume', 'cancel']);
    expect([...commandsOfAny([{ ...page, state: 'failed' }])]).toEqual(['cancel']);
    expect([...commandsOfAny([{ ...page, state: 'blocked' }])]).toEqual(['cancel']);
  });

  test('are none for files of folders, but to try again what failed, and none for nothing', () => {
    expect([...commandsOfAny([{ state: 'sending', source: 'file', isOfFolder: true }])]).toEqual([]);
    expect([...commandsOfAny([{ state: 'failed', source: 'file', isOfFolder: true }])]).toEqual(['retry']);
    expect([...commandsOfAny([{ state: 'blocked', source: 'file', isOfFolder: true }])]).toEqual(['retry']);
    expect([...commandsOfAny([])]).toEqual([]);
  });
});

describe('CSV', () => {
  test('quotes what has to be, and begins with the mark of UTF-8', () => {
    expect(
      toCsv(
        ['a', 'b'],
        [
          ['x,y', 'say "hi"'],
          ['line\nbreak', null],
        ],
      ),
    ).toBe('\ufeffa,b\r\n"x,y","say ""hi"""\r\n"line\nbreak",\r\n');
  });

  test.each(['=1+1', '+1', '-1', '@a', '\ta', '＝1'])('makes no formula of %j', cell => {
    expect(toCsv(['a'], [[cell]])).toContain(`'${cell}`);
  });

  test('leaves numbers as they are', () => {
    expect(toCsv(['a'], [[-5]])).toBe('\ufeffa\r\n-5\r\n');
  });
});

describe('a rate limit', () => {
  test.each([null, '10M', '08:00-18:00=2M', '08:00-18:00=2M,22:00-06:00=off,5M'])(
    '%j is the same again',
    text => {
      expect(formToRate(rateToForm(text))).toBe(text);
      expect(isRateRight(rateToForm(text))).toBe(true);
    },
  );

  test.each(['off', '500KB/s', ' 8:00 - 18:00 = 2M , OFF', '22:00-24:00=off,1.5M', '00:00-6:00=OFF'])(
    '%j means to the engine what it meant before',
    text => {
      const form = rateToForm(text);
      expect(parseTimetable(formToRate(form) ?? 'off')).toEqual(parseTimetable(text));
    },
  );

  test('as it is edited is one that the engine reads', () => {
    const text = formToRate({
      kind: 'timetable',
      spans: [{ from: '9:00', to: '17:30', rate: '1.5M' }],
      otherwise: '',
    });
    expect(() => parseTimetable(text ?? '')).not.toThrow();
  });

  test.each(['24:00', '25:00', '8', '08:60', ''])('begins at no such time as %j', from => {
    const spans = [{ from, to: '18:00', rate: '2M' }];
    expect(isRateRight({ kind: 'timetable', spans, otherwise: 'off' })).toBe(false);
  });

  const errorsOf = (...spans: readonly (readonly [from: string, to: string, rate?: string])[]) =>
    rateErrors({
      kind: 'timetable',
      spans: spans.map(([from, to, rate = '2M']) => ({ from, to, rate })),
      otherwise: 'off',
    }).spans;

  test('tells what is wrong at the field of the span that is wrong', () => {
    expect(errorsOf(['08:00', '18:00'], ['24:30', '06:00', 'soon'])).toEqual([
      {},
      { from: { key: 'rate.badTime' }, rate: { key: 'rate.badRate' } },
    ]);
    expect(errorsOf(['08:00', '24:30'])).toEqual([{ to: { key: 'rate.badEnd' } }]);
    expect(errorsOf(['08:00', '8:00'])).toEqual([{ to: { key: 'rate.sameTime' } }]);
    expect(errorsOf(['00:00', '24:00', '1K'])).toEqual([{ rate: { key: 'rate.badRate' } }]);
  });

  test.each([
    [
      ['08:00', '18:00'],
      ['17:59', '20:00'],
    ],
    [
      ['22:00', '06:00'],
      ['05:00', '07:00'],
    ],
    [
      ['05:00', '07:00'],
      ['22:00', '06:00'],
    ],
    [
      ['00:00', '24:00'],
      ['12:00', '13:00'],
    ],
    [
      ['20:00', '00:00'],
      ['23:59', '01:00'],
    ],
  ] as const)('tells at the second of %j and %j that it overlaps, as the engine does', (first, second) => {
    const [from, to] = first;
    expect(errorsOf(first, second)).toEqual([{}, { from: { key: 'rate.overlaps', facts: { from, to } } }]);
    expect(() => parseTimetable(`${first.join('-')}=1M,${second.join('-')}=1M`)).toThrow();
  });

  test('takes spans that only touch, and no fault for an overlap with a span that is none', () => {
    expect(errorsOf(['08:00', '12:00'], ['12:00', '18:00'], ['22:00', '0:00'], ['00:00', '8:00'])).toEqual([
      {},
      {},
      {},
      {},
    ]);
    expect(errorsOf(['08:00', '25:00'], ['09:00', '10:00'])[1]).toEqual({});
  });

  test.each([
    ['8K', true],
    ['8192', true],
    ['8191', false],
    ['8KB', false],
    ['8.2KB/s', true],
    ['0', true],
    ['1MiB/s', true],
  ])('of %s is right: %s, as the engine has it', (rate, isRight) => {
    expect(isRateRight({ kind: 'always', rate })).toBe(isRight);
    const parse = () => parseTimetable(rate);
    if (isRight) parse();
    else expect(parse).toThrow();
  });

  test.each(['soon', '-1', ''])('is not %j', rate => {
    expect(isRateRight({ kind: 'always', rate })).toBe(false);
  });
});

describe('the form of an upload', () => {
  test('sends what is filled in alone', () => {
    const form = emptyAddForm({ account: 'work', kind: 'oss', bucket: 'b', prefix: '' });
    expect(formToAdd(form)).toEqual({
      target: form.target,
      options: { keepsMtime: true },
      partSize: null,
      isSimple: false,
      isAppend: false,
    });
  });

  test('brings the options of a saved target, and gives them back', () => {
    const options = {
      ...{
        keepsMtime: true,
        storageClass: 'IA',
        expires: 'Wed, 25 Nov 2027 00:00:00 GMT',
        trafficLimit: 8_192_000,
      },
      callback: {
        urls: ['https://app.example/done'],
        host: 'app.example',
        body: 'key=value',
        bodyType: 'application/json' as const,
        sni: true,
        variables: { id: '7' },
      },
    };
    const form = withOptions(emptyAddForm({ account: null, kind: 'oss', bucket: 'b', prefix: '' }), options);
    expect(formToAdd(form).options).toEqual(options);
  });

  test('leaves away what S3 has not', () => {
    const form = {
      ...emptyAddForm({ account: null, kind: 's3', bucket: 'b', prefix: '' }),
      isAppend: true,
      trafficLimit: '1M',
    };
    expect(formToAdd(form)).toMatchObject({ isAppend: false, options: { keepsMtime: true } });
    expect(formToAdd(form).options).not.toHaveProperty('trafficLimit');
  });

  test.each([
    [{ partSize: '10K' }, { partSize: 'wrong.size' }],
    [{ partSize: '10K', isSimple: true }, {}],
    [{ trafficLimit: 'fast' }, { trafficLimit: 'wrong.traffic' }],
    [{ trafficLimit: '99K' }, { trafficLimit: 'wrong.traffic' }],
    [{ trafficLimit: '100M' }, {}],
    [{ callbackUrls: 'app.example' }, { callbackUrls: 'wrong.urls', callbackBody: 'wrong.needed' }],
    [{ callbackUrls: 'https://app.example', callbackBody: 'a' }, {}],
    [{ callbackBody: 'a' }, { callbackUrls: 'wrong.needed' }],
    [
      { callbackUrls: 'https://app.example', callbackBody: 'a', callbackVariables: 'nonsense' },
      { callbackVariables: 'wrong.pairs' },
    ],
  ] as const)('%j is told before it is sent', (some, errors) => {
    expect(addErrors({ ...emptyAddForm(), ...some }, true)).toEqual(errors);
  });

  test('leaves out no metadata that it can not read', () => {
    const { wishes } = emptyAddForm();
    expect(addErrors({ ...emptyAddForm(), wishes: { ...wishes, meta: 'project: x' } }, true)).toEqual({
      meta: 'wrong.pairs',
    });
  });

  test('appends files of the engine alone: anything else would replace the object', () => {
    const form = { ...emptyAddForm(), isAppend: true };
    expect(addErrors(form, true)).toEqual({});
    expect(addErrors(form, false)).toEqual({ isAppend: 'wrong.append' });
  });

  test('asks S3 for no callback, and so finds nothing wrong with one', () => {
    const target = { account: null, kind: 's3', bucket: 'b', prefix: '' } as const;
    expect(addErrors({ ...emptyAddForm(target), callbackUrls: 'nonsense' }, true)).toEqual({});
  });

  test.each([
    ['callback-var', 'callbackVariables'],
    ['traffic-limit', 'trafficLimit'],
    ['if-match', 'ifMatch'],
    ['storage-class', null],
    ['constructor', null],
  ])('shows a refusal of %s at %s', (option, field) => {
    expect(addFieldOf({ code: 'options.invalid', message: '', facts: { option } })).toBe(field);
  });
});

describe('files of the page', () => {
  const pageFile = (name: string, size = 1): PageFile => ({
    name,
    file: { size, lastModified: 5 } as File,
  });

  test('count once when they are chosen again', () => {
    expect(withFiles([pageFile('a')], [pageFile('a'), pageFile('b')])).toHaveLength(2);
    expect(withFiles([pageFile('a')], [pageFile('a', 2)])).toHaveLength(2);
  });

  test("that would take each other's place are told", () => {
    expect(sharedName([], [pageFile('a'), pageFile('a', 2)])).toBe('a');
    expect(sharedName(['/home/lin/a', 'C:\\data\\b'], [pageFile('c'), pageFile('b')])).toBe('b');
    expect(sharedName(['/home/lin/Photos/'], [pageFile('Photos/1.jpg')])).toBe('Photos/1.jpg');
    expect(sharedName(['/home/lin/a'], [pageFile('b/a'), pageFile('c')])).toBeNull();
  });
});

describe('the history of the rate', () => {
  test('takes one point a second and forgets what is older than five minutes', () => {
    let history = noRates;
    for (let second = 0; second < 400; second += 1) {
      for (const part of [0, 250, 500, 750]) {
        const totals = sampleTotals({ atMs: second * 1000 + part, bytesPerSecond: second });
        history = withSnapshot(history, { totals });
      }
    }
    expect(history.seconds.length).toBe(301);
    expect(history.seconds.at(-1)).toBe(399);
    expect(history.rates.at(0)).toBe(99);
  });
});

describe('the address of a view', () => {
  test.each([
    ['', { view: 'transfers', subject: null }],
    ['#folders', { view: 'folders', subject: null }],
    ['#history/a%2Fb', { view: 'history', subject: 'a/b' }],
    ['#start', { view: 'start', subject: null }],
    ['#nowhere', { view: 'transfers', subject: null }],
  ])('%j', (hash, place) => {
    expect(placeOf(hash)).toEqual(place);
  });
});

test('days are counted by midnights', () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime();
  expect(daysBetween(at(25, 23), at(26, 1))).toBe(1);
  expect(daysBetween(at(26, 0), at(26, 23))).toBe(0);
});
