import { afterEach, expect, test } from 'vitest';
import { createDesktop } from '../../../main/app/desktop.ts';
import type { AppState, StateFile } from '../../../main/app/state-file.ts';
import { app } from '../../support/electron/app.ts';

const { platform } = process;
const isOn = (name: NodeJS.Platform) => Object.defineProperty(process, 'platform', { value: name });
afterEach(() => isOn(platform));

test.each(['win32', 'darwin'] as const)(
  'on %s the system is told what to start at login, when it changes',
  async name => {
    isOn(name);
    app.told.login = null;
    let state = {
      settings: {
        ...{ startsAtLogin: false, startsHidden: true, closesToTray: true, keepsAwake: true },
        ...{ pausesOnBattery: false, checksForUpdates: true },
      },
    } as AppState;
    const desktop = createDesktop({
      state: {
        get: () => state,
        change: (some: Partial<AppState>) => {
          state = { ...state, ...some };
        },
      } as StateFile,
      hasTray: () => true,
      canUpdate: false,
      program: '/Longshore',
      onSettings() {},
    });
    await desktop.save({ ...state.settings, keepsAwake: false });
    expect(app.told.login).toBeNull();
    await desktop.save({ ...state.settings, startsAtLogin: true });
    expect(app.told.login).toEqual({ openAtLogin: true, args: ['--hidden'] });
    await desktop.save({ ...state.settings, startsHidden: false });
    expect(app.told.login).toEqual({ openAtLogin: true, args: [] });
    await desktop.save({ ...state.settings, startsAtLogin: false });
    expect(app.told.login).toMatchObject({ openAtLogin: false });
    expect((await desktop.view()).settings).toEqual(state.settings);
  },
);
