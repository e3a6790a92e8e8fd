import { expect, test } from 'vitest';
import { followRedirect, parseWebAddress } from '../../../main/remote/web-address.ts';

test('name and password leave the address and become a header', () => {
  const { url, authorization, name } = parseWebAddress('https://na%20me:p%3Aw@Example.com/a%20b?sig=1#part');
  expect(url.href).toBe('https://example.com/a%20b?sig=1');
  expect(authorization).toBe(`Basic ${Buffer.from('na me:p:w').toString('base64')}`);
  expect(name).toBe('example.com/a%20b');
});

test('an address without them sends none', () => {
  expect(parseWebAddress('http://example.com:8080').authorization).toBeNull();
  expect(parseWebAddress('http://example.com:8080').name).toBe('example.com:8080/');
  expect(parseWebAddress('http://n%ZZ@example.com').authorization).toBe(
    `Basic ${Buffer.from('n%ZZ:').toString('base64')}`,
  );
});

const from = new URL('https://a.example/dir/file?x=1');

test.each([
  [301, 'other', 'https://a.example/dir/other'],
  [302, '/top?y=2#z', 'https://a.example/top?y=2'],
  [303, '//b.example/', 'https://b.example/'],
  [307, 'https://u:p@b.example/', 'https://b.example/'],
  [308, '?y', 'https://a.example/dir/file?y'],
])('%i to %s leads to %s', (status, location, to) => {
  expect(followRedirect(from, status, location, 9)?.href).toBe(to);
});

test.each([
  [200, 'other'],
  [300, 'other'],
  [304, 'other'],
  [302, undefined],
])('%i with %s is no redirect', (status, location) => {
  expect(followRedirect(from, status, location, 0)).toBeNull();
});

test.each([
  ['http://a.example/', 0],
  ['ftp://a.example/', 0],
  ['data:,x', 0],
  ['http://[', 0],
  ['other', 10],
])('to %s after %i others is refused', (location, hops) => {
  expect(() => followRedirect(from, 302, location, hops)).toThrow(
    expect.objectContaining({ code: 'web.refused' }),
  );
});
