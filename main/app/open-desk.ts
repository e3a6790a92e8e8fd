import { resolve } from 'node:path';
import envPaths from 'env-paths';
import { createAccountContext } from '../account/account-context.ts';
import { readAccountEnvironment } from '../account/environment.ts';
import { openKeyring } from '../account/keyring.ts';
import type { Clock } from '../base/clock.ts';
import { createLog, joinLogs, type Log } from '../base/log.ts';
import { openTrialIn } from '../bucket/open-trial.ts';
import { type AppSettings, openAppSettings, usualAppSettings } from '../config/app-settings.ts';
import { type Desk, openDesk } from '../desk/desk.ts';
import { createLogMemory, type LogMemory } from '../desk/log-memory.ts';
import { parseTimetable } from '../plan/timetable.ts';
import type { Language } from '../text/language.ts';
import { type Texts, textsIn } from '../text/texts.ts';
import { askForSecretsFile, openAppKeyring } from './credentials.ts';
import type { Places } from './places.ts';
import type { AppEnvironment } from './settings.ts';

export interface OpenedDesk {
  readonly desk: Desk;
  readonly log: Log;
  readonly logMemory: LogMemory;
  /** In the language that the user has chosen, else the system's. */
  readonly texts: () => Texts;
}

/** The desk over this user's record and accounts, the same as the command line's, with secrets in the app's own keyring. */
export async function openAppDesk(
  { dataDir }: AppEnvironment,
  { secretsFile }: Places,
  own: Language,
  clock: Clock,
  logFiles: Log,
): Promise<OpenedDesk> {
  const logMemory = createLogMemory();
  const log = joinLogs(createLog('info', logMemory.write, clock.now), logFiles);
  const environment = readAccountEnvironment();
  const system = openKeyring(clock);
  let chosen: () => AppSettings['language'] = () => usualAppSettings.language;
  const texts = () => {
    const language = chosen();
    return textsIn(language === 'system' ? own : language, 'page');
  };
  const keyring = openAppKeyring({
    file: secretsFile,
    system,
    askForFile: () =>
      askForSecretsFile(environment.configFile.replace(/config\.toml$/, 'secrets.toml'), texts()),
  });
  const accounts = createAccountContext(clock, environment, keyring);
  const settingsFile = openAppSettings(accounts.profiles.file, parseTimetable);
  // Settings that can't be read are told of by the desk, which then goes on with the usual ones.
  const settings = await settingsFile.read().catch(() => usualAppSettings);
  chosen = () => settings.language;
  const desk = await openDesk({
    dataDir: resolve(dataDir ?? settings.dataDir ?? envPaths('longshore', { suffix: '' }).data),
    accounts,
    settingsFile,
    clock,
    log,
    openTrial: openTrialIn(clock, log),
  });
  chosen = () => desk.settings().language;
  return { desk, log, logMemory, texts };
}
