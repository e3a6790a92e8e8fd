import { describe, expect, test } from 'vitest';
import { callbackCommand, wordsTo } from '../../../main/cli/callback-command.ts';
import type { Callback } from '../../../main/model/callback.ts';
import { shellWords } from '../../support/command.ts';

const callback: Callback = {
  urls: ['http://app.example.com/done?a=1&b=2', 'http://b/'],
  host: 'app.example.com:80',
  body: `{"key":\${object},"note":"it's"}`,
  bodyType: 'application/json',
  sni: true,
  variables: { order: '4 2', user: '李' },
};

describe('the command that repeats a callback', () => {
  test('has all that the callback had, and gets through a shell as it is', () => {
    const way = wordsTo('work:my-bucket/photos/', "photos/it's $HOME.jpg", {
      endpoint: 'http://127.0.0.1:9000',
      region: 'cn-hangzhou',
      pathStyle: true,
      sign: 'v1',
      proxy: 'none',
      caFile: 'my ca.pem',
      retries: 2,
      dataDir: '/data',
    });
    const command = callbackCommand(way, callback, { acl: 'private', tags: { team: 'a=b', empty: '' } });
    expect(shellWords(command)).toEqual([
      ...['longshore', 'callback', "work:my-bucket/photos/it's $HOME.jpg"],
      ...['--endpoint', 'http://127.0.0.1:9000', '--region', 'cn-hangzhou', '--path-style', '--sign', 'v1'],
      ...['--proxy', 'none', '--ca-file', 'my ca.pem', '--retries', '2', '--data-dir', '/data'],
      ...['--acl', 'private', '--tag', 'team=a=b', '--tag', 'empty='],
      ...['--callback-url', 'http://app.example.com/done?a=1&b=2', '--callback-url', 'http://b/'],
      ...['--callback-host', 'app.example.com:80', '--callback-body', callback.body],
      ...['--callback-body-type', 'json', '--callback-sni'],
      ...['--callback-var', 'x:order=4 2', '--callback-var', 'x:user=李'],
    ]);
  });

  test('needs nothing that was not said', () => {
    const { urls, bodyType, variables } = {
      ...callback,
      bodyType: 'application/x-www-form-urlencoded' as const,
    };
    const plain = { urls: urls.slice(1), body: `k=\${object}`, bodyType, variables: {} };
    expect(variables).not.toEqual({});
    expect(callbackCommand(wordsTo('oss://bucket', 'a/b', {}), plain)).toBe(
      `longshore callback oss://bucket/a/b --callback-url http://b/ --callback-body 'k=\${object}'`,
    );
  });

  test('keeps line breaks and other control characters on one line', () => {
    const way = wordsTo('oss://bucket/', "a\nb'\u001b[1m\\", {});
    const command = callbackCommand(way, callback);
    expect(command.split('\n')).toHaveLength(1);
    expect(command).not.toContain('\u001b');
    expect(shellWords(command)[2]).toBe("oss://bucket/a\nb'\u001b[1m\\");
  });

  test('shows no secret', () => {
    const secret: Callback = {
      ...callback,
      urls: ['http://b/?access_token=hush1&n=1', 'http://b/?sig=x&Signature=hush2'],
      body: `{"password":"hush3","key":\${object},"token":\${x:token}}`,
      variables: { token: 'hush4' },
    };
    const way = wordsTo('oss://bucket/', 'k', { proxy: 'http://user:hush5@proxy:3128' });
    const command = callbackCommand(way, secret);
    expect(command).not.toContain('hush');
    expect(shellWords(command)).toEqual(
      expect.arrayContaining([
        'http://user:***@proxy:3128',
        'http://b/?access_token=***&n=1',
        'http://b/?sig=x&Signature=***',
        `{"password":"***","key":\${object},"token":\${x:token}}`,
        'x:token=***',
      ]),
    );
  });
});
