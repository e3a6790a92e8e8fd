import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import { openAppSettings } from '../../main/config/app-settings.ts';
import { openDesk } from '../../main/desk/desk.ts';
import { parseTimetable } from '../../main/plan/timetable.ts';
import { createAccountHome } from '../support/account-home.ts';

async function createSetup() {
  const accounts = await createAccountHome();
  const { file } = accounts.profiles;
  const bucketDir = join(accounts.home, 'bucket');
  mkdirSync(bucketDir);
  writeFileSync(join(bucketDir, 'object'), 'x');
  let trialRunning = 0;
  const setup = {
    ...{ accounts, clock: systemClock, log: silentLog, dataDir: join(accounts.home, 'data') },
    settingsFile: openAppSettings(file, parseTimetable),
    openTrial: async () => {
      trialRunning += 1;
      return {
        ...{ url: 'http://127.0.0.1:9', port: 9, credentials: { accessKeyId: 'a', accessKeySecret: 'b' } },
        async close() {
          trialRunning -= 1;
        },
      };
    },
  };
  return { setup, file, bucketDir, trialRunning: () => trialRunning };
}

test('settings that need other connections make another engine, one after the other', async () => {
  const { setup } = await createSetup();
  const desk = await openDesk(setup);
  onTestFinished(() => desk.close());
  const before = desk.engine();
  await desk.saveSettings({ ...desk.settings(), rateLimit: '1M' });
  expect(desk.engine()).toBe(before);
  expect(desk.rate()).toBe(1024 ** 2);
  await Promise.all([2, 3, 4].map(parallel => desk.saveSettings({ ...desk.settings(), parallel })));
  expect(desk.engine()).not.toBe(before);
  expect(desk.settings().parallel).toBe(4);
  expect(desk.byHand.isAllPaused()).toBe(false);
});

test('a renewal that failed does not keep the next from going well', async () => {
  const { setup } = await createSetup();
  const desk = await openDesk(setup);
  onTestFinished(() => desk.close());
  const { dataDir } = setup;
  renameSync(dataDir, `${dataDir}-away`);
  writeFileSync(dataDir, 'no directory');
  await expect(desk.renew()).rejects.toThrow();
  expect(() => desk.engine()).toThrow('renewed');
  rmSync(dataDir);
  renameSync(`${dataDir}-away`, dataDir);
  await desk.renew();
  expect(desk.byHand.isAllPaused()).toBe(false);
});

test('a desk that can not be opened leaves nothing running', async () => {
  const { setup, trialRunning, file, bucketDir } = await createSetup();
  const first = await openDesk(setup);
  await first.trial.begin(bucketDir);
  expect(trialRunning()).toBe(1);
  await first.close();
  expect(trialRunning()).toBe(0);
  expect(existsSync(file)).toBe(true);
  rmSync(setup.dataDir, { recursive: true });
  writeFileSync(setup.dataDir, 'no directory');
  await expect(openDesk(setup)).rejects.toThrow();
  expect(trialRunning()).toBe(0);
});

test('settings that can not be read are told, and the usual ones hold', async () => {
  const { setup, file } = await createSetup();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '[settings]\nparallel = "many"\n');
  const desk = await openDesk(setup);
  onTestFinished(() => desk.close());
  expect(desk.problems()).toMatchObject([{ code: 'settings.invalid', facts: { file, field: 'parallel' } }]);
  expect(desk.settings().parallel).toBeNull();
});

test('one bad setting leaves the others in force, and nothing of the file is lost by what is saved', async () => {
  const { setup, file } = await createSetup();
  mkdirSync(dirname(file), { recursive: true });
  const text = `# mine
[settings]
limit-rate = "fast" # how fast?
proxy = "http://user:secret@proxy.example:8080"
parallel = 3

[settings.later]
of = "a newer version"
`;
  writeFileSync(file, text);
  const desk = await openDesk(setup);
  onTestFinished(() => desk.close());
  expect(desk.settings()).toMatchObject({ parallel: 3, rateLimit: null, proxy: 'environment' });
  expect(desk.problems().map(({ facts }) => facts['field'])).toEqual(['limit-rate', 'proxy', 'later']);
  expect(JSON.stringify(desk.problems())).not.toContain('secret');
  await desk.saveSettings({ parallel: 4 });
  expect(readFileSync(file, 'utf8')).toBe(text.replace('parallel = 3', 'parallel = 4'));
  await desk.saveSettings({ rateLimit: '2M' });
  expect(desk.problems().map(({ facts }) => facts['field'])).toEqual(['proxy', 'later']);
  await desk.resetSettings();
  expect(readFileSync(file, 'utf8')).toBe('# mine\n[settings]\n\n[settings.later]\nof = "a newer version"\n');
  expect(desk.problems().map(({ facts }) => facts['field'])).toEqual(['later']);
});

test('a file that is no TOML is told with its place, and never written', async () => {
  const { setup, file } = await createSetup();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'secret = "x"\nbroken [\n');
  const desk = await openDesk(setup);
  onTestFinished(() => desk.close());
  expect(desk.problems()).toMatchObject([
    { code: 'settings.invalid', facts: { problem: 'account.toml', file, line: 2 } },
  ]);
  await expect(desk.saveSettings({ parallel: 4 })).rejects.toMatchObject({ code: 'settings.invalid' });
  expect(desk.settings().parallel).toBeNull();
  expect(readFileSync(file, 'utf8')).toBe('secret = "x"\nbroken [\n');
});

test('settings and accounts that are saved at the same moment are all there', async () => {
  const { setup, file } = await createSetup();
  const desk = await openDesk(setup);
  onTestFinished(() => desk.close());
  const account = (name: string) =>
    desk.book.save(
      name,
      { kind: 'oss', region: 'cn-hangzhou', 'access-key-id': name },
      { 'access-key-secret': 's' },
      null,
    );
  await Promise.all([
    ...['one', 'two', 'three'].map(account),
    desk.saveSettings({ language: 'zh-CN' }),
    desk.saveSettings({ appearance: 'dark' }),
  ]);
  expect(parse(readFileSync(file, 'utf8'))).toMatchObject({
    profile: { one: {}, two: {}, three: {} },
    settings: { language: 'zh-CN', appearance: 'dark' },
  });
});

test.each([
  ['caFile', { caFile: 'certificates.pem' }],
  ['pickerRoots', { pickerRoots: ['Photos'] }],
  ['proxy', { proxy: 'http://user:secret@proxy.example' }],
  ['rateLimit', { rateLimit: '08:00-18:00=soon' }],
] as const)('a setting %s that makes no sense is named, and nothing is saved', async (field, change) => {
  const { setup } = await createSetup();
  const desk = await openDesk(setup);
  onTestFinished(() => desk.close());
  const before = desk.settings();
  await expect(desk.saveSettings({ ...before, ...change })).rejects.toMatchObject({
    code: 'settings.invalid',
    facts: { field },
  });
  expect(desk.settings()).toEqual(before);
});
