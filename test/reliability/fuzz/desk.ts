import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAccountContext } from '../../../main/account/account-context.ts';
import { readAccountEnvironment } from '../../../main/account/environment.ts';
import { createAllAreas } from '../../../main/api/all-areas.ts';
import { withBrowserRules } from '../../../main/api/browser-rules.ts';
import { type AllAreas, type Api, createApi } from '../../../main/api/connect.ts';
import { createPicker } from '../../../main/api/picker.ts';
import { AppError } from '../../../main/base/app-error.ts';
import { silentLog } from '../../../main/base/log.ts';
import { openAppSettings } from '../../../main/config/app-settings.ts';
import { openDesk } from '../../../main/desk/desk.ts';
import { createLogMemory } from '../../../main/desk/log-memory.ts';
import { parseTimetable } from '../../../main/plan/timetable.ts';
import { startLocalBucket, testBucket, testKey } from '../../support/local-bucket.ts';
import { type AtEnd, createTempDir } from '../../support/temp-dir.ts';
import { hastyClock } from '../../support/world.ts';

export interface FuzzDesk {
  readonly api: Api;
  readonly areas: AllAreas;
  /** All that a page may reach. */
  readonly home: string;
  readonly bucketUrl: string;
}

/** A desk as a browser meets it, with an account whose bucket is the local one. */
export async function openFuzzDesk(atEnd: AtEnd): Promise<FuzzDesk> {
  const bucket = await startLocalBucket();
  atEnd(() => bucket.close());
  const home = await createTempDir(atEnd);
  mkdirSync(join(home, 'files'));
  writeFileSync(join(home, 'files', 'a.txt'), 'a');
  const variables = {
    OSS_ACCESS_KEY_ID: testKey.accessKeyId,
    OSS_ACCESS_KEY_SECRET: testKey.accessKeySecret,
    OSS_ENDPOINT: bucket.server.url,
    OSS_REGION: bucket.server.address('oss', testBucket).region,
  };
  const keyring = {
    ...{ place: 'keyring' as const, isUsable: async () => false, read: async () => null },
    ...{ write: async () => {}, remove: async () => {} },
  };
  const environment = readAccountEnvironment(variables, home, join(home, 'settings'));
  const accounts = createAccountContext(hastyClock, environment, keyring);
  const desk = await openDesk({
    dataDir: join(home, 'data'),
    accounts,
    settingsFile: openAppSettings(accounts.profiles.file, parseTimetable),
    clock: hastyClock,
    log: silentLog,
    openTrial: async () => {
      throw new AppError('port.taken', 'not wanted', { port: 1 });
    },
  });
  atEnd(() => desk.close());
  const picker = createPicker(() => [home]);
  const plain = createAllAreas(desk, {
    ...{ name: 'browser', version: '1', systemLanguage: 'en', logMemory: createLogMemory(), picker },
    ...{ proxies: { http: null, https: null, none: null }, pick: null, reveal: null, desktop: null },
  });
  const rules = { picker, settings: desk.settings, accounts: () => plain.handlers.listAccounts({}) };
  const areas = withBrowserRules(plain, rules);
  const api = createApi(desk, areas);
  atEnd(() => api.close());
  return { api, areas, home, bucketUrl: bucket.server.url };
}
