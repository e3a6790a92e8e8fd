import { afterEach, expect, test, vi } from 'vitest';
import { wasOpenedAtLogin } from '../../../main/app/login.ts';
import type { Pauses } from '../../../main/app/pauses.ts';
import { watchPower } from '../../../main/app/power.ts';
import type { StateFile } from '../../../main/app/state-file.ts';
import { silentLog } from '../../../main/base/log.ts';
import { app } from '../../support/electron/app.ts';
import { net } from '../../support/electron/net.ts';
import { powerMonitor } from '../../support/electron/system.ts';

function createStage() {
  const settings = { keepsAwake: true, pausesOnBattery: true };
  const stage = { tick: () => {}, renewed: 0, onBattery: [] as boolean[] };
  const power = watchPower({
    state: { get: () => ({ settings }) } as unknown as StateFile,
    pauses: { onBattery: (isOn: boolean) => void stage.onBattery.push(isOn), look() {} } as Pauses,
    renew: async () => {
      stage.renewed += 1;
    },
    onShutdown() {},
    clock: {
      every(_, callback) {
        stage.tick = callback;
        return { stop() {} };
      },
    },
    log: silentLog,
  });
  return { ...stage, stage, settings, power };
}

afterEach(() => {
  powerMonitor.onBatteryPower = false;
  net.online = true;
  vi.restoreAllMocks();
});

test('a battery that the system does not tell of is found out, and told once', () => {
  const { stage, power } = createStage();
  expect(stage.onBattery).toEqual([false]);
  powerMonitor.onBatteryPower = true;
  stage.tick();
  stage.tick();
  expect(stage.onBattery).toEqual([false, true]);
  powerMonitor.onBatteryPower = false;
  stage.tick();
  expect(stage.onBattery).toEqual([false, true, false]);
  power.close();
});

test('a network that is back renews everything, once', () => {
  const { stage, power } = createStage();
  net.online = false;
  stage.tick();
  expect(stage.renewed).toBe(0);
  net.online = true;
  stage.tick();
  stage.tick();
  expect(stage.renewed).toBe(1);
  power.close();
});

test('only macOS is asked whether it has started the app at login', () => {
  vi.spyOn(app, 'getLoginItemSettings').mockReturnValue({
    wasOpenedAtLogin: true,
  } as Electron.LoginItemSettings);
  expect(wasOpenedAtLogin('darwin')).toBe(true);
  expect(wasOpenedAtLogin('linux')).toBe(false);
});
