import { afterEach, expect, test, vi } from 'vitest';
import { wasOpenedAtLogin } from '../../../main/app/login.ts';
import type { Pauses } from '../../../main/app/pauses.ts';
import { watchPower } from '../../../main/app/power.ts';
import type { StateFile } from '../../../main/app/state-file.ts';
import { quietStatus, type Status } from '../../../main/app/status.ts';
import { silentLog } from '../../../main/base/log.ts';
import { app } from '../../support/electron/app.ts';
import { net } from '../../support/electron/net.ts';
import { powerMonitor, powerSaveBlocker } from '../../support/electron/system.ts';

function createStage() {
  const settings = { keepsAwake: true, pausesOnBattery: true };
  const stage = { nowMs: 0, tick: () => {}, renewed: 0, onBattery: [] as boolean[] };
  const power = watchPower({
    state: { get: () => ({ settings }) } as unknown as StateFile,
    pauses: { onBattery: (isOn: boolean) => void stage.onBattery.push(isOn), look() {} } as Pauses,
    renew: async () => {
      stage.renewed += 1;
    },
    onShutdown() {},
    clock: {
      monotonic: () => stage.nowMs,
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

test('the machine is kept awake while bytes move, may sleep after a minute without any, and is kept awake by the next', () => {
  const { stage, settings, power } = createStage();
  let held = 0;
  vi.spyOn(powerSaveBlocker, 'start').mockImplementation(() => {
    held += 1;
    return held;
  });
  vi.spyOn(powerSaveBlocker, 'stop').mockImplementation(() => {
    held -= 1;
    return true;
  });
  /** As each second while something is sent. */
  const at = (seconds: number, status: Partial<Status>) => {
    stage.nowMs = seconds * 1_000;
    power.onStatus({ ...quietStatus, ...status });
    return held;
  };
  expect(at(0, { isSending: true, sentBytes: 0 })).toBe(1);
  expect(at(59, { isSending: true, sentBytes: 0 })).toBe(1);
  expect(at(60, { isSending: true, sentBytes: 0 })).toBe(0);
  expect(at(61, { isSending: true, sentBytes: 10 })).toBe(1);
  expect(at(100, { isSending: true, sentBytes: 20 })).toBe(1);
  expect(at(159, { isSending: true, sentBytes: 20 })).toBe(1);
  expect(at(160, { isSending: true, sentBytes: 20 })).toBe(0);
  expect(at(161, { isSending: false, sentBytes: 20 })).toBe(0);
  expect(at(300, { isSending: true, sentBytes: 20 })).toBe(1);
  settings.keepsAwake = false;
  power.onSettings();
  expect(held).toBe(0);
  power.close();
});

test('only macOS is asked whether it has started the app at login', () => {
  vi.spyOn(app, 'getLoginItemSettings').mockReturnValue({
    wasOpenedAtLogin: true,
  } as Electron.LoginItemSettings);
  expect(wasOpenedAtLogin('darwin')).toBe(true);
  expect(wasOpenedAtLogin('linux')).toBe(false);
});
