import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSavedTargets, type SavedTarget } from '../../../main/config/saved-targets.ts';
import { createTempDir } from '../../support/temp-dir.ts';

const photos: SavedTarget = {
  ...{ name: 'photos', account: 'work', kind: 'oss', bucket: 'bucket', prefix: 'photos/' },
  options: { meta: { 'x y': '"quoted" \\ 中文' }, keepsMtime: true },
};

async function createFile(text: string | null) {
  const file = join(await createTempDir(), 'config.toml');
  if (text !== null) writeFileSync(file, text);
  return { file, targets: openSavedTargets(file), text: () => readFileSync(file, 'utf8') };
}

test('targets come back as they were saved, in the order of the file, under any name', async () => {
  const { targets } = await createFile(null);
  expect(await targets.list()).toEqual([]);
  const odd = { ...photos, name: '相册 "2026".a', account: null, prefix: '', options: {} };
  await targets.save(photos);
  await targets.save(odd);
  expect(await targets.list()).toEqual([photos, odd]);
  expect(await targets.remove(odd.name)).toBe(true);
  expect(await targets.remove(odd.name)).toBe(false);
  expect(await targets.list()).toEqual([photos]);
});

test('comments and other tables stay, and a target that is renamed is one', async () => {
  const before =
    '# mine\n[settings]\nparallel = 4 # four\n\n# the pictures\n[target.photos]\nkind = "oss"\nbucket = "old"\n';
  const { targets, text } = await createFile(before);
  await targets.save({ ...photos, name: 'films' }, 'photos');
  expect(await targets.list()).toEqual([{ ...photos, name: 'films' }]);
  expect(text()).toContain('# mine\n[settings]\nparallel = 4 # four\n');
});

test('a target that makes no sense is named with its field, and nothing is written over it', async () => {
  const wrong = '[target.photos]\nkind = "ftp"\nbucket = "b"\n';
  const { targets, text, file } = await createFile(wrong);
  await expect(targets.list()).rejects.toMatchObject({
    code: 'account.invalid',
    facts: { file, table: '[target.photos]', field: 'kind' },
  });
  await expect(targets.save(photos)).rejects.toMatchObject({ code: 'account.invalid' });
  expect(text()).toBe(wrong);
  for (const options of ['no json', '{"colour":"red"}', '[]']) {
    const other = await createFile(`[target.a]\nkind = "oss"\nbucket = "b"\noptions = '${options}'\n`);
    await expect(other.targets.list()).rejects.toMatchObject({ code: 'account.invalid' });
  }
});

test('what is saved at once is all there', async () => {
  const { targets } = await createFile(null);
  const names = Array.from({ length: 10 }, (_, index) => `t${index}`);
  await Promise.all(names.map(name => targets.save({ ...photos, name })));
  expect((await targets.list()).map(({ name }) => name).sort()).toEqual(names);
});
