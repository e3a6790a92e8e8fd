import { expect, test } from 'vitest';
import { conflictKey } from '../../../main/plan/conflict-key.ts';

const name = {
  ...{ key: 'report.txt', host: 'desk', maxKeyBytes: 1023 },
  ...{ atMs: Date.UTC(2026, 10, 25, 14, 18, 4), utcOffsetMinutes: 480 },
};
const mark = 'conflict-desk-2026-11-25-221804';

test.each([
  ['report.txt', `report.${mark}.txt`],
  ['pc/a.b/report.txt', `pc/a.b/report.${mark}.txt`],
  ['a.b/Makefile', `a.b/Makefile.${mark}`],
  ['.bashrc', `.bashrc.${mark}`],
  ['x/.config.json', `x/.config.${mark}.json`],
  ['backup.tar.gz', `backup.${mark}.tar.gz`],
  ['.tar.gz', `.tar.${mark}.gz`],
  ['v1.2.final.docx', `v1.2.final.${mark}.docx`],
  ['ends.', `ends..${mark}`],
  ['no ending. Really', `no ending. Really.${mark}`],
  ['name.averyveryverylongending', `name.averyveryverylongending.${mark}`],
  ['报告.txt', `报告.${mark}.txt`],
])('%s goes up as %s', (key, expected) => {
  expect(conflictKey({ ...name, key })).toBe(expected);
});

test.each([
  ['DESK-01', 'DESK-01'],
  ['macbook.local', 'macbook'],
  ["Anna's Mac / 2", 'Anna-s-Mac-2'],
  ['张三的电脑', '张三的电脑'],
  ['../../etc', 'host'],
  ['', 'host'],
  ['---', 'host'],
  ['h'.repeat(40), 'h'.repeat(32)],
])('the host %j is named %s', (host, shown) => {
  expect(conflictKey({ ...name, host })).toBe(`report.conflict-${shown}-2026-11-25-221804.txt`);
});

test('the time is the local one, also west of Greenwich', () => {
  expect(conflictKey({ ...name, utcOffsetMinutes: -900 })).toContain('-2026-11-24-231804.txt');
});

test('a key that is taken gets a number', () => {
  expect([1, 2, 13].map(attempt => conflictKey(name, attempt))).toEqual([
    `report.${mark}.txt`,
    `report.${mark}-2.txt`,
    `report.${mark}-13.txt`,
  ]);
});

test.each([
  ['a'.repeat(1019), 'a'.repeat(1023 - mark.length - 5)],
  ['报'.repeat(339), '报'.repeat(Math.floor((1023 - mark.length - 5) / 3))],
  ['😀'.repeat(254), '😀'.repeat(Math.floor((1023 - mark.length - 5) / 4))],
])('a long name loses whole characters', (stem, left) => {
  const key = conflictKey({ ...name, key: `${stem}.txt` });
  expect(key).toBe(`${left}.${mark}.txt`);
  expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1023);
});

test('a key whose directories leave no room is refused', () => {
  const key = `${'d'.repeat(1000)}/a.txt`;
  expect(() => conflictKey({ ...name, key })).toThrow(expect.objectContaining({ code: 'key.invalid' }));
});
