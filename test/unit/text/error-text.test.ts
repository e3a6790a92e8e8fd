import { describe, expect, test } from 'vitest';
import en from '../../../assets/text/en/errors.json' with { type: 'json' };
import zhCn from '../../../assets/text/zh-CN/errors.json' with { type: 'json' };
import { AppError, reactions, toErrorRecord } from '../../../main/base/app-error.ts';
import { problem } from '../../../main/base/said.ts';
import { finerCodes, serverCodes } from '../../../main/model/server-codes.ts';
import { describeError } from '../../../main/text/error-text.ts';
import { textsIn } from '../../../main/text/texts.ts';
import { placeholdersOf } from '../../support/text-types.ts';

const languages = { en, 'zh-CN': zhCn } as const;
/** A placeholder, a dash for a fact, a blank too many, or a word that waits for another one. */
const gap =
  /[{}[\]–\ufdd0-\ufdd5]| {2}| [,;。，；：]| [.:]$|[（(][)）]|[\p{Script=Han}，；：] (?=[\p{Script=Han}，；：。])|[：，；][。，；：]|\b(?:than|most|least|the|a|an|of|and|or)[.,;:]|(?:最多|至少|超过|须|把|发送了|的前)[。，；：]/u;
const codes = Object.keys(reactions) as (keyof typeof reactions)[];

describe.each(Object.entries(languages))('texts in %s', (language, texts) => {
  test('there is one entry for each code and no other', () => {
    expect(Object.keys(texts).sort()).toEqual([...codes].sort());
  });

  test.each(codes)('%s has a cause and a remedy', code => {
    const { cause, remedy } = texts[code];
    expect(Object.keys(texts[code]).filter(key => key !== 'page')).toEqual(['cause', 'remedy']);
    for (const sentence of [cause, remedy]) {
      expect(sentence.trim()).toMatch(/[.。]$/);
      expect(sentence.replace(/\[[^\]]*\]/g, '')).not.toMatch(/[[\]]/);
    }
  });

  test.each(codes)('%s reads well without any facts', code => {
    const { cause, remedy } = describeError({ code, message: '', facts: {} }, {}, language as 'en' | 'zh-CN');
    for (const sentence of [cause, remedy]) {
      expect(sentence.length).toBeGreaterThan(4);
      expect(sentence).not.toMatch(gap);
    }
  });
});

test.each(codes)('%s asks for the same facts in both languages', code => {
  for (const part of ['cause', 'remedy'] as const) {
    expect(placeholdersOf(zhCn[code][part]).toSorted()).toEqual(placeholdersOf(en[code][part]).toSorted());
  }
});

const ownTemplates = [...serverCodes, ...finerCodes].flatMap(([name, entry]) =>
  'is' in entry ? [[name, entry] as const] : [],
);

describe.each(ownTemplates)("the sentences for the server's code %s", (name, entry) => {
  const facts = serverCodes.has(name) ? { code: name } : { code: '', ec: name };
  const error = { code: entry.is, message: '', facts };

  test.each(['en', 'zh-CN'] as const)('are whole and read well without any facts in %s', language => {
    for (const part of ['cause', 'remedy'] as const) {
      const template = entry[language][part];
      expect(template).toMatch(/[.。]$/);
      expect(template.replace(/\[[^\]]*\]/g, '')).not.toMatch(/[[\]{}]/);
      const sentence = describeError(error, {}, language)[part];
      expect(sentence).toBe(textsIn(language).fill(template, {}));
      expect(sentence.length).toBeGreaterThan(4);
      expect(sentence).not.toMatch(gap);
    }
  });

  test('ask for the same facts in both languages', () => {
    for (const part of ['cause', 'remedy'] as const) {
      expect(placeholdersOf(entry['zh-CN'][part]).toSorted()).toEqual(
        placeholdersOf(entry.en[part]).toSorted(),
      );
    }
  });
});

test("the server's own code chooses the sentences, with the facts of the answer", () => {
  const facts = { status: 403, code: 'InvalidObjectState', key: 'a.bin', storageClass: 'ColdArchive' };
  const error = toErrorRecord(new AppError('object.archived', 'no', facts));
  expect(describeError(error, {}, 'zh-CN').cause).toBe(
    '对象 a.bin 处于归档状态，读取前必须先解冻（存储类型 ColdArchive）。',
  );
});

test('an error says what happened with names and figures', () => {
  const error = toErrorRecord(
    new AppError('part.size', 'out of range', { wished: 1024, smallest: 102_400, largest: 5 * 1024 ** 3 }),
  );
  expect(describeError(error, { path: '/a' }, 'en').cause).toBe(
    'This size of parts is not possible for this file and store: 1.0 KiB; the smallest is 100 KiB; the largest is 5.0 GiB.',
  );
});

test.each([
  ['web.length', { received: 40_000_000, expected: 40_000_100 }],
  ['remote.truncated', { received: 40_000_000, expected: 40_000_100 }],
  ['file.changed', { sizeBefore: 40_000_000, sizeNow: 40_000_100 }],
  ['file.too-large', { size: 5 * 1024 ** 3 + 1, largest: 5 * 1024 ** 3 }],
] as const)('%s tells sizes that are nearly the same to the byte', (code, facts) => {
  const error = toErrorRecord(new AppError(code, 'no', facts));
  const { cause } = describeError(error, {}, 'en');
  for (const size of Object.values(facts)) expect(cause).toContain(`(${size} bytes)`);
});

test('facts of the error outrank those of the place', () => {
  const error = toErrorRecord(new AppError('bucket.missing', 'no', { bucket: 'inner' }));
  expect(describeError(error, { bucket: 'outer', endpoint: 'https://x' }, 'en').cause).toBe(
    'There is no bucket inner at https://x.',
  );
});

test('only the end of a key id is shown', () => {
  const error = toErrorRecord(new AppError('credentials.wrong', 'no', { accessKeyId: 'LTAI5tEXAMPLE0001' }));
  const { cause } = describeError(error, {}, 'en');
  expect(cause).toContain('****0001');
  expect(cause).not.toContain('LTAI');
});

test('the request id is handed on, and its absence too', () => {
  const withId = toErrorRecord(new AppError('remote.denied', 'no', { requestId: '5C1B' }));
  expect(describeError(withId, {}, 'zh-CN').requestId).toBe('5C1B');
  expect(describeError({ ...withId, facts: {} }, {}, 'en').requestId).toBeNull();
});

test('a reason inside of a sentence is in the language of the sentence', () => {
  const error = toErrorRecord(
    new AppError('usage', 'not a size', { ...problem('size.none', { text: '0' }), command: 'append' }),
  );
  expect(describeError(error, {}, 'en').cause).toBe(
    'This can\'t be carried out as it is written: "0" leaves no room for a byte.',
  );
  expect(describeError(error, {}, 'zh-CN').cause).toBe('该命令无法按现在的写法执行：“0”连一个字节也容不下。');
});

test("the server's own words are quoted as they came", () => {
  const facts = { status: 400, code: 'Odd', said: 'Odd: You may not.', requestId: 'R' };
  const error = {
    code: 'remote.refused',
    message: 'the server answered 400, Odd: You may not.',
    facts,
  } as const;
  expect(describeError(error, {}, 'en').cause).toBe(
    'The request was refused: the server answered 400, Odd: You may not.',
  );
  expect(describeError(error, {}, 'zh-CN').cause).toBe(
    '请求被拒绝：服务器返回 400，原文为“Odd: You may not.”。',
  );
});
