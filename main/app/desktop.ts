import type { DesktopSettings } from '../../preload/contract/desktop.ts';
import type { Desktop } from '../api/desktop.ts';
import { AppError } from '../base/app-error.ts';
import { hasKeyring } from './credentials.ts';
import { setLogin } from './login.ts';
import type { StateFile } from './state-file.ts';

export interface DesktopSetup {
  readonly state: StateFile;
  readonly hasTray: () => boolean | null;
  readonly canUpdate: boolean;
  /** What the system starts at login; null where there is no program that it could start. */
  readonly program: string | null;
  readonly onSettings: () => void;
}

/** What the page shows and changes of the app itself. */
export function createDesktop({ state, hasTray, canUpdate, program, onSettings }: DesktopSetup): Desktop {
  return {
    view: async () => ({
      settings: state.get().settings,
      hasTray: hasTray(),
      hasKeyring: hasKeyring(),
      canUpdate,
      canStartAtLogin: program !== null,
    }),
    async save(settings) {
      const before = state.get().settings;
      if (program !== null && isOtherLogin(before, settings)) {
        try {
          setLogin(settings, program);
        } catch (thrown) {
          const reason = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
          throw new AppError(
            'disk.failed',
            'the start at login could not be set',
            { path: program, reason },
            thrown,
          );
        }
      }
      state.change({ settings });
      onSettings();
    },
  };
}

function isOtherLogin(before: DesktopSettings, after: DesktopSettings): boolean {
  return before.startsAtLogin !== after.startsAtLogin || before.startsHidden !== after.startsHidden;
}
