import { expect, test } from 'vitest';
import { decodeHeader, decodeMeta, encodeMeta } from '../../../main/remote/header-text.ts';

/** Text as it comes out of a header: one character for each byte. */
const asBytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

test.each([
  'just text; 50% of it',
  'a%20b',
  '报告 – ünïcödé 😀',
  '  around  ',
  'one\ntwo',
  '=?UTF-8?B?5oql5ZGK?=',
  '=?utf-8?q?a?= =?utf-8?q?b?=',
  'a?= =?utf-8?q?b',
  '报告=?UTF-8?B?5oql5ZGK?=',
  'Ã©',
  '',
])('a value comes back as it was: %j', value => {
  const encoded = encodeMeta(value);
  expect(encoded).toMatch(/^[\x20-\x7e]*$/);
  expect(decodeMeta(encoded)).toBe(value);
});

test('plain text goes as it is', () => {
  for (const value of ['1700000000.123456789', 'a = b & c', '50% of it', '=?what?=']) {
    expect(encodeMeta(value)).toBe(value);
  }
});

test.each([
  ['=?UTF-8?B?5oql5ZGK?=', '报告'],
  ['=?utf-8?Q?=E6=8A=A5_=E5=91=8A.txt?=', '报 告.txt'],
  ['=?UTF-8?B?5oql?= =?UTF-8?B?5ZGK?=', '报告'],
  ['=?ISO-8859-1?Q?a?=', '=?ISO-8859-1?Q?a?='],
  [asBytes('报告'), '报告'],
  ['caf\xe9', 'caf\xe9'],
  ['100% of it %ZZ', '100% of it %ZZ'],
])('what other tools and servers write is read: %j', (text, value) => {
  expect(decodeMeta(text)).toBe(value);
});

test('a header of UTF-8 bytes is text, and its percent signs stay', () => {
  expect(decodeHeader(asBytes('attachment; filename="报%20告"'))).toBe('attachment; filename="报%20告"');
  expect(decodeHeader("filename*=UTF-8''%E6%8A%A5")).toBe("filename*=UTF-8''%E6%8A%A5");
});
