import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPicker } from '../../main/api/picker.ts';
import { asOrdinaryUser } from '../support/as-ordinary-user.ts';
import { createTempDir } from '../support/temp-dir.ts';

const outside = { code: 'picker.outside' };

/** A root with something in it, and a secret beside it. */
async function createPlace() {
  const dir = await realpath(await createTempDir());
  const root = join(dir, 'home');
  mkdirSync(join(root, 'photos'), { recursive: true });
  mkdirSync(join(dir, 'home-of-another'));
  writeFileSync(join(root, 'a.txt'), '12345');
  writeFileSync(join(root, 'photos', 'b.jpg'), '');
  writeFileSync(join(dir, 'secret'), '');
  writeFileSync(join(dir, 'home-of-another', 'secret'), '');
  return { dir, root, picker: createPicker(() => [root, join(dir, 'not-there')]) };
}

test('a directory is listed with directories first, and the root has no parent', async () => {
  const { root, picker } = await createPlace();
  expect(await picker.list(null)).toEqual({
    path: root,
    parent: null,
    roots: [root],
    entries: [
      { name: 'photos', path: join(root, 'photos'), isDirectory: true, size: 0 },
      { name: 'a.txt', path: join(root, 'a.txt'), isDirectory: false, size: 5 },
    ],
    isComplete: true,
  });
  expect(await picker.list(join(root, 'photos'))).toMatchObject({ parent: root });
});

describe('what leads outside is refused:', () => {
  test.each([
    ['the directory above', (dir: string) => dir],
    ['a step up', (dir: string) => `${dir}/home/..`],
    ['a step up and down again', (dir: string) => `${dir}/home/../home-of-another`],
    ['many steps up', (dir: string) => `${dir}/home/photos/../../../../../../../etc/passwd`],
    ['a name that begins like the root', (dir: string) => `${dir}/home-of-another`],
    ['another root', () => sep],
    ['a relative path', () => 'photos'],
    ['an empty path', () => ''],
    ['a NUL', (dir: string) => `${dir}/home/photos\0/../../secret`],
    ['a share of another computer', () => '\\\\server\\share'],
    ['the same with slashes', () => '//server/share'],
    ['a device', () => '/dev/zero'],
    ['this process', () => '/proc/self/root'],
    ['an address', () => 'file:///etc/passwd'],
    ['what is not there', (dir: string) => `${dir}/nothing/at/all`],
    ['upper case where the disk tells it apart', (dir: string) => `${dir}/HOME-OF-ANOTHER`],
  ])('%s', async (_, pathIn) => {
    const { dir, picker } = await createPlace();
    await expect(picker.list(pathIn(dir))).rejects.toMatchObject(outside);
    await expect(picker.check(pathIn(dir))).rejects.toMatchObject(outside);
  });

  test.skipIf(process.platform === 'win32')('links, whatever they lead through', async () => {
    const { dir, root, picker } = await createPlace();
    symlinkSync(dir, join(root, 'up'));
    symlinkSync(join(dir, 'secret'), join(root, 'file'));
    symlinkSync(join(dir, 'to-come'), join(root, 'dangling'));
    symlinkSync('/proc/self/cwd', join(root, 'cwd'));
    symlinkSync('loop', join(root, 'loop'));
    symlinkSync('photos', join(root, 'inside'));
    for (const name of ['up', 'file', 'dangling', 'cwd', 'loop', 'up/secret', 'dangling/x', 'up/new']) {
      await expect(picker.check(join(root, name)), name).rejects.toMatchObject(outside);
    }
    // On paper this is the root's own file; on the disk it is the secret beside it.
    await expect(picker.check(`${root}/up/../secret`)).rejects.toMatchObject(outside);
    expect((await picker.list(null)).entries.map(({ name }) => name)).toEqual(['inside', 'photos', 'a.txt']);
    expect((await picker.list(join(root, 'inside'))).path).toBe(join(root, 'photos'));
  });
});

test('what is not there yet counts by where it would be', async () => {
  const { root, picker } = await createPlace();
  await picker.check(join(root, 'new', 'newer'));
  await picker.check(root);
  await expect(picker.list(join(root, 'new'))).rejects.toMatchObject({ code: 'folder.missing' });
  await expect(picker.list(join(root, 'a.txt'))).rejects.toMatchObject({ code: 'folder.missing' });
});

test('a root that is a link stands for where it leads, and hard links are what they are', async () => {
  const { dir, root } = await createPlace();
  symlinkSync(root, join(dir, 'link'));
  linkSync(join(dir, 'secret'), join(root, 'hard'));
  const picker = createPicker(() => [join(dir, 'link')]);
  expect((await picker.list(null)).path).toBe(root);
  await picker.check(join(dir, 'link', 'hard'));
});

test('without a root there is nothing to see, and a face with dialogs may name any place', async () => {
  await expect(createPicker(() => []).list(null)).rejects.toMatchObject(outside);
  await createPicker(() => null).check('/etc/passwd');
});

test('of a very large directory 10,000 entries are shown', async () => {
  const { root, picker } = await createPlace();
  for (let file = 0; file < 10_050; file += 1) writeFileSync(join(root, 'photos', `${file}`), '');
  const { entries, isComplete } = await picker.list(join(root, 'photos'));
  expect(entries).toHaveLength(10_000);
  expect(isComplete).toBe(false);
});

test.skipIf(process.platform === 'win32')('a directory that can not be read says so', async () => {
  const { dir, root, picker } = await createPlace();
  const closed = join(root, 'photos');
  await asOrdinaryUser([dir], async () => {
    chmodSync(closed, 0o000);
    await expect(picker.list(closed)).rejects.toMatchObject({ code: 'directory.unreadable' });
    await expect(picker.check(join(closed, 'x'))).rejects.toMatchObject(outside);
    expect((await picker.list(null)).entries.map(({ name }) => name)).toEqual(['photos', 'a.txt']);
    chmodSync(closed, 0o755);
  });
});
