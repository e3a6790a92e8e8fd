import { describe, expect, test } from 'vitest';
import en from '../../../assets/text/en.json' with { type: 'json' };
import zhCn from '../../../assets/text/zh-CN.json' with { type: 'json' };
import { AppError, reactions, toErrorRecord } from '../../../main/base/app-error.ts';
import { describeError, fillTemplate, placeholdersOf } from '../../../main/cli/error-text.ts';
import { finerCodes, serverCodes } from '../../../main/model/server-codes.ts';

const languages = { en, 'zh-CN': zhCn } as const;
const codes = Object.keys(reactions) as (keyof typeof reactions)[];

describe.each(Object.entries(languages))('texts in %s', (language, texts) => {
  test('there is one entry for each code and no other', () => {
    expect(Object.keys(texts).sort()).toEqual([...codes].sort());
  });

  test.each(codes)('%s has a cause and a remedy', code => {
    const { cause, remedy } = texts[code];
    expect(Object.keys(texts[code]).sort()).toEqual(['cause', 'remedy']);
    for (const sentence of [cause, remedy]) {
      expect(sentence.trim()).toMatch(/[.。]$/);
      expect(sentence.replace(/\[[^\]]*\]/g, '')).not.toMatch(/[[\]]/);
    }
  });

  test.each(codes)('%s reads well without any facts', code => {
    const { cause, remedy } = describeError({ code, message: '', facts: {} }, {}, language as 'en' | 'zh-CN');
    for (const sentence of [cause, remedy]) {
      expect(sentence.length).toBeGreaterThan(4);
      expect(sentence).not.toMatch(/[{}[\]–]| {2}| [.,。，]/);
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
      expect(sentence).toBe(fillTemplate(template, {}));
      expect(sentence.length).toBeGreaterThan(4);
      expect(sentence).not.toMatch(/[{}[\]–]| {2}| [,，。]| \.$/);
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
    'Parts of 1.0 KiB are not possible here: for this file and store they have to be at least 100 KiB and at most 5.0 GiB.',
  );
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

test('values are never read as template, and cannot draw on the terminal', () => {
  expect(fillTemplate('There is no file[ {path}].', { path: '[x]{size}\u001b[2J' })).toBe(
    'There is no file [x]{size}\\x1b[2J.',
  );
});

test('a part in brackets needs all of its facts', () => {
  expect(fillTemplate('a[ {x} of {y}].', { x: 1 })).toBe('a.');
  expect(fillTemplate('a[ {x} of {y}].', { x: 1, y: 0 })).toBe('a 1 of 0.');
});
