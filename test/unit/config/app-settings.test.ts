import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { type AppSettings, openAppSettings, usualAppSettings } from '../../../main/config/app-settings.ts';
import { parseTimetable } from '../../../main/plan/timetable.ts';
import { createTempDir } from '../../support/temp-dir.ts';

async function openFile(text?: string) {
  const dir = await createTempDir();
  const file = join(dir, 'config.toml');
  const caFile = join(dir, 'ca.pem');
  writeFileSync(caFile, `# ours\n${rootCertificates[0]}\n${rootCertificates[1]}\n`);
  if (text !== undefined) writeFileSync(file, text);
  return { ...openAppSettings(file, parseTimetable), dir, file, caFile };
}

test('without a file all is as usual', async () => {
  const { read, problems } = await openFile();
  expect(await read()).toEqual(usualAppSettings);
  expect(problems()).toEqual([]);
});

test('what is saved is read again, and what is usual is not written', async () => {
  const { read, save, problems, file, caFile, dir } = await openFile();
  const other: AppSettings = {
    parallel: 64,
    partSize: 5 * 1024 ** 3,
    rateLimit: '08:00-18:00=2M,22:00-06:00=off,5M',
    proxy: 'http://proxy.example:8080',
    caFile,
    notifications: { onDone: false, onFailed: false, onAttention: false },
    language: 'zh-CN',
    appearance: 'dark',
    pickerRoots: [dir, '/照片'],
    dataDir: dir,
    trial: { folder: dir, port: 65_535 },
  };
  await save(other);
  expect(await read()).toEqual(other);
  expect(problems()).toEqual([]);
  await save(usualAppSettings);
  expect(readFileSync(file, 'utf8')).toBe('[settings]\n');
  expect(await read()).toEqual(usualAppSettings);
});

test.each<[keyof AppSettings, Partial<AppSettings>, string]>([
  ['parallel', { parallel: 0 }, 'settings.value'],
  ['parallel', { parallel: 65 }, 'settings.value'],
  ['parallel', { parallel: 1.5 }, 'settings.value'],
  ['partSize', { partSize: 100 * 1024 - 1 }, 'settings.value'],
  ['partSize', { partSize: 5 * 1024 ** 3 + 1 }, 'settings.value'],
  ['pickerRoots', { pickerRoots: ['/srv', 'photos'] }, 'settings.root'],
  ['caFile', { caFile: 'ca.pem' }, 'settings.value'],
  ['caFile', { caFile: '/nowhere/ca.pem' }, 'settings.caFile'],
  ['caFile', { caFile: '/' }, 'settings.caFile'],
  ['proxy', { proxy: 'proxy.example:8080' }, 'settings.proxy'],
  ['proxy', { proxy: 'socks5://proxy.example' }, 'settings.proxy'],
  ['proxy', { proxy: 'http://proxy.example/?token=1' }, 'settings.proxy'],
  ['proxy', { proxy: 'http://user:word@proxy.example' }, 'settings.proxyPassword'],
])('%s can not be as in %j', async (field, bad, problem) => {
  const { save, file } = await openFile('[settings]\nlanguage = "en"\n');
  await expect(save({ ...usualAppSettings, ...bad })).rejects.toMatchObject({
    code: 'settings.invalid',
    facts: { field, problem },
  });
  expect(readFileSync(file, 'utf8')).toBe('[settings]\nlanguage = "en"\n');
});

test('a rate that is none is refused with what is wrong about it', async () => {
  const { save } = await openFile();
  await expect(save({ ...usualAppSettings, rateLimit: 'fast' })).rejects.toMatchObject({
    code: 'settings.invalid',
    facts: { field: 'rateLimit', problem: expect.any(String) },
  });
});

test('a file with a broken certificate among good ones is none of certificates', async () => {
  const { save, caFile } = await openFile();
  writeFileSync(
    caFile,
    `${rootCertificates[0]}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
  );
  await expect(save({ ...usualAppSettings, caFile })).rejects.toMatchObject({
    facts: { field: 'caFile', problem: 'settings.caFile' },
  });
});

test('each value that can not be is told with file and field, and the others hold', async () => {
  const { read, problems, file } = await openFile(`[settings]
parallel = "many"
part-size = 1_048_576
limit-rate = "fast"
proxy = "http://user:word@proxy.example"
ca-file = "/nowhere/ca.pem"
language = "fr"
appearance = "dark"
browsing-roots = ["/srv", "photos"]
colour = "red"
`);
  expect(await read()).toEqual({ ...usualAppSettings, partSize: 1_048_576, appearance: 'dark' });
  expect(problems().map(({ code, facts }) => [code, facts['file'], facts['field']])).toEqual(
    ['parallel', 'limit-rate', 'proxy', 'ca-file', 'language', 'browsing-roots', 'colour'].map(field => [
      'settings.invalid',
      file,
      field,
    ]),
  );
  expect(JSON.stringify(problems())).not.toContain('word@');
});

test('settings that are no table are told, and kept', async () => {
  const { read, save, problems, file } = await openFile('settings = 7\n');
  expect(await read()).toEqual(usualAppSettings);
  expect(problems()).toMatchObject([{ code: 'settings.invalid', facts: { file } }]);
  await expect(save({ ...usualAppSettings, parallel: 2 })).rejects.toMatchObject({
    code: 'settings.invalid',
  });
  expect(readFileSync(file, 'utf8')).toBe('settings = 7\n');
});

test('what made no sense is kept until another value takes its place', async () => {
  const { read, save, reset, problems, file } = await openFile(
    '[settings]\nlimit-rate = "fast" # later\ncolour = "red"\n',
  );
  const settings = await read();
  await save({ ...settings, parallel: 2 });
  expect(readFileSync(file, 'utf8')).toBe(
    '[settings]\nlimit-rate = "fast" # later\ncolour = "red"\nparallel = 2\n',
  );
  await save({ ...settings, rateLimit: '1M' });
  expect(readFileSync(file, 'utf8')).toBe('[settings]\nlimit-rate = "1M" # later\ncolour = "red"\n');
  expect(problems().map(({ facts }) => facts['field'])).toEqual(['colour']);
  await save(usualAppSettings);
  expect(readFileSync(file, 'utf8')).toBe('[settings]\ncolour = "red"\n');
  await reset({ ...usualAppSettings, dataDir: '/srv' });
  expect(readFileSync(file, 'utf8')).toBe('[settings]\ncolour = "red"\ndata-dir = "/srv"\n');
});
