import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { z } from 'zod';
import type { SessionView, SettingsRequests, SettingsView } from '../../preload/contract/settings.ts';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { AppSettings } from '../config/app-settings.ts';
import type { Desk } from '../desk/desk.ts';
import { collectDiagnostics } from '../desk/diagnostics.ts';
import type { LogMemory } from '../desk/log-memory.ts';
import type { Language } from '../text/language.ts';
import * as common from './common-schemas.ts';
import type { Area } from './handlers.ts';
import type { Picker } from './picker.ts';

export interface SettingsAreaSetup {
  readonly desk: Desk;
  readonly picker: Picker;
  readonly face: SessionView['face'];
  readonly version: string;
  readonly systemLanguage: Language;
  readonly logMemory: LogMemory;
  /** The system's own dialog; null where there is none. */
  readonly pick: ((wants: 'files' | 'folder') => Promise<readonly string[]>) | null;
}

const settingsSchema: z.ZodType<SettingsView> = z.strictObject({
  parallel: z.int().min(1).max(64).nullable(),
  partSize: z
    .int()
    .min(100 * 1024)
    .max(5 * 1024 ** 3)
    .nullable(),
  rateLimit: z.string().min(1).max(4_096).nullable(),
  proxy: z.string().min(1).max(2_048),
  caFile: common.path.nullable(),
  notifications: z.strictObject({ onDone: z.boolean(), onFailed: z.boolean(), onAttention: z.boolean() }),
  language: z.enum(['system', 'en', 'zh-CN']),
  appearance: z.enum(['system', 'light', 'dark']),
  pickerRoots: z.array(common.path).max(100),
});

export function createSettingsArea(setup: SettingsAreaSetup): Area<SettingsRequests> {
  const { desk, picker, face, version, systemLanguage, logMemory } = setup;

  async function isFirstRun(): Promise<boolean> {
    const isUsed = !desk.engine().list.isEmpty() || desk.engine().folders().length > 0;
    if (isUsed) return false;
    const accounts = await desk.book.accounts().catch(() => null);
    return accounts !== null && accounts.length === 0;
  }

  return {
    schemas: {
      getSession: common.none,
      saveSettings: settingsSchema,
      resetSettings: common.none,
      setDataDirectory: z.strictObject({ path: common.path.nullable() }),
      getDiagnostics: common.none,
      listDirectory: z.strictObject({ path: common.path.nullable() }),
      pickPaths: z.strictObject({ wants: z.enum(['files', 'folder']) }),
      startTrial: z.strictObject({ folder: common.path.nullable() }),
    },
    handlers: {
      async getSession() {
        const { platform } = process;
        return {
          version,
          face,
          platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
          systemLanguage,
          settings: viewOf(desk.settings()),
          dataDirectory: desk.dataDir,
          configFile: desk.accounts.profiles.file,
          setAside: desk.engine().setAside,
          problems: desk.problems(),
          isFirstRun: await isFirstRun(),
          trial: desk.trial.current(),
        };
      },
      async saveSettings(settings) {
        await desk.saveSettings(settings);
        return viewOf(desk.settings());
      },
      async resetSettings() {
        await desk.resetSettings();
        return viewOf(desk.settings());
      },
      async setDataDirectory({ path }) {
        if (path !== null) await checkDataDir(path, desk);
        await desk.saveSettings({ dataDir: path });
        return { ok: true };
      },
      async getDiagnostics() {
        const facts = { version, face, logLines: logMemory.lines() };
        const day = new Date(desk.clock.now()).toISOString().slice(0, 10);
        const text = JSON.stringify(await collectDiagnostics(desk, facts), null, 2);
        return { fileName: `longshore-diagnostics-${day}.json`, text };
      },
      listDirectory: ({ path }) => picker.list(path),
      async pickPaths({ wants }) {
        if (setup.pick) return await setup.pick(wants);
        throw new AppError('platform.unsupported', 'no dialog', problem('platform.pick'));
      },
      async startTrial({ folder }) {
        if (folder !== null) await picker.check(folder);
        return await desk.trial.begin(folder);
      },
    },
  };
}

function viewOf({ dataDir: _, trial: __, ...settings }: AppSettings): SettingsView {
  return settings;
}

/** Links are resolved, as those of folders are. */
async function checkDataDir(path: string, desk: Desk): Promise<void> {
  const refuse = (about: ReturnType<typeof problem>) =>
    new AppError('settings.invalid', `dataDir: ${about.problem}`, { ...about, field: 'dataDir' });
  const real = isAbsolute(path) ? await realpath(path).catch(() => null) : null;
  const isDirectory = real !== null && (await stat(real)).isDirectory();
  if (!isDirectory || !(await isWritable(real))) throw refuse(problem('settings.dataDir', { path }));
  for (const { state } of desk.folders.all()) {
    const { root } = state.record.folder;
    if (`${real}${sep}`.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) {
      throw refuse(problem('settings.dataDirInFolder', { path, root }));
    }
  }
}

/** By writing: what rights say does not hold on every file system, and some are read-only as a whole. */
async function isWritable(directory: string): Promise<boolean> {
  try {
    await rm(await mkdtemp(join(directory, '.longshore-')), { recursive: true });
    return true;
  } catch {
    return false;
  }
}
