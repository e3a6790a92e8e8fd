import { expect, test } from 'vitest';
import { readEnvironment } from '../../../main/cli/environment.ts';

test.each([
  [{}, 'en'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'C', LC_MESSAGES: 'zh_TW' }, 'zh-CN'],
  [{ LANG: 'zh_CN', LONGSHORE_LANG: 'en' }, 'en'],
  [{ LANG: 'de_DE', LONGSHORE_LANG: 'zh-CN' }, 'zh-CN'],
] as const)('the language of %j is %s', (variables, language) => {
  expect(readEnvironment(variables).language).toBe(language);
});

test.each([{ NO_COLOR: '1' }, { CI: 'true' }, { TERM: 'dumb' }])('%j asks for plain lines', variables => {
  expect(readEnvironment(variables).wantsPlain).toBe(true);
});

test('an empty variable counts as none', () => {
  expect(readEnvironment({ NO_COLOR: '', LONGSHORE_DATA: '', DISPLAY: '' }, 'linux')).toEqual({
    dataDir: null,
    language: 'en',
    wantsPlain: false,
    hasScreen: false,
    proxies: { http: null, https: null, none: null },
  });
});

test.each([
  [{}, 'darwin', true],
  [{}, 'win32', true],
  [{}, 'linux', false],
  [{ DISPLAY: ':0' }, 'linux', true],
  [{ WAYLAND_DISPLAY: 'wayland-0' }, 'freebsd', true],
] as const)('with %j on %s there is a screen: %s', (variables, platform, hasScreen) => {
  expect(readEnvironment(variables, platform).hasScreen).toBe(hasScreen);
});

test('of a variable for a proxy the lower case comes first, as in the connections', () => {
  const { proxies } = readEnvironment({
    HTTP_PROXY: 'http://upper',
    http_proxy: 'http://lower',
    NO_PROXY: 'a',
  });
  expect(proxies).toEqual({ http: 'http://lower', https: null, none: 'a' });
});
