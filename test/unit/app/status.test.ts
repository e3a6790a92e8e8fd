import { describe, expect, test } from 'vitest';
import { createNotifications } from '../../../main/app/notifications.ts';
import { quietStatus, type Status, statusOf } from '../../../main/app/status.ts';
import { trayIcon } from '../../../main/app/tray.ts';
import { trayMenu, trayTip } from '../../../main/app/tray-menu.ts';
import { textsIn } from '../../../main/text/texts.ts';
import type { Snapshot } from '../../../preload/contract.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

const texts = textsIn('en');
const noPause = { untilMs: null, isByBattery: false };

function shared(over: { active?: number; failed?: number; standing?: string; isAllPaused?: boolean }) {
  const { active = 0, failed = 0, standing, isAllPaused = false } = over;
  const folders = standing === undefined ? [] : [{ id: 'f', name: 'photos', standing }];
  const bytes = { totalBytes: 200, confirmedBytes: 101, movingBytes: 7 };
  const totals = { isTotalKnown: true, ...bytes, bytesPerSecond: 1024 ** 2 };
  return {
    totals,
    folders,
    isAllPaused,
    counts: { active, failed, waiting: 0, done: 3, all: 3 + active + failed },
  } as unknown as Pick<Snapshot, 'totals' | 'counts' | 'folders' | 'isAllPaused'>;
}

describe('the tray says', () => {
  test.each([
    [{}, 'idle', 'Longshore: up to date'],
    [{ active: 1 }, 'sending', 'Longshore: 50% sent, 1.0 MiB/s'],
    [{ standing: 'sending' }, 'sending', 'Longshore: 50% sent, 1.0 MiB/s'],
    [{ active: 1, failed: 2 }, 'attention', 'Longshore: 2 things need you'],
    [{ standing: 'deletesHeld' }, 'attention', 'Longshore: 1 thing needs you'],
    [{ standing: 'stale' }, 'stale', 'Longshore: a folder has not been checked for long'],
    [{ active: 1, failed: 2, isAllPaused: true }, 'paused', 'Longshore: paused'],
  ] as const)('%o as %s', (over, standing, tip) => {
    const status = statusOf(shared(over));
    expect(status.standing).toBe(standing);
    expect(trayTip(status, noPause, texts)).toBe(tip);
  });
});

test('the tray says that nothing works while no engine can be started', () => {
  const broken: Status = { ...quietStatus, standing: 'attention', isBroken: true };
  expect(trayTip(broken, noPause, texts)).toBe("Longshore: can't go on for now, tries again by itself");
});

test('the tray has an icon for each standing, system and bar', () => {
  expect(trayIcon('idle', 'darwin', true)).toBe('idleTemplate.png');
  expect(trayIcon('paused', 'win32', false)).toBe('paused-on-light.ico');
  expect(trayIcon('sending', 'linux', true)).toBe('sending-on-dark.png');
});

test('the tray offers to pause, or to resume what is paused, and the last files', () => {
  const nothing = () => {};
  const actions = {
    ...{ open: nothing, send: nothing, pauseHour: nothing, pauseUntilTomorrow: nothing, pauseAll: nothing },
    ...{ resume: nothing, reveal: nothing, quit: nothing },
  };
  const ids = (isAllPaused: boolean) =>
    trayMenu({ isAllPaused }, [{ id: '1', name: 'a & b' }], texts, actions).flatMap(({ id }) => id ?? []);
  expect(ids(false)).toEqual(['open', 'send', 'pauseHour', 'pauseTomorrow', 'pauseAll', 'recent', 'quit']);
  expect(ids(true)).toEqual(['open', 'send', 'resume', 'recent', 'quit']);
});

describe('the user is told', () => {
  const setup = (over: Partial<{ isLookedAt: boolean; onAttention: boolean }> = {}) => {
    const told: string[] = [];
    let flush = () => {};
    const clock = {
      ...createFixedClock(0),
      after: (_: number, callback: () => void) => {
        flush = callback;
        return { stop() {}, restart() {} };
      },
    };
    const { isLookedAt = false, onAttention = true } = over;
    const notifications = createNotifications(
      {
        texts: () => texts,
        wishes: () => ({ onDone: true, onFailed: true, onAttention }),
        isLookedAt: () => isLookedAt,
        open() {},
        clock,
        show: ({ title }) => told.push(title),
      },
      quietStatus,
    );
    const at = (status: Partial<Status>) => notifications.onStatus({ ...quietStatus, ...status });
    return { at, told, flush: () => flush() };
  };

  test('once of many files, when the last one has arrived', () => {
    const { at, told, flush } = setup();
    at({ done: 40, open: 2 });
    at({ done: 42, open: 0 });
    flush();
    expect(told).toEqual(['42 files have arrived']);
  });

  test('once of many failures', () => {
    const { at, told, flush } = setup();
    for (let failed = 1; failed <= 100; failed += 1) at({ failed, open: 5 });
    flush();
    expect(told).toEqual(['100 transfers failed']);
  });

  test('nothing of what another engine counts, as its record may be another', () => {
    const { at, told, flush } = setup();
    at({ life: 1, done: 40 });
    at({ life: 1, done: 40, isBroken: true });
    at({ life: 2, done: 900, failed: 3 });
    flush();
    expect(told).toEqual(["Longshore can't go on for now"]);
    at({ life: 2, done: 901, failed: 3 });
    flush();
    expect(told.slice(1)).toEqual(['1 file has arrived']);
  });

  test('of a folder that needs somebody, once, and not while the page is looked at', () => {
    const lost = { folders: [{ id: 'f', name: 'photos', standing: 'rootLost' as const }] };
    const away = setup();
    away.at(lost);
    away.at(lost);
    expect(away.told).toEqual(["“photos” can't be found"]);
    const here = setup({ isLookedAt: true });
    here.at(lost);
    expect(here.told).toEqual([]);
  });
});
