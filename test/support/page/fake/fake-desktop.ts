import type { DesktopRequests, DesktopSettings } from '../../../../preload/contract/desktop.ts';
import type { Handlers } from './handlers.ts';

/** As on a machine whose desktop has a tray and a keyring, in a build with a feed of updates. */
export function createFakeDesktop(): Handlers<DesktopRequests> {
  let settings: DesktopSettings = {
    ...{ startsAtLogin: true, startsHidden: true, closesToTray: true },
    ...{ keepsAwake: true, pausesOnBattery: false, checksForUpdates: true },
  };
  const view = () => ({ settings, hasTray: true, hasKeyring: true, canUpdate: true, canStartAtLogin: true });
  return {
    getDesktop: view,
    saveDesktop(next) {
      settings = next;
      return view();
    },
  };
}
