import { describe, expect, test } from 'vitest';
import { mostDropped, readDropped } from '../../../renderer/shell/read-dropped.ts';

/** A file, a directory with entries, or one that the browser can't read. */
type Tree = string | { readonly name: string; readonly below: readonly Tree[] } | { readonly locked: string };

/** What the browser hands over, as far as it is asked for: directories come in pages of two entries. */
function entryOf(tree: Tree): FileSystemEntry {
  if (typeof tree === 'string') {
    const file = (onRead: (file: File) => void) => onRead(new File(['bytes'], tree));
    return { name: tree, isFile: true, file } as unknown as FileSystemEntry;
  }
  if ('locked' in tree) {
    const file = (_: unknown, onFailed: (thrown: unknown) => void) =>
      onFailed(new DOMException('A requested file could not be read', 'NotReadableError'));
    return { name: tree.locked, isFile: true, file } as unknown as FileSystemEntry;
  }
  const createReader = () => {
    const left = tree.below.map(entryOf);
    return { readEntries: (onRead: (some: FileSystemEntry[]) => void) => onRead(left.splice(0, 2)) };
  };
  return { name: tree.name, isFile: false, createReader } as unknown as FileSystemEntry;
}

function transferOf(trees: readonly Tree[], text = ''): DataTransfer {
  const items = trees.map(tree => ({ kind: 'file', webkitGetAsEntry: () => entryOf(tree) }));
  const files = trees.map(tree => new File([], typeof tree === 'string' ? tree : 'other'));
  return { items, files, getData: () => text } as unknown as DataTransfer;
}

const inBrowser = () => null;

describe('what is dropped', () => {
  test('are files under their paths in the directories that were dropped, of any depth', async () => {
    const photos = { name: 'photos', below: ['a', 'b', { name: '2026', below: ['c'] }, 'd', 'e'] };
    const { files } = await readDropped(transferOf([photos, 'single']), inBrowser);
    expect(files?.map(({ name }) => name)).toEqual([
      'photos/a',
      'photos/b',
      'photos/2026/c',
      'photos/d',
      'photos/e',
      'single',
    ]);
  });

  test('is cut at what the page can hold', async () => {
    const below = Array.from({ length: mostDropped + 5 }, (_, index) => `file-${index}`);
    const { files } = await readDropped(transferOf([{ name: 'many', below }]), inBrowser);
    expect(files).toHaveLength(mostDropped);
  });

  test('is told by its path when it can not be read', async () => {
    const locked = { name: 'photos', below: ['a', { locked: 'in-use.db' }] };
    await expect(readDropped(transferOf([locked]), inBrowser)).rejects.toMatchObject({
      view: { code: 'file.unreadable', facts: { path: 'photos/in-use.db' } },
    });
  });

  test('are paths where the page is told of them', async () => {
    const dropped = await readDropped(transferOf(['a', 'b']), file => `/home/me/${file.name}`);
    expect(dropped).toEqual({ paths: ['/home/me/a', '/home/me/b'] });
  });

  test('is an address, or else text', async () => {
    expect(await readDropped(transferOf([], ' https://example.com/a '), inBrowser)).toEqual({
      url: 'https://example.com/a',
    });
    expect(await readDropped(transferOf([], 'two words'), inBrowser)).toEqual({ text: 'two words' });
  });
});
