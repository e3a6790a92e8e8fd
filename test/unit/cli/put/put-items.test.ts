import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ItemFlags, itemsFor, readWords } from '../../../../main/cli/put/put-items.ts';
import type { BucketAccess } from '../../../../main/model/access.ts';
import { refusalSaying } from '../../../support/english.ts';

const access: BucketAccess = {
  address: {
    kind: 'oss',
    endpoint: 'http://127.0.0.1:9',
    bucket: 'bucket',
    region: 'cn-hangzhou',
    addressing: 'path',
  },
  signing: 'v4',
  checksum: 'crc32',
  credentials: { current: () => Promise.reject(new Error('none')), invalidate() {} },
};

/** What a command line asks for, with the target's key given apart. */
function itemsOf(names: readonly string[], key: string, flags: ItemFlags = {}) {
  return itemsFor(readWords([...names, 'oss://bucket/'], flags), access, key, flags);
}

const isUsage = (problem: RegExp) => refusalSaying('usage', problem);

describe('files', () => {
  test('keep their names in a folder, and are named by the target otherwise', () => {
    expect(itemsOf(['x/a.bin', 'b'], 'to/').map(({ key }) => key)).toEqual(['to/a.bin', 'to/b']);
    expect(itemsOf(['x/a.bin'], '')[0]).toMatchObject({
      key: 'a.bin',
      source: { kind: 'file', path: resolve('x/a.bin') },
    });
    expect(itemsOf(['x/a.bin'], 'other')[0]?.key).toBe('other');
  });

  test('a file called - is written with its folder', () => {
    expect(itemsOf(['./-'], '')[0]).toMatchObject({ key: '-', source: { kind: 'file', path: resolve('-') } });
  });

  test('take their media type from their own ending, or else from the key', () => {
    const typeOf = (name: string, key: string) => itemsOf([name], key)[0]?.options.contentType;
    expect(typeOf('a.html', 'b.json')).toBe('text/html');
    expect(typeOf('dump', 'b.json')).toBe('application/json');
    expect(typeOf('html', 'json')).toBe('application/octet-stream');
    expect(itemsOf(['a.html'], '', { contentType: 'text/x' })[0]?.options.contentType).toBe('text/x');
  });

  test('may be cut, all alike', () => {
    const items = itemsOf(['a', 'b'], 'to/', { offset: 10, length: 5 });
    expect(items.map(({ source }) => source)).toMatchObject([
      { window: { offset: 10, length: 5 } },
      { window: { offset: 10, length: 5 } },
    ]);
    expect(itemsOf(['a'], '', { length: 5 })[0]?.source).toMatchObject({ window: { offset: 0, length: 5 } });
    expect(itemsOf(['a'], '', { offset: 5 })[0]?.source).toMatchObject({ window: { offset: 5 } });
    expect(itemsOf(['a'], '')[0]?.source).not.toHaveProperty('window');
  });

  test('several need a folder, and names of their own', () => {
    expect(() => itemsOf(['a', 'b'], 'key')).toThrow(isUsage(/can't all become "key"/));
    expect(() => itemsOf(['x/a', 'y/a'], '')).toThrow(isUsage(/would both become "a"/));
  });
});

describe('standard input', () => {
  test('becomes the key that is named, with the type of its ending', () => {
    expect(itemsOf(['-'], 'logs/dump.json')).toMatchObject([
      { key: 'logs/dump.json', source: { kind: 'stdin' }, options: { contentType: 'application/json' } },
    ]);
    expect(itemsOf(['-'], 'dump')[0]?.options).toMatchObject({ contentType: 'application/octet-stream' });
  });

  test('needs a key, and can be read once', () => {
    for (const key of ['', 'logs/']) {
      expect(() => itemsOf(['-'], key)).toThrow(isUsage(/has no name of its own; end TARGET with a key/));
    }
    expect(() => itemsOf(['-', '-'], 'a/')).toThrow(isUsage(/only once.*\.\/-/));
    expect(() => itemsOf(['a', '-'], 'a/')).toThrow(isUsage(/has no name of its own/));
  });

  test('can not be cut', () => {
    expect(() => itemsOf(['-'], 'a', { offset: 1 })).toThrow(isUsage(/standard input \(-\) is none/));
    expect(() => itemsOf(['http://a/b'], 'a', { length: 1 })).toThrow(isUsage(/a web address is none/));
    expect(() => itemsOf([], 'a', { text: 'x', length: 1 })).toThrow(isUsage(/--text is none/));
  });
});

describe('text', () => {
  test('goes up in UTF-8, and its type says so', () => {
    const typeOf = (key: string) => itemsOf([], key, { text: 'hello' })[0]?.options.contentType;
    expect(typeOf('note')).toBe('text/plain; charset=utf-8');
    expect(typeOf('note.json')).toBe('application/json; charset=utf-8');
    expect(typeOf('page.html')).toBe('text/html; charset=utf-8');
    expect(itemsOf([], 'note', { text: '' })[0]?.source).toEqual({ kind: 'text', text: '' });
  });

  test('needs a key, and stands alone', () => {
    expect(() => itemsOf([], 'a/', { text: 'x' })).toThrow(isUsage(/--text has no name of its own/));
    expect(() => itemsOf(['file'], 'a', { text: 'x' })).toThrow(isUsage(/no FILE beside it/));
  });
});

describe('web addresses', () => {
  test('take the last name of their path into a folder, as people read it', () => {
    const keyOf = (url: string) => itemsOf([url], 'in/')[0]?.key;
    expect(keyOf('https://example.com/iso/a%20b.iso?x=1/2')).toBe('in/a b.iso');
    expect(keyOf('HTTP://example.com/%E6%96%87%E4%BB%B6')).toBe('in/文件');
    expect(keyOf('https://example.com/a%2Fb')).toBe('in/b');
    expect(itemsOf(['https://example.com/'], 'key')[0]?.key).toBe('key');
  });

  test('leave the type to their server', () => {
    expect(itemsOf(['https://a/b.html'], '')[0]?.options).not.toHaveProperty('contentType');
    expect(itemsOf(['https://a/b.html'], '', { contentType: 'x/y' })[0]?.options.contentType).toBe('x/y');
  });

  test.each([
    'https://example.com/',
    'https://example.com',
    'https://example.com/a/?x',
    'https://example.com/%FF',
  ])('%s gives no name', url => {
    expect(() => itemsOf([url], 'in/')).toThrow(
      isUsage(/gives no name for an object; end TARGET with a key/),
    );
  });

  test('that are none are refused', () => {
    expect(() => itemsOf(['https://'], 'a')).toThrow(isUsage(/is not an address/));
  });
});

test('sources of all kinds go side by side', () => {
  const items = itemsOf(['a.bin', 'https://example.com/b.bin'], 'to/', { mtime: true });
  expect(items).toMatchObject([
    { key: 'to/a.bin', options: { keepsMtime: true } },
    { key: 'to/b.bin', source: { kind: 'web' }, options: { keepsMtime: true } },
  ]);
});

test('too few words are refused', () => {
  expect(() => readWords([], {})).toThrow(isUsage(/at least one FILE and a TARGET/));
  expect(() => readWords(['file'], {})).toThrow(isUsage(/at least one FILE and a TARGET/));
  expect(() => readWords([], { text: 'x' })).toThrow(isUsage(/a TARGET/));
});

test('one request has no parts', () => {
  expect(itemsOf(['a'], '', { simple: true })[0]?.isSimple).toBe(true);
  expect(() => itemsOf(['a'], '', { simple: true, partSize: 1 })).toThrow(isUsage(/one request/));
  expect(() => itemsOf(['a'], '', { simple: true, threshold: 1 })).toThrow(isUsage(/one request/));
});

test('a callback goes along', () => {
  const callback = { callbackUrl: ['http://app/'], callbackBody: 'a=b' };
  expect(itemsOf(['a'], '', callback)[0]?.options.callback).toMatchObject({ urls: ['http://app/'] });
});
