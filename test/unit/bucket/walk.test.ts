import { describe, expect, test } from 'vitest';
import { behind, type Cursor, type WalkQuery, walk } from '../../../main/bucket/walk.ts';

const keys = ['a', 'b/1', 'b/2', 'b/c/3', 'c', 'd/', 'é/1', 'é/2', '\u{1f6a2}'].map(key => ({ key }));

function fetch(cursor: Cursor, limit: number) {
  const rows = keys.filter(({ key }) => {
    const order = Buffer.compare(Buffer.from(key), cursor.from);
    return cursor.isIncluded ? order >= 0 : order > 0;
  });
  return rows.slice(0, limit);
}

const start: Cursor = { from: Buffer.from(''), isIncluded: true, id: null };
const after = ({ key }: { key: string }): Cursor => ({ from: Buffer.from(key), isIncluded: false, id: null });

/** All pages of a listing, each as its keys and groups. */
function pages(query: WalkQuery): string[][] {
  const found: string[][] = [];
  for (let cursor = start; ; ) {
    const page = walk(fetch, cursor, query, after);
    found.push([...page.items.map(({ key }) => key), ...page.groups.map(group => `[${group}]`)]);
    if (!page.isTruncated || !page.last) return found;
    cursor =
      'item' in page.last
        ? after(page.last.item)
        : { from: behind(page.last.group), isIncluded: true, id: null };
  }
}

describe('a listing', () => {
  test('without a delimiter gives all keys in byte order', () => {
    expect(pages({ prefix: '', delimiter: '', max: 100 })).toEqual([keys.map(({ key }) => key)]);
  });

  test.each([1, 2, 3, 4])('in pages of %i has every key and group once', max => {
    const found = pages({ prefix: '', delimiter: '/', max });
    expect(found.flat().sort()).toEqual(['[b/]', '[d/]', '[é/]', 'a', 'c', '\u{1f6a2}'].sort());
    expect(found.every(page => page.length <= max)).toBe(true);
  });

  test('under a prefix groups what follows it', () => {
    expect(pages({ prefix: 'b/', delimiter: '/', max: 100 })).toEqual([['b/1', 'b/2', '[b/c/]']]);
    expect(pages({ prefix: 'é', delimiter: '', max: 1 })).toEqual([['é/1'], ['é/2']]);
    expect(pages({ prefix: 'nothing', delimiter: '/', max: 10 })).toEqual([[]]);
  });

  test('that ends with its last key is not truncated', () => {
    expect(pages({ prefix: '', delimiter: '', max: keys.length })).toHaveLength(1);
  });

  test('of nothing is not truncated', () => {
    expect(walk(fetch, start, { prefix: '', delimiter: '', max: 0 }, after)).toMatchObject({
      isTruncated: false,
    });
  });

  test('steps over a group instead of reading through it', () => {
    const many = Array.from({ length: 5000 }, (_, number) => ({
      key: `x/${String(number).padStart(4, '0')}`,
    }));
    let read = 0;
    const found = walk(
      (cursor, limit) => {
        const rows = many
          .filter(({ key }) => Buffer.compare(Buffer.from(key), cursor.from) >= 0)
          .slice(0, limit);
        read += rows.length;
        return rows;
      },
      start,
      { prefix: '', delimiter: '/', max: 10 },
      after,
    );
    expect(found.groups).toEqual(['x/']);
    expect(read).toBeLessThan(200);
  });
});
