import type { SessionView, SettingsRequests, SettingsView } from '../../../../preload/contract/settings.ts';
import type { Handlers } from './handlers.ts';
import type { Scene } from './scene.ts';

const usual: SettingsView = {
  parallel: null,
  partSize: null,
  rateLimit: null,
  proxy: 'environment',
  caFile: null,
  notifications: { onDone: false, onFailed: true, onAttention: true },
  language: 'system',
  appearance: 'system',
  pickerRoots: [],
};

export function createFakeSettings(scene: Scene, bump: () => void): Handlers<SettingsRequests> {
  let settings: SettingsView = {
    ...usual,
    language: scene.language,
    appearance: scene.theme,
    rateLimit: scene.state === 'busy' ? '08:00-18:00=2M,22:00-06:00=off,5M' : null,
  };
  const session = (): SessionView => ({
    version: '0.1.0',
    face: scene.face,
    platform: 'linux',
    systemLanguage: scene.language,
    settings,
    dataDirectory: '/home/lin/.local/share/longshore',
    configFile: '/home/lin/.config/longshore/config.toml',
    setAside: null,
    problems: [],
    isFirstRun: scene.state === 'first',
    trial: null,
  });
  const save = (next: SettingsView) => {
    settings = next;
    bump();
    return settings;
  };
  return {
    getSession: session,
    saveSettings: save,
    resetSettings: () => save({ ...usual, language: scene.language, appearance: scene.theme }),
    setDataDirectory: () => ({ ok: true }),
    getDiagnostics: () => ({
      fileName: 'longshore-diagnostics-2026-11-26.json',
      text: JSON.stringify(
        { version: '0.1.0', platform: 'linux', transfers: { all: scene.transfers }, log: [] },
        null,
        2,
      ),
    }),
    listDirectory: ({ path }) => {
      const here = path ?? '/home/lin';
      const entry = (name: string, isDirectory: boolean, size = 0) => ({
        name,
        path: `${here}/${name}`,
        isDirectory,
        size,
      });
      return {
        path: here,
        parent: here === '/home/lin' ? null : here.replace(/\/[^/]*$/, ''),
        roots: ['/home/lin'],
        entries: [
          entry('Documents', true),
          entry('Downloads', true),
          entry('Photos', true),
          entry('视频', true),
          entry('report-2026.pdf', false, 2_811_004),
          entry('西湖.jpg', false, 4_211_090),
        ],
        isComplete: true,
      };
    },
    pickPaths: ({ wants }) => (wants === 'files' ? ['/home/lin/Photos/IMG_1204.jpg'] : ['/home/lin/Photos']),
    startTrial: () => ({ account: 'trial', bucket: 'trial' }),
  };
}
