import { resolve } from 'node:path';
import envPaths from 'env-paths';
import { createAccountContext } from '../account/account-context.ts';
import { readAccountEnvironment } from '../account/environment.ts';
import { openKeyring } from '../account/keyring.ts';
import type { Clock } from '../base/clock.ts';
import { createLog, joinLogs, type Log } from '../base/log.ts';
import { openTrialIn } from '../bucket/open-trial.ts';
import { openAppSettings, usualAppSettings } from '../config/app-settings.ts';
import { type Desk, openDesk } from '../desk/desk.ts';
import { createLogMemory, type LogMemory } from '../desk/log-memory.ts';
import { parseTimetable } from '../plan/timetable.ts';
import type { Language } from '../text/language.ts';
import { textsIn } from '../text/texts.ts';
import { askForSecretsFile, openAppKeyring } from './credentials.ts';
import type { Places } from './places.ts';
import type { AppEnvironment } from './settings.ts';

export interface OpenedDesk {
  readonly desk: Desk;
  readonly log: Log;
  readonly logMemory: LogMemory;
}

/** The desk over this user's record and accounts, the same as the command line's, with secrets in the app's own keyring. */
export async function openAppDesk(
  { dataDir }: AppEnvironment,
  { secretsFile }: Places,
  language: Language,
  clock: Clock,
  logFiles: Log,
): Promise<OpenedDesk> {
  const logMemory = createLogMemory();
  const log = joinLogs(createLog('info', logMemory.write, clock.now), logFiles);
  const environment = readAccountEnvironment();
  const system = openKeyring(clock);
  const keyring = openAppKeyring({
    file: secretsFile,
    system,
    askForFile: () =>
      askForSecretsFile(
        environment.configFile.replace(/config\.toml$/, 'secrets.toml'),
        textsIn(language, 'page'),
      ),
  });
  const accounts = createAccountContext(clock, environment, keyring);
  const settingsFile = openAppSettings(accounts.profiles.file, parseTimetable);
  // Settings that can't be read are told of by the desk, which then goes on with the usual ones.
  const settings = await settingsFile.read().catch(() => usualAppSettings);
  const desk = await openDesk({
    dataDir: resolve(dataDir ?? settings.dataDir ?? envPaths('longshore', { suffix: '' }).data),
    accounts,
    settingsFile,
    clock,
    log,
    openTrial: openTrialIn(clock, log),
  });
  return { desk, log, logMemory };
}
