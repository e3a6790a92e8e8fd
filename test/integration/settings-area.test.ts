import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createPicker } from '../../main/api/picker.ts';
import { createSettingsArea } from '../../main/api/settings.ts';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import { openAppSettings } from '../../main/config/app-settings.ts';
import { configuredDataDir } from '../../main/config/data-dir.ts';
import { openDesk } from '../../main/desk/desk.ts';
import { createLogMemory } from '../../main/desk/log-memory.ts';
import { usualSettings } from '../../main/model/folder.ts';
import { parseTimetable } from '../../main/plan/timetable.ts';
import { createAccountHome } from '../support/account-home.ts';
import { openTestStore } from '../support/open-test-store.ts';
import { sampleAddress } from '../support/sample-sync.ts';

async function openArea() {
  const accounts = await createAccountHome();
  const { home, profiles } = accounts;
  const root = join(home, 'photos');
  mkdirSync(root);
  const dataDir = join(home, 'data');
  const store = await openTestStore(dataDir);
  store.sync.folders.claim({ root, address: sampleAddress, prefix: '', settings: usualSettings });
  store.close();
  const desk = await openDesk({
    ...{ accounts, dataDir, clock: systemClock, log: silentLog },
    settingsFile: openAppSettings(profiles.file, parseTimetable),
    openTrial: () => Promise.reject(new Error('not wanted')),
  });
  onTestFinished(() => desk.close());
  const { handlers } = createSettingsArea({
    ...{ desk, face: 'browser', version: '1.2.3', systemLanguage: 'zh-CN', logMemory: createLogMemory() },
    ...{ picker: createPicker(() => [home]), pick: null },
  });
  return { home, root, handlers, file: profiles.file };
}

test('a data directory has to be one that can be written to, and lie in no synced folder', async () => {
  const { home, root, handlers, file } = await openArea();
  writeFileSync(join(home, 'file'), '');
  mkdirSync(join(root, 'inside'));
  symlinkSync(join(root, 'inside'), join(home, 'link'));
  const refused = [
    ['relative', 'settings.dataDir'],
    [join(home, 'missing'), 'settings.dataDir'],
    [join(home, 'file'), 'settings.dataDir'],
    ['/proc', 'settings.dataDir'],
    [root, 'settings.dataDirInFolder'],
    [join(root, 'inside'), 'settings.dataDirInFolder'],
    [join(home, 'link'), 'settings.dataDirInFolder'],
  ] as const;
  for (const [path, problem] of refused) {
    await expect(handlers.setDataDirectory({ path }), path).rejects.toMatchObject({
      code: 'settings.invalid',
      facts: { field: 'dataDir', problem },
    });
  }
  expect(configuredDataDir(file)).toBeNull();

  const beside = join(home, 'photos of data');
  mkdirSync(beside);
  expect(await handlers.setDataDirectory({ path: beside })).toEqual({ ok: true });
  expect(configuredDataDir(file)).toBe(beside);
  expect(readdirSync(beside)).toEqual([]);
  await handlers.setDataDirectory({ path: null });
  expect(configuredDataDir(file)).toBeNull();
});

test('a reset leaves the data directory, and everything else is as usual', async () => {
  const { home, handlers, file } = await openArea();
  await handlers.setDataDirectory({ path: home });
  const { settings: usual } = await handlers.getSession({});
  const other = { ...usual, parallel: 3, language: 'zh-CN', rateLimit: '2M', pickerRoots: [home] } as const;
  expect(await handlers.saveSettings(other)).toEqual(other);
  expect(await handlers.resetSettings({})).toEqual(usual);
  expect(readFileSync(file, 'utf8')).toBe(`[settings]\ndata-dir = ${JSON.stringify(home)}\n`);
});

test('a session tells what a page has to know first', async () => {
  const { home, handlers, file } = await openArea();
  expect(await handlers.getSession({})).toMatchObject({
    ...{ version: '1.2.3', face: 'browser', systemLanguage: 'zh-CN', platform: process.platform },
    ...{ dataDirectory: join(home, 'data'), configFile: file, setAside: null, problems: [], trial: null },
    isFirstRun: false,
  });
  const { fileName, text } = await handlers.getDiagnostics({});
  expect(fileName).toMatch(/^longshore-diagnostics-\d{4}-\d\d-\d\d\.json$/);
  expect(JSON.parse(text)).toMatchObject({ program: { version: '1.2.3' }, folders: [{}] });
});
