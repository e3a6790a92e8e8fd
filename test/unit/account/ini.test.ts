import { expect, test } from 'vitest';
import { parseIni, withoutComment } from '../../../main/account/ini.ts';

test('values keep every sign up to the end of their line', () => {
  const ini = parseIni('[profile my.name]\r\ncredential_process = /bin/x --a "b;c" ; echo #hi\nkey=a=b==\n');
  expect(ini.get('profile my.name')).toEqual(
    new Map([
      ['credential_process', '/bin/x --a "b;c" ; echo #hi'],
      ['key', 'a=b=='],
    ]),
  );
});

test('a nested block belongs to the key above it', () => {
  const ini = parseIni('[default]\ns3 =\n  addressing_style = path\n  max = 1\nregion = eu-west-1\n');
  expect(Object.fromEntries(ini.get('default') ?? [])).toEqual({
    s3: '',
    's3.addressing_style': 'path',
    's3.max': '1',
    region: 'eu-west-1',
  });
});

test('comments, blank lines, nonsense and a section that comes twice do no harm', () => {
  const ini = parseIni('# c\n; d\n\n[a]\nnonsense\nx = 1\n[b]\n[a]\ny = 2\n  z = 3\n');
  expect(Object.fromEntries(ini.get('a') ?? [])).toEqual({ x: '1', y: '2', z: '3' });
});

test.each([
  ['cn-hangzhou # where we are', 'cn-hangzhou'],
  ['abc;def#g', 'abc;def#g'],
  ['# nothing', undefined],
  ['', undefined],
])('%j without its comment is %j', (text, value) => {
  expect(withoutComment(text)).toBe(value);
});
