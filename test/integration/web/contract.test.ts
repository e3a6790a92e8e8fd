import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAllAreas } from '../../../main/api/all-areas.ts';
import { withBrowserRules } from '../../../main/api/browser-rules.ts';
import { createApi } from '../../../main/api/connect.ts';
import { createPicker } from '../../../main/api/picker.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { silentLog } from '../../../main/base/log.ts';
import { openAppSettings } from '../../../main/config/app-settings.ts';
import { openDesk } from '../../../main/desk/desk.ts';
import { createLogMemory } from '../../../main/desk/log-memory.ts';
import { parseTimetable } from '../../../main/plan/timetable.ts';
import { createAccountHome } from '../../support/account-home.ts';

async function openAreas() {
  const accounts = await createAccountHome();
  const desk = await openDesk({
    dataDir: join(accounts.home, 'data'),
    accounts,
    settingsFile: openAppSettings(accounts.profiles.file, parseTimetable),
    clock: systemClock,
    log: silentLog,
    openTrial: async () => {
      throw new Error('not wanted');
    },
  });
  onTestFinished(() => desk.close());
  const picker = createPicker(() => [accounts.home]);
  const areas = createAllAreas(desk, {
    ...{ name: 'browser', version: '1', systemLanguage: 'en', logMemory: createLogMemory(), picker },
    ...{ proxies: { http: null, https: null, none: null }, pick: null, reveal: null },
    desktop: null,
  });
  const rules = { picker, settings: desk.settings, accounts: () => areas.handlers.listAccounts({}) };
  return { desk, areas: withBrowserRules(areas, rules) };
}

/** The names of all requests, as the contract's own files write them. */
function namesOfContract(): readonly string[] {
  const folder = join(import.meta.dirname, '..', '..', '..', 'preload', 'contract');
  return readdirSync(folder).flatMap(file => {
    const text = readFileSync(join(folder, file), 'utf8');
    const [, body = ''] = /^export interface \w+Requests \{\n([\s\S]*?)^\}/m.exec(text) ?? [];
    return [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = '']) => name);
  });
}

test('every request of the contract has a handler and a schema, and there are no others', async () => {
  const { areas } = await openAreas();
  const names = namesOfContract().toSorted();
  expect(names.length).toBeGreaterThan(45);
  expect(Object.keys(areas.handlers).toSorted()).toEqual(names);
  expect(Object.keys(areas.schemas).toSorted()).toEqual(names);
});

test.each([[null], [undefined], [[]], ['text'], [1], [{ nonsense: true }], [{ id: { $gt: '' } }]])(
  'no request takes %j for its arguments',
  async args => {
    const { desk, areas } = await openAreas();
    const api = createApi(desk, areas);
    for (const name of namesOfContract()) {
      await expect(api.request(name, args), name).rejects.toMatchObject({
        code: 'request.invalid',
        facts: { name },
      });
    }
    for (const name of ['nothing', '', 'constructor', '__proto__', 'toString', 'x'.repeat(10_000)]) {
      await expect(api.request(name, {}), name).rejects.toMatchObject({ code: 'request.unknown' });
    }
  },
);

test('while the engine is renewed a page is told nothing wrong, and hears on afterwards', async () => {
  const { desk, areas } = await openAreas();
  const api = createApi(desk, areas);
  onTestFinished(api.close);
  let heard = 0;
  api.connect(() => {
    heard += 1;
    return true;
  });
  await expect.poll(() => heard).toBe(1);
  await desk.saveSettings({ ...desk.settings(), parallel: 3 });
  await expect.poll(() => heard, { timeout: 5_000 }).toBeGreaterThan(1);
  expect(await api.request('getSession', {})).toMatchObject({ settings: { parallel: 3 } });
});

test('what is asked while the engine is renewed is answered by the new one', async () => {
  const { desk, areas } = await openAreas();
  const api = createApi(desk, areas);
  onTestFinished(api.close);
  const renewed = desk.renew();
  await new Promise(setImmediate);
  expect(await api.request('listFolders', {})).toEqual([]);
  await renewed;
});
