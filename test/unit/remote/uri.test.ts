import { describe, expect, test } from 'vitest';
import type { Addressing, BucketAddress } from '../../../main/model/target.ts';
import { encodeKey, encodeQuery, encodeText, hostOf, targetOf } from '../../../main/remote/uri.ts';

describe('percent-encoding', () => {
  test('leaves the unreserved characters of RFC 3986 alone, and nothing else', () => {
    const kept = 'ABCXYZabcxyz0189-_.~';
    expect(encodeText(kept)).toBe(kept);
    const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
    for (const character of ascii.filter(each => !/[A-Za-z0-9\-_.~]/.test(each))) {
      const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
      expect(encodeText(character)).toBe(`%${code}`);
    }
  });

  test.each([
    ['a//b', 'a//b'],
    ['./x', './x'],
    ['a/../b', 'a/../b'],
    ['a b+c%', 'a%20b%2Bc%25'],
    ['what?#', 'what%3F%23'],
    ['dir/', 'dir/'],
    ['报告', '%E6%8A%A5%E5%91%8A'],
    ['😀', '%F0%9F%98%80'],
    ["!'()*", '%21%27%28%29%2A'],
  ])('the key %j becomes the path %j', (key, path) => {
    expect(encodeKey(key)).toBe(path);
    expect(decodeURIComponent(encodeKey(key))).toBe(key);
  });

  test('a parameter without a value stays bare, and slashes are encoded', () => {
    expect(
      encodeQuery([
        ['uploads', ''],
        ['prefix', 'a/b c'],
        ['x+y', '1'],
      ]),
    ).toBe('uploads&prefix=a%2Fb%20c&x%2By=1');
  });
});

describe('where a request goes', () => {
  const address = (addressing: Addressing): BucketAddress => ({
    kind: 'oss',
    endpoint: 'https://host.example.com:8443',
    bucket: 'photos',
    region: 'r',
    addressing,
  });

  test.each([
    ['virtual', 'https://photos.host.example.com:8443', '/a/../b%3F', '/'],
    ['path', 'https://host.example.com:8443', '/photos/a/../b%3F', '/photos/'],
    ['domain', 'https://host.example.com:8443', '/a/../b%3F', '/'],
  ] as const)('by %s addressing', (addressing, origin, onKey, onBucket) => {
    expect(targetOf(address(addressing), 'a/../b?')).toEqual({ origin, path: onKey });
    expect(targetOf(address(addressing), null)).toEqual({ origin, path: onBucket });
  });

  test('the host leaves out the port of the scheme', () => {
    expect(hostOf('https://a.b:443')).toBe('a.b');
    expect(hostOf('http://a.b:443')).toBe('a.b:443');
    expect(hostOf('http://[::1]:9000')).toBe('[::1]:9000');
  });
});
