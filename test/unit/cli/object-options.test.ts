import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import {
  addCallbackOptions,
  addObjectOptions,
  type CallbackFlags,
  callbackOf,
  type ObjectFlags,
  objectOptionsOf,
} from '../../../main/cli/object-options.ts';
import { refusalSaying } from '../../support/english.ts';

const clock = { now: () => Date.UTC(2027, 0, 30) };

function parse(...args: string[]): ObjectFlags & CallbackFlags {
  const command = addCallbackOptions(addObjectOptions(new Command('put'), clock));
  return command.exitOverride().parse(args, { from: 'user' }).opts();
}

const optionsOf = (...args: string[]) => objectOptionsOf(parse(...args));
const callback = (...args: string[]) => callbackOf(parse(...args));
const isUsage = (problem: RegExp) => refusalSaying('usage', problem);

describe('options of an object', () => {
  test('nothing said means that the time of modification is kept, and nothing else', () => {
    expect(optionsOf()).toEqual({ keepsMtime: true });
    expect(optionsOf('--no-mtime')).toEqual({});
  });

  test('a modification time given by hand is not overwritten', () => {
    expect(optionsOf('--meta', 'mtime=1')).toEqual({ meta: { mtime: '1' } });
  });

  test('each has its place', () => {
    const options = optionsOf(
      ...['--content-type', 'text/x', '--cache-control', 'no-cache', '--content-disposition', 'attachment'],
      ...['--content-encoding', 'gzip', '--content-language', 'zh-CN', '--expires', '1d'],
      ...['--meta', 'Author=李 Lei', '--meta', 'empty=', '--tag', 'team=a=b', '--tag', 'x='],
      ...['--storage-class', 'IA', '--acl', 'private', '--encryption', 'sm4', '--forbid-overwrite'],
      ...['--traffic-limit', '100KiB/s', '--no-mtime'],
    );
    expect(options).toEqual({
      contentType: 'text/x',
      cacheControl: 'no-cache',
      contentDisposition: 'attachment',
      contentEncoding: 'gzip',
      contentLanguage: 'zh-CN',
      expires: 'Sun, 31 Jan 2027 00:00:00 GMT',
      meta: { author: '李 Lei', empty: '' },
      tags: { team: 'a=b', x: '' },
      storageClass: 'IA',
      acl: 'private',
      encryption: { algorithm: 'SM4' },
      forbidOverwrite: true,
      trafficLimit: 819_200,
    });
  });

  test.each([
    ['800KB', 6_400_000],
    ['10MB', 80_000_000],
    ['10MB/s', 80_000_000],
    ['100MiB', 838_860_800],
  ])('a traffic limit of %s per second is %i bits per second', (text, bits) => {
    expect(optionsOf('--traffic-limit', text).trafficLimit).toBe(bits);
  });

  test('a key implies KMS, and goes with nothing else', () => {
    expect(optionsOf('--kms-key-id', 'k').encryption).toEqual({ algorithm: 'KMS', keyId: 'k' });
    expect(optionsOf('--encryption', 'kms').encryption).toEqual({ algorithm: 'KMS' });
    expect(() => optionsOf('--encryption', 'AES256', '--kms-key-id', 'k')).toThrow(
      isUsage(/goes with --encryption KMS/),
    );
  });

  test.each([
    ['--encryption', 'DES', /AES256, KMS or SM4/],
    ['--meta', 'no pair', /not name=value/],
    ['--meta', 'ä=1', /not name=value/],
    ['--tag', '=value', /not a tag/],
    ['--tag', 'name', /not a tag/],
    ['--traffic-limit', 'fast', /not a size/],
    ['--expires', 'soon', /not a date/],
  ])('%s %s is refused', (option, value, problem) => {
    expect(() => optionsOf(option, value)).toThrow(isUsage(problem));
  });
});

test.each([
  ['--tag', 'a=1', 'a=2'],
  ['--meta', 'A=1', 'a=2'],
  ['--callback-var', 'x:a=1', 'a=2'],
])('%s twice for one name is refused', (option, first, second) => {
  expect(() => parse(option, first, option, second)).toThrow(isUsage(/"a" twice/));
});

describe('options of a callback', () => {
  const url = ['--callback-url', 'http://app.example.com/done'];
  const body = ['--callback-body', `size=\${size}`];

  test('none means no callback', () => {
    expect(callback()).toBeUndefined();
  });

  test('the usual body is a form', () => {
    expect(callback(...url, ...body)).toEqual({
      urls: ['http://app.example.com/done'],
      body: `size=\${size}`,
      bodyType: 'application/x-www-form-urlencoded',
      variables: {},
    });
  });

  test('each has its place, and variables are named with or without x:', () => {
    const wished = callback(
      ...[...url, '--callback-url', 'http://b/', ...body, '--callback-host', 'h', '--callback-sni'],
      ...['--callback-body-type', 'json', '--callback-var', 'x:order=4=2', '--callback-var', 'user=李'],
    );
    expect(wished).toMatchObject({
      urls: ['http://app.example.com/done', 'http://b/'],
      host: 'h',
      sni: true,
      bodyType: 'application/json',
      variables: { order: '4=2', user: '李' },
    });
  });

  test.each(['form', 'FORM', 'application/x-www-form-urlencoded'])('the body type %s is a form', type => {
    expect(callback(...url, ...body, '--callback-body-type', type)?.bodyType).toBe(
      'application/x-www-form-urlencoded',
    );
  });

  test('a part of one is refused', () => {
    expect(() => callback(...body)).toThrow(isUsage(/need --callback-url/));
    expect(() => callback('--callback-sni')).toThrow(isUsage(/need --callback-url/));
    expect(() => callback(...url)).toThrow(
      isUsage(/--callback-body; its variables are .*\{imageInfo\.width\}/),
    );
    expect(() => callback(...url, ...body, '--callback-body-type', 'xml')).toThrow(
      isUsage(/form .* or json/),
    );
    expect(() => callback(...url, ...body, '--callback-var', 'x:=1')).toThrow(isUsage(/not a variable/));
  });
});
