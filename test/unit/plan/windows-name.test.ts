import { expect, test } from 'vitest';
import { windowsNameProblem, windowsPathProblem } from '../../../main/plan/windows-name.ts';
import { problemIn } from '../../support/english.ts';

test.each([
  ['CON', 'CON is the name of a device there'],
  ['con', 'con is the name of a device there'],
  ['nul.txt', 'nul is the name of a device there'],
  ['PRN.tar.gz', 'PRN is the name of a device there'],
  ['AUX .txt', 'AUX is the name of a device there'],
  ['com1', 'com1 is the name of a device there'],
  ['LPT9.log', 'LPT9 is the name of a device there'],
  ['COM¹', 'COM¹ is the name of a device there'],
  ['lpt³.x', 'lpt³ is the name of a device there'],
  ['CONIN$', 'CONIN$ is the name of a device there'],
  ['end.', 'it ends with a full stop'],
  ['end ', 'it ends with a space'],
  ['a<b', 'it holds <'],
  ['a>b', 'it holds >'],
  ['12:30', 'it holds :'],
  ['"a"', 'it holds "'],
  ['a|b', 'it holds |'],
  ['what?', 'it holds ?'],
  ['*', 'it holds *'],
  ['a\\b', 'it holds \\'],
  ['a\nb', 'it holds a control character'],
  ['a\u0001', 'it holds a control character'],
])('Windows has no %j', (name, problem) => {
  expect(problemIn({ facts: windowsNameProblem(name) ?? {} })).toBe(problem);
});

test.each([
  'a',
  'CONSOLE',
  'com',
  'COM0',
  'COM10',
  'xCON',
  '.con',
  'null',
  'lpt',
  '.gitignore',
  ' a',
  '报告 1.txt',
  'a\u007f',
])('Windows has %j', name => {
  expect(windowsNameProblem(name)).toBeNull();
});

test('a path may have 260 characters there', () => {
  expect(windowsPathProblem('报'.repeat(260))).toBeNull();
  expect(windowsPathProblem('a'.repeat(261))).toEqual({
    problem: 'foreign.longPath',
    length: 261,
    most: 260,
  });
});
