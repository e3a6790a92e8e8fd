import { describe, expect, test } from 'vitest';
import { noted, problem } from '../../../main/base/said.ts';
import { columnsOf, padEndTo, padStartTo } from '../../../main/cli/columns.ts';
import { textsIn } from '../../../main/text/texts.ts';

const [en, zh] = [textsIn('en'), textsIn('zh-CN')];

describe('a text', () => {
  test('says its facts in the forms of its language', () => {
    const facts = { until: new Date(2027, 0, 31, 12, 0).getTime(), left: 3_600_000 };
    expect(en.say('link.until', facts)).toBe('works until 2027-01-31 12:00 (1h 00m)');
    expect(zh.say('link.until', facts)).toBe('有效期至 2027/01/31 12:00（1小时）');
  });

  test('follows the number of things', () => {
    expect([0, 1, 2].map(count => en.say('count.objects', { count }))).toEqual([
      '0 objects',
      '1 object',
      '2 objects',
    ]);
    expect([0, 1, 1234].map(count => zh.say('count.objects', { count }))).toEqual([
      '0 个对象',
      '1 个对象',
      '1,234 个对象',
    ]);
  });

  test('leaves out a part whose fact is missing, and keeps one whose fact is 0', () => {
    expect(en.say('failure.code', { code: 'bug' })).toBe('(code bug)');
    expect(en.say('failure.code', { code: 'bug', requestId: '' })).toBe('(code bug)');
    expect(en.say('failure.code', { code: 'bug', requestId: 0 })).toBe('(code bug, request 0)');
    expect(en.fill('a[ {x} of {y}].', { x: 1 })).toBe('a.');
    expect(en.fill('a[ {x} of {y}].', { x: 1, y: 0 })).toBe('a 1 of 0.');
    expect(zh.fill('没有{x}。', {})).toBe('没有–。');
    expect(zh.fill('对象[ {key}] 已[在 {place} ]存在。', {})).toBe('对象已存在。');
    expect(zh.fill('对象[ {key}] 已存在。', { key: '报告' })).toBe('对象 报告 已存在。');
    expect(en.sayProblem(problem('size.invalid', { text: '' }))).toMatch(/^"" is not a size/);
  });

  test('never reads a fact as text, and lets none draw on the terminal', () => {
    const name = '[x]  {size}$t(note){{-y}}\u001b[2J';
    expect(en.say('rm.deleted', { key: name })).toBe('deleted [x]  {size}$t(note){{-y}}\\x1b[2J');
    expect(zh.say('put.stopped', { name: '[a]' })).toContain('[a]');
    expect(en.fill('There is no file[ {path}].', { path: 'a].[b' })).toBe('There is no file a].[b.');
  });

  test('does not double a full stop that a fact brings along', () => {
    expect(en.fill('It said: {words}.', { words: 'No.' })).toBe('It said: No.');
    expect(zh.fill('原文：{words}。', { words: 'No.' })).toBe('原文：No。');
    expect(en.fill('It said: {words}.', { words: 'Really?' })).toBe('It said: Really?');
  });
});

test('a problem is said by its key, and one of an old record as it was written', () => {
  expect(zh.sayProblem(problem('size.none', { text: '0' }))).toBe('“0”连一个字节也容不下');
  expect(zh.sayProblem({ problem: 'written by an older version' })).toBe('written by an older version');
  expect(zh.sayProblem({})).toBeNull();
});

test('a note says what happened in both languages', () => {
  const note = noted('answerLost', { request: 'Complete', code: 'net.interrupted' });
  expect(en.sayNote(note)).toBe(
    'answer lost: the answer to Complete did not arrive (net.interrupted); asking the store',
  );
  expect(zh.sayNote(note)).toBe('应答丢失：没有收到 Complete 的应答（net.interrupted）；将向存储查询结果');
});

test('Chinese characters take two columns', () => {
  expect(columnsOf('分片 3')).toBe(6);
  expect(padEndTo(8, '通过')).toBe('通过    ');
  expect(padStartTo(8, '通过')).toBe('    通过');
  expect(padEndTo(2, '通过')).toBe('通过');
});
