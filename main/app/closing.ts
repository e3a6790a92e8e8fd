import type { BrowserWindow } from 'electron';
import type { Texts } from '../text/texts.ts';
import type { Telling } from './notifications.ts';
import type { StateFile } from './state-file.ts';

export interface ClosingSetup {
  readonly state: StateFile;
  /** Null where it can't be told. */
  readonly hasTray: () => boolean | null;
  readonly isQuitting: () => boolean;
  readonly tell: (telling: Telling) => void;
  readonly texts: () => Texts;
  readonly quit: () => void;
}

/**
 * What the window's close button does. With a tray the window goes there. Without one, or where that can't be told, it is minimised: a
 * window that nothing leads back to would be lost. The first time, the user is told.
 */
export function createClosing(setup: ClosingSetup): (window: BrowserWindow) => boolean {
  const { state } = setup;
  return window => {
    if (setup.isQuitting()) return true;
    if (!state.get().settings.closesToTray) {
      setup.quit();
      return false;
    }
    const hasTray = setup.hasTray() === true;
    if (hasTray) window.hide();
    else window.minimize();
    if (!state.get().isClosingExplained) {
      state.change({ isClosingExplained: true });
      const { sayApp } = setup.texts();
      const body = sayApp(hasTray ? 'notify.stillHereTray' : 'notify.stillHereNoTray');
      setup.tell({ id: 'closing', title: sayApp('notify.stillHere'), body, view: 'transfers' });
    }
    return false;
  };
}
