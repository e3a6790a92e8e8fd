import { describe, expect, test } from 'vitest';
import enReasons from '../../../../assets/text/en/reasons.json' with { type: 'json' };
import { syncTextsIn } from '../../../../main/cli/sync/sync-texts.ts';
import { reasonCodes } from '../../../../main/model/action.ts';
import { placeholdersOf } from '../../../support/text-types.ts';

test('every reason has a sentence, and there is no other', () => {
  expect(Object.keys(enReasons).toSorted()).toEqual([...reasonCodes].toSorted());
});

describe.each(['en', 'zh-CN'] as const)('reasons in %s', language => {
  test.each(reasonCodes)('%s reads well without any facts, and whole with all of them', code => {
    const texts = syncTextsIn(language);
    const bare = texts.sayReason({ code, facts: {} });
    expect(bare.length).toBeGreaterThan(3);
    expect(bare).not.toMatch(/[{}[\]–]| {2}| [.,;:，；]|[.。]$/);
    const names = placeholdersOf(enReasons[code]).map(name => name.split(':')[0] ?? '');
    const facts = Object.fromEntries(names.map(name => [name, 1024]));
    expect(texts.sayReason({ code, facts })).not.toMatch(/[{}[\]–]/);
  });
});

test('what is the matter inside a reason is said in its language', () => {
  const reason = { code: 'copy-refused', facts: { from: 'a', problem: 'copy.changedAgain' } } as const;
  expect(syncTextsIn('en').sayReason(reason)).toBe(
    'the store did not copy a (the file changed once more), so it is sent',
  );
  expect(syncTextsIn('zh-CN').sayReason(reason)).toBe('存储没有复制 a（文件又有变化），因此改为上传');
});

test('a count chooses the plural, and figures are grouped', () => {
  const { say } = syncTextsIn('en');
  expect(say('state.upToDate', { count: 1, bytes: 5, time: '09:12' })).toBe(
    'Up to date: 1 file proven (5 B), compared 09:12',
  );
  expect(say('state.upToDate', { count: 61_204, bytes: 5, time: null })).toBe(
    'Up to date: 61,204 files proven (5 B)',
  );
  expect(syncTextsIn('zh-CN').say('state.upToDate', { count: 1, bytes: 5, time: '09:12' })).toBe(
    '已是最新：1 个文件通过校验（5 B），比较时间 09:12',
  );
});

test('a name is shown as it is, its spaces and brackets included, but can not move the cursor', () => {
  const { say } = syncTextsIn('en');
  expect(say('event.solved', { path: ' a  [b] {c}\u001b[2K.' })).toBe('solved  a  [b] {c}\\x1b[2K.');
});
