import { expect, test } from 'vitest';
import { proxyFor, showProxy } from '../../../main/doctor/proxy-route.ts';

const none = { http: null, https: null, none: null };
const both = { ...none, http: 'http://h:1', https: 'http://s:2' };

test.each([
  ['https://x.test', both, 'http://s:2'],
  ['http://x.test', both, 'http://h:1'],
  ['https://x.test', { ...both, https: null }, 'http://h:1'],
  ['http://x.test', { ...both, http: null }, null],
  ['https://x.test', none, null],
  ['https://x.test', { ...both, none: 'x.test' }, null],
  ['https://b.x.test', { ...both, none: 'a.test, .x.test' }, null],
  ['https://x.test', { ...both, none: '*.x.test' }, 'http://s:2'],
  ['https://b.x.test', { ...both, none: '*.x.test' }, null],
  ['https://x.test', { ...both, none: 'x.test:80' }, 'http://s:2'],
  ['https://x.test', { ...both, none: 'x.test:443' }, null],
  ['https://anything.test', { ...both, none: '*' }, null],
  ['https://notx.test', { ...both, none: 'x.test' }, 'http://s:2'],
  ['https://localhost:9000', both, null],
  ['http://127.0.0.1:9000', both, null],
])('for %s in %j the proxy is %s', (origin, environment, expected) => {
  const proxy = proxyFor(origin, 'environment', environment);
  expect(proxy && showProxy(proxy)).toBe(expected);
});

test('an option outranks the environment, and none means none', () => {
  expect(proxyFor('https://x.test', { url: 'p:8' }, both)).toMatchObject({ from: 'option' });
  expect(proxyFor('https://x.test', 'none', both)).toBeNull();
});

test('a password in an address is not shown', () => {
  const proxy = proxyFor('https://x.test', { url: 'http://me:secret@p.test:8' }, none);
  expect(proxy && showProxy(proxy)).toBe('http://p.test:8');
});

test('an address that is no URL is told without repeating it', () => {
  expect(() => proxyFor('https://x.test', { url: 'http://me:secret@:x' }, none)).toThrow(/not a URL/);
});
